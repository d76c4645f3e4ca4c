using System.Globalization;
using System.Text;
using System.Text.Json;

namespace LLMCourse.Checks.M01;

/// <summary>
/// Trains the student's bigram model on the first 1,000, 10,000 and 100,000 characters of a novel, and follows the loss on what it trains
/// on and on 10,000 characters that it never sees, which are taken out of the novel in blocks of 1,000. Characters become tokens by the
/// student's tokenizer.
/// </summary>
public sealed class LearningCurves : Experiment
{
    private const string Header = "size,step,train,val", CurvesFile = "curves.csv", ChartFile = "curves.svg", SamplesFile = "samples.txt",
        SummaryFile = "summary.json";
    private const string Heading = "=== ";
    private const int Held = 10_000, Block = 1_000, Steps = 500, Every = 20, Rows = 32, Columns = 33, SampleLength = 400;

    private static readonly int[] Sizes = [1_000, 10_000, 100_000];

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n" };

    /// <summary>Creates the experiment.</summary>
    public LearningCurves()
        : base("M01.X.learning-curves", "shows how the gap between seen and unseen text closes with more of it") =>
            TimeLimit = TimeSpan.FromMinutes(4);

    public override void Probe(Probe probe)
    {
        string text = Corpus.MobyDick;
        CharTokenizer tokenizer = CharTokenizer.Train(text);
        int[] ids = tokenizer.Encode(text), seen = Part(ids, held: false), held = Part(ids, held: true)[..Held];
        probe.Observe("vocabulary", tokenizer.Decode([.. Enumerable.Range(0, tokenizer.VocabularySize)]));
        for (int run = 0; run < Sizes.Length; run++)
        {
            using DisposeScope scope = NewDisposeScope();
            manual_seed(1000 + run);
            using BigramLm model = new(tokenizer.VocabularySize);
            probe.Observe($"{Sizes[run]}/curve", Train(probe, model, seen[..Sizes[run]], held, run));
            probe.Observe($"{Sizes[run]}/sample", tokenizer.Decode(Sample(probe.Random, model, ids[0])));
        }
    }

    public override IReadOnlyList<Artifact> Render(Evidence evidence)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        var csv = new StringBuilder(Header).Append('\n');
        var samples = new StringBuilder();
        List<Curve> curves = [];
        foreach (int size in Sizes)
        {
            Curve curve = CurveOf(evidence, size);
            curves.Add(curve);
            foreach ((double step, double train, double val) in curve.Points)
                _ = csv.Append(CultureInfo.InvariantCulture, $"{size},{step:0},{Written(train)},{Written(val)}\n");
            _ = samples.Append(CultureInfo.InvariantCulture, $"{Heading}{size} characters\n{evidence.Text($"{size}/sample")}\n");
        }

