using System.Globalization;
using System.Text;
using System.Text.Json;

namespace LLMCourse.Checks.M02;

/// <summary>
/// Trains a layer of the student's attention to copy and to reverse, without a mask, under a causal one and under a window, and shows
/// where each head looks. A window that just reaches back to the letter that a copy needs cannot reverse the first letters.
/// </summary>
public sealed class AttentionMaps : Experiment
{
    private const string Header = "mask,layer,head,query,key,weight";
    private const string SummaryFile = "summary.json";
    private const int Steps = 240, Held = 64, T = ToyTask.Positions;

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n" };

    /// <summary>Creates the experiment.</summary>
    public AttentionMaps()
        : base("M02.X.attention-maps", "shows where the heads look while a layer copies and reverses") =>
            TimeLimit = TimeSpan.FromMinutes(4);

    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor held = probe.Random.Integers(0, ToyTask.Letters, Held, ToyTask.Length);

        // The sequence that is drawn has no letter twice, so that every place can be told from the others.
        long[] shown = [.. Enumerable.Range(0, ToyTask.Letters).Select(letter => (Letter: (long)letter, Key: probe.Random.NextDouble()))
            .OrderBy(p => p.Key).Take(ToyTask.Length).Select(p => p.Letter)];
        Tensor example = tensor(shown, ScalarType.Int64).reshape(1, ToyTask.Length);
        probe.Observe("example", ToyTask.Sequences(example)[0]);

        (string Task, string Mask)[] runs = [.. ToyTask.Tasks.SelectMany(task => ToyTask.Masks.Select(mask => (task, mask)))];
        for (int run = 0; run < runs.Length; run++)
        {
            (string task, string mask) = runs[run];
            using DisposeScope inner = NewDisposeScope();
            using var model = new ToyModel(task, mask, Id);
            double loss = model.Train(Steps, done => probe.Progress((run + done) / runs.Length, $"{task}, mask: {mask}"));
            probe.Observe($"{task}/{mask}/loss", loss);
            probe.Observe($"{task}/{mask}/accuracy", model.Accuracy(held));
            probe.Observe($"{task}/{mask}/hit rate", HitRates(task, model.AttentionMaps(held)));
            probe.Observe($"{task}/{mask}/maps", model.AttentionMaps(example)); // [L, H, T, T] for one layer and one sequence
        }
    }

    public override IReadOnlyList<Artifact> Render(Evidence evidence)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        TensorObservation example = Shaped(evidence, "example", T);
        string[] tokens = [.. example.Values.Select(v => ToyTask.Text((int)v))];
        List<Artifact> files = [];
        foreach (string task in ToyTask.Tasks) files.Add(new Artifact(CsvName(task), Csv(evidence, task)));
        for (int layer = 0; layer < ToyModel.Layers; layer++)
        {
            for (int head = 0; head < ToyModel.Heads; head++)
            {
                List<AttentionPanel> panels = [];
                foreach (string task in ToyTask.Tasks)
                {
                    foreach (string mask in ToyTask.Masks)
                    {
                        double[] weights =
                            [.. Maps(evidence, task, mask).Values.Skip(((layer * ToyModel.Heads) + head) * T * T).Take(T * T)];
                        panels.Add(new AttentionPanel(task, mask, evidence.Number($"{task}/{mask}/accuracy"), weights));
                    }
                }

                files.Add(new Artifact(string.Create(CultureInfo.InvariantCulture, $"attn_L{layer}H{head}.svg"),
                    AttentionSvg.Draw(layer, head, tokens, panels)));
            }
        }

        files.Add(new Artifact(SummaryFile, Summary(evidence)));
        return files;
    }

    public override IReadOnlyList<(string Claim, Verdict Verdict)> Review(IReadOnlyDictionary<string, string> files)
    {
        ArgumentNullException.ThrowIfNull(files);
        List<(string, Verdict)> claims = [];
        foreach (string task in ToyTask.Tasks)
        {
            string name = CsvName(task);
            (Verdict form, Dictionary<(string Mask, int Layer, int Head, int Query, int Key), double> weights) = Read(files, name);
            claims.Add(($"`{name}` has the columns {Header} and a row for each weight.", form));
            if (!form.Passed) continue;
            claims.Add(($"Every query in `{name}` spreads a weight of 1 over its keys.", RowSums(weights)));
            claims.Add(($"Nothing in `{name}` weighs more than 0 that a mask hides.", Hidden(weights)));
            if (task == ToyTask.Copy)
                claims.Add(("While copying, a head looks at the letter that is to be copied, in 9 of 10 blanks and under every mask.",
                    Sources(weights)));
        }

        claims.AddRange(Accuracies(files));
        for (int head = 0; head < ToyModel.Heads; head++)
        {
            string name = string.Create(CultureInfo.InvariantCulture, $"attn_L0H{head}.svg");
            bool drawn = files.TryGetValue(name, out string? svg) && svg.StartsWith("<svg", StringComparison.Ordinal)
                && svg.EndsWith("</svg>\n", StringComparison.Ordinal);
            claims.Add(($"`{name}` is drawn.",
                drawn ? Verdict.Pass : Verdict.Fail($"`{name}` is missing or incomplete.", hint: "Run the experiment again.")));
        }

        return claims;
    }

    private static string CsvName(string task) => task == ToyTask.Copy ? "attn.csv" : "attn_reverse.csv";

    // For each head the fraction of blanks whose greatest weight lies on the letter that belongs there.
    private static Tensor HitRates(string task, Tensor maps)
    {
        Tensor best = maps.narrow(2, ToyTask.Length + 1, ToyTask.Length).argmax(-1); // [B, H, Length]
        long[] sources = [.. Enumerable.Range(ToyTask.Length + 1, ToyTask.Length).Select(q => (long)ToyTask.SourceOf(task, q))];
        return best.eq(tensor(sources, ScalarType.Int64)).to(ScalarType.Float32).mean([0, 2]);
    }

    private static TensorObservation Maps(Evidence evidence, string task, string mask) =>
        Shaped(evidence, $"{task}/{mask}/maps", ToyModel.Layers, ToyModel.Heads, T, T);

    private static TensorObservation Shaped(Evidence evidence, string name, params long[] shape)
    {
        TensorObservation observed = evidence.Tensor(name);
        return observed.Shape.SequenceEqual(shape)
            ? observed
            : throw new InvalidDataException(
                $"'{name}' is {observed.Describe()}, but it must be [{string.Join(", ", shape)}]; see whether AttentionWeights and Attend return the documented shapes.");
    }

    private static string Csv(Evidence evidence, string task)
    {
        StringBuilder csv = new StringBuilder(Header).Append('\n');
        foreach (string mask in ToyTask.Masks)
        {
            IReadOnlyList<double> values = Maps(evidence, task, mask).Values;
            for (int i = 0; i < values.Count; i++)
            {
                int key = i % T, query = i / T % T, head = i / (T * T) % ToyModel.Heads, layer = i / (T * T * ToyModel.Heads);
                _ = csv.Append(CultureInfo.InvariantCulture, $"{mask},{layer},{head},{query},{key},{values[i]:0.######}\n");
            }
        }

        return csv.ToString();
    }

    private static string Summary(Evidence evidence)
    {
        var runs = ToyTask.Tasks.SelectMany(task => ToyTask.Masks.Select(mask => new
        {
            task,
            mask,
            steps = Steps,
            loss = Rounded(evidence.Number($"{task}/{mask}/loss")),
            accuracy = Rounded(evidence.Number($"{task}/{mask}/accuracy")),
            hitRateByHead = Shaped(evidence, $"{task}/{mask}/hit rate", ToyModel.Heads).Values.Select(Rounded),
        }));
        var summary = new
        {
            experiment = "M02.X.attention-maps",
            letters = ToyTask.Letters,
            length = ToyTask.Length,
            window = ToyTask.Window,
            layers = ToyModel.Layers,
            heads = ToyModel.Heads,
            heldOutSequences = Held,
            example = string.Concat(Shaped(evidence, "example", T).Values.Select(v => ToyTask.Text((int)v))),
            runs,
        };
        return JsonSerializer.Serialize(summary, Indented) + "\n";
    }

    // JSON has no NaN: a run that diverged has null there.
    private static double? Rounded(double value) => double.IsFinite(value) ? Math.Round(value, 6) : null;

    private static (Verdict Form,
        Dictionary<(string, int, int, int, int), double> Weights) Read(IReadOnlyDictionary<string, string> files, string name)
    {
        Dictionary<(string, int, int, int, int), double> weights = [];
        if (!files.TryGetValue(name, out string? text))
            return (Verdict.Fail($"`{name}` is missing.", hint: "Run the experiment again."), weights);
        string[] lines = text.TrimEnd('\n').Split('\n');
        if (lines[0] != Header) return (Verdict.Fail($"`{name}` begins with `{lines[0]}`.", hint: $"The header is `{Header}`."), weights);
        foreach (string line in lines.Skip(1))
        {
            string[] cells = line.Split(',');
            bool read = cells.Length == 6 && ToyTask.Masks.Contains(cells[0])
                && int.TryParse(cells[1], CultureInfo.InvariantCulture, out int layer)
                    && int.TryParse(cells[2], CultureInfo.InvariantCulture, out int head)
                && int.TryParse(cells[3], CultureInfo.InvariantCulture, out int query)
                    && int.TryParse(cells[4], CultureInfo.InvariantCulture, out int key)
                && double.TryParse(cells[5], CultureInfo.InvariantCulture, out double weight)
                && weights.TryAdd((cells[0], layer, head, query, key), weight);
            if (!read)
                return (Verdict.Fail($"A line of `{name}` is not a weight, or stands twice.", $"The line is `{line}`."), weights);
        }

        int rows = ToyTask.Masks.Count * ToyModel.Layers * ToyModel.Heads * T * T;
        return (weights.Count == rows
            ? Verdict.Pass
            : Verdict.Fail(string.Create(CultureInfo.InvariantCulture, $"`{name}` has {weights.Count} rows, not {rows}.")), weights);
    }

    private static Verdict RowSums(Dictionary<(string Mask, int Layer, int Head, int Query, int Key), double> weights)
    {
        var wrong = weights.GroupBy(w => (w.Key.Mask, w.Key.Layer, w.Key.Head, w.Key.Query), w => w.Value)
            .Where(row => !(Math.Abs(row.Sum() - 1) <= 1e-5)).ToList();
        return wrong.Count == 0
            ? Verdict.Pass
            : Verdict.Fail($"{wrong.Count} rows do not sum to 1 within 1e-5.",
                $"The first is {wrong[0].Key}, with {ObservationComparer.Format(wrong[0].Sum())}.",
                "Take softmax along the keys, after the mask.");
    }

    private static Verdict Hidden(Dictionary<(string Mask, int Layer, int Head, int Query, int Key), double> weights)
    {
        int seen = weights.Count(w => !ToyTask.Allows(w.Key.Mask, w.Key.Query, w.Key.Key) && w.Value != 0);
        return seen == 0
            ? Verdict.Pass
            : Verdict.Fail($"{seen} weights are above 0 that a mask hides.", hint: "Fill hidden scores with −∞ before softmax.");
    }

    private static Verdict Sources(Dictionary<(string Mask, int Layer, int Head, int Query, int Key), double> weights)
    {
        foreach (string mask in ToyTask.Masks)
        {
            var rows = weights.Where(w => w.Key.Mask == mask && w.Key.Query > ToyTask.Length)
                .GroupBy(w => (w.Key.Query, w.Key.Layer, w.Key.Head)).ToList();
            int hits = rows.Where(row => row.MaxBy(w => w.Value).Key.Key == ToyTask.SourceOf(ToyTask.Copy, row.Key.Query))
                .Select(row => row.Key.Query).Distinct().Count();
            if (hits < 0.9 * ToyTask.Length)
                return Verdict.Fail($"Under the mask '{mask}' the greatest weight lies on the letter in {hits} of {ToyTask.Length} blanks only.", hint: "If the accuracy is low too, the model has not learned: check the gradient of your attention.");
        }

        return Verdict.Pass;
    }

    private static IEnumerable<(string, Verdict)> Accuracies(IReadOnlyDictionary<string, string> files)
    {
        const string Learned = "Copying is learned under every mask, and reversing without a mask and under the causal one: 95 % of held-out blanks are right.";
        const string Limited = "Reversing is not learned under the window, which hides the first letters from the last blanks: below 75 %.";
        Dictionary<(string, string), double> accuracies = [];
        string? fault = null;
        try
        {
            using JsonDocument summary = JsonDocument.Parse(files.GetValueOrDefault(SummaryFile, ""));
            foreach (JsonElement run in summary.RootElement.GetProperty("runs").EnumerateArray())
                accuracies[(run.GetProperty("task").GetString()!, run.GetProperty("mask").GetString()!)] = run.GetProperty("accuracy")
                    is { ValueKind: JsonValueKind.Number } a ? a.GetDouble() : double.NaN;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            fault = e.Message;
        }

        if (fault is not null || accuracies.Count != ToyTask.Tasks.Count * ToyTask.Masks.Count)
        {
            yield return ($"`{SummaryFile}` lists every run with its accuracy.",
                Verdict.Fail($"`{SummaryFile}` is missing or incomplete.", fault, "Run the experiment again."));
            yield break;
        }

        var missed = accuracies.Where(a => a.Key != (ToyTask.Reverse, ToyTask.WindowMask) && !(a.Value >= 0.95)).ToList();
        yield return (Learned, missed.Count == 0
            ? Verdict.Pass
            : Verdict.Fail("A run has not learned its task.",
                string.Join(", ", missed.Select(a => $"{a.Key.Item1} under '{a.Key.Item2}': {ObservationComparer.Format(a.Value)}")),
                "Attention without the right scale, mask or gradient learns slowly or not at all."));
        double windowed = accuracies[(ToyTask.Reverse, ToyTask.WindowMask)];
        yield return (Limited, windowed
            < 0.75 ? Verdict.Pass : Verdict.Fail("Reversing succeeds under the window, which it cannot.",
                $"The accuracy is {ObservationComparer.Format(windowed)}.", "See that the window hides what lies further back."));
    }
}