        string vocabulary = evidence.Text("vocabulary") ?? "";
        var summary = new
        {
            experiment = Id,
            text = "Herman Melville, Moby-Dick; or, The Whale (1851), chapters 1 to 11",
            vocabulary,
            vocabularySize = vocabulary.EnumerateRunes().Count(),
            heldOutCharacters = Held,
            steps = Steps,
            runs = curves.Select(c =>
                new
                {
                    size = c.Size,
                    train = Rounded(c.Points[^1].Train),
                    val = Rounded(c.Points[^1].Val),
                    gap = Rounded(c.Points[^1].Val - c.Points[^1].Train)
                }),
        };
        return
        [
            new Artifact(CurvesFile, csv.ToString()),
            new Artifact(ChartFile, CurvesSvg.Draw(curves, Math.Log(Math.Max(1, vocabulary.EnumerateRunes().Count())))),
            new Artifact(SamplesFile, samples.ToString()),
            new Artifact(SummaryFile, JsonSerializer.Serialize(summary, Indented) + "\n"),
        ];
    }

    public override IReadOnlyList<(string Claim, Verdict Verdict)> Review(IReadOnlyDictionary<string, string> files)
    {
        ArgumentNullException.ThrowIfNull(files);
        (Verdict form, List<Curve> curves) = Read(files.GetValueOrDefault(CurvesFile, ""));
        List<(string, Verdict)> claims =
            [($"`{CurvesFile}` has the columns {Header} and at least 20 points for each of the three sizes.", form)];
        if (form.Passed)
        {
            (double Train, double Val)[] last = [.. curves.Select(c => (c.Points[^1].Train, c.Points[^1].Val))];
            claims.Add(("Every run begins at about ln V, the loss of a model that knows nothing.",
                Begins(curves, files.GetValueOrDefault(SummaryFile, ""))));
            claims.Add(("At the end no run loses less on unseen text than on its own.",
                Says(last.All(l => l.Train <= l.Val), "A run loses less on unseen text than on what it was trained on.", last)));
            claims.Add(("With 100,000 characters unseen text is predicted better than with 1,000.",
                Says(last[^1].Val < last[0].Val, "The largest text does not give the lowest loss on unseen text.", last)));
            claims.Add(("The gap between unseen and seen text becomes smaller with each tenfold.",
                Says(last.Zip(last.Skip(1)).All(p => p.Second.Val - p.Second.Train < p.First.Val - p.First.Train),
                    "The gap does not shrink.", last)));
        }

        claims.Add(($"`{SamplesFile}` has a sample of each model, of characters of the vocabulary only.", Samples(files)));
        bool drawn = files.TryGetValue(ChartFile, out string? svg) && svg.StartsWith("<svg", StringComparison.Ordinal)
            && svg.EndsWith("</svg>\n", StringComparison.Ordinal);
        claims.Add(($"`{ChartFile}` is drawn.",
            drawn ? Verdict.Pass : Verdict.Fail($"`{ChartFile}` is missing or incomplete.", hint: "Run the experiment again.")));
        return claims;
    }

    // Every eleventh block is held out, so that both parts are of all chapters and none is the easier one.
    private static int[] Part(int[] ids, bool held) => [.. ids.Where((_, i) => (i / Block % 11 == 10) == held)];

    private static Tensor Train(Probe probe, BigramLm model, int[] train, int[] held, int run)
    {
        int vocabulary = (int)model.get_parameter("weight")!.shape[0];
        Tensor text = tensor([.. train.Select(id => (long)id)], ScalarType.Int64);
        Tensor trainPairs = Pairs(train, vocabulary), heldPairs = Pairs(held, vocabulary);
        List<double> points = [];
        using optim.Optimizer optimizer = optim.Adam(model.parameters(), 0.1);
        for (int step = 0; step <= Steps; step++)
        {
            using DisposeScope scope = NewDisposeScope();
            if (step % Every == 0)
            {
                points.AddRange([step, Loss(model, trainPairs), Loss(model, heldPairs)]);
                probe.Progress((run + ((double)step / Steps)) / Sizes.Length, $"{train.Length} characters");
            }

            if (step == Steps) break;
            foreach (optim.ILearningRateController group in optimizer.ParamGroups) group.LearningRate = 0.1 * (1 - ((double)step / Steps));
            Tensor starts = probe.Random.Integers(0, train.Length - Columns + 1, Rows, 1);
            Tensor batch = text.index_select(0, (starts + arange(Columns, ScalarType.Int64)).reshape(-1)).reshape(Rows, Columns);
            optimizer.zero_grad();
            model.Loss(batch).backward();
            _ = optimizer.step();
        }

        return tensor([.. points], ScalarType.Float64).reshape(-1, 3);
    }

    // How often each token follows each: with it, the loss over a whole text is one small product.
    private static Tensor Pairs(int[] ids, int vocabulary)
    {
        double[] counts = new double[vocabulary * vocabulary];
        for (int i = 1; i < ids.Length; i++) counts[(ids[i - 1] * vocabulary) + ids[i]] += 1.0 / (ids.Length - 1);
        return tensor(counts, ScalarType.Float64).reshape(vocabulary, vocabulary);
    }

    private static double Loss(BigramLm model, Tensor pairs)
    {
        using IDisposable noGradient = no_grad();
        using DisposeScope scope = NewDisposeScope();
        return -(Logits(model).to(ScalarType.Float64).log_softmax(-1) * pairs).sum().item<double>();
    }

    // [V, V]
    private static Tensor Logits(BigramLm model) =>
        model.call(arange(model.get_parameter("weight")!.shape[0], ScalarType.Int64).unsqueeze(0))[0];

    private static int[] Sample(CheckRandom random, BigramLm model, int first)
    {
        using IDisposable noGradient = no_grad();
        using DisposeScope scope = NewDisposeScope();
        Tensor logits = Logits(model);
        int vocabulary = (int)logits.shape[0];
        float[] probabilities = logits.softmax(-1).contiguous().data<float>().ToArray();
        int[] ids = new int[SampleLength];
        ids[0] = first;
        for (int i = 1; i < ids.Length; i++)
        {
            double left = random.NextDouble();
            int row = ids[i - 1] * vocabulary, next = 0;
            while (next < vocabulary - 1 && (left -= probabilities[row + next]) > 0) next++;
            ids[i] = next;
        }

        return ids;
    }

    private static Curve CurveOf(Evidence evidence, int size)
    {
        TensorObservation observed = evidence.Tensor($"{size}/curve");
        return new Curve(size, [.. observed.Values.Chunk(3).Select(p => (p[0], p[1], p[2]))]);
    }

    private static (Verdict Form, List<Curve> Curves) Read(string csv)
    {
        string[] lines = csv.TrimEnd('\n').Split('\n');
        if (lines[0] != Header)
            return (Verdict.Fail($"`{CurvesFile}` is missing, or begins with `{lines[0]}`.", hint: $"The header is `{Header}`."), []);
        Dictionary<int, List<(double, double, double)>> points =
            Sizes.ToDictionary(size => size, _ => new List<(double, double, double)>());
        foreach (string line in lines.Skip(1))
        {
            double[] cells = [.. line.Split(',')
                .Select(cell => double.TryParse(cell, CultureInfo.InvariantCulture, out double value) ? value : double.NaN)];
            if (cells.Length != 4 || cells.Any(cell => !double.IsFinite(cell))
                || !points.TryGetValue((int)cells[0], out List<(double, double, double)>? of))
                return (Verdict.Fail($"A line of `{CurvesFile}` is not a point of a curve.", $"The line is `{line}`.",
                    "A loss that is not a number comes from a model that diverged."), []);
            of.Add((cells[1], cells[2], cells[3]));
        }

        List<Curve> curves = [.. Sizes.Select(size => new Curve(size, points[size]))];
        Curve? few = curves.FirstOrDefault(c => c.Points.Count < 20);
        return (few is null
            ? Verdict.Pass
            : Verdict.Fail(string.Create(CultureInfo.InvariantCulture,
                $"The curve of {few.Size} characters has {few.Points.Count} points only.")), curves);
    }

    private static Verdict Begins(List<Curve> curves, string summary)
    {
        try
        {
            using JsonDocument read = JsonDocument.Parse(summary);
            double uniform = Math.Log(read.RootElement.GetProperty("vocabularySize").GetInt32());
            Curve? off =
                curves.FirstOrDefault(c => Math.Abs(c.Points[0].Train - uniform) > 0.05 || Math.Abs(c.Points[0].Val - uniform) > 0.05);
            return off is null
                ? Verdict.Pass
                : Verdict.Fail(string.Create(CultureInfo.InvariantCulture, $"The run on {off.Size} characters begins elsewhere."),
                    $"It begins at {ObservationComparer.Format(off.Points[0].Val)}, and ln V is {ObservationComparer.Format(uniform)}.",
                    "Begin with small weights.");
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return Verdict.Fail($"`{SummaryFile}` is missing or incomplete.", e.Message, "Run the experiment again.");
        }
    }

    private static Verdict Samples(IReadOnlyDictionary<string, string> files)
    {
        string? vocabulary = null;
        try
        {
            using JsonDocument read = JsonDocument.Parse(files.GetValueOrDefault(SummaryFile, ""));
            vocabulary = read.RootElement.GetProperty("vocabulary").GetString();
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return Verdict.Fail($"`{SummaryFile}` is missing or incomplete.", e.Message, "Run the experiment again.");
        }

        string[] lines = files.GetValueOrDefault(SamplesFile, "").Split('\n');
        HashSet<Rune> known = [.. (vocabulary ?? "").EnumerateRunes()];
        Rune[] strange = [.. lines.Where(line => !line.StartsWith(Heading, StringComparison.Ordinal))
            .SelectMany(line => line.EnumerateRunes()).Where(c => !known.Contains(c)).Distinct()];
        if (lines.Count(line => line.StartsWith(Heading, StringComparison.Ordinal)) != Sizes.Length)
            return Verdict.Fail($"`{SamplesFile}` is missing or incomplete.", hint: "Run the experiment again.");
        return strange.Length == 0
            ? Verdict.Pass
            : Verdict.Fail($"`{SamplesFile}` has characters that the training text has not.", $"They are {string.Join(' ', strange)}.",
                "See whether Decode undoes Encode.");
    }

    private static Verdict Says(bool holds, string fault, (double Train, double Val)[] last) => holds
        ? Verdict.Pass
        : Verdict.Fail(fault, string.Join("; ",
            Sizes.Zip(last).Select(p =>
                string.Create(CultureInfo.InvariantCulture,
                    $"{p.First} characters: train {p.Second.Train:0.000}, val {p.Second.Val:0.000}"))),
                    "A step is zero_grad, loss, backward, step; the loss is the mean over next tokens.");

    private static string Written(double loss) => loss.ToString("0.######", CultureInfo.InvariantCulture);

    // JSON has no NaN: a run that diverged has null there.
    private static double? Rounded(double value) => double.IsFinite(value) ? Math.Round(value, 6) : null;
}
