using System.Globalization;
using System.Text;
using System.Text.Json;

namespace LLMCourse.Checks.M05;

/// <summary>
/// Trains a small model of characters, draws texts from it with the student's processors and sampler under a grid of settings, and
/// counts how varied they are: greedy texts repeat themselves, hot ones do not, and a nucleus lies in between.
/// </summary>
public sealed class Variety : Experiment
{
    private const string CsvFile = "variety.csv", SvgFile = "variety.svg", SummaryFile = "summary.json", SamplesFile = "samples.txt";
    private const string Header =
        "setting,temperature,top_k,top_p,min_p,ban_ngrams,distinct_1,distinct_2,self_bleu,entropy,perplexity,repeat_rate";
    private const string Greedy = "greedy", Half = "T 0.5", Warm = "T 0.8", Plain = "T 1", Hot = "T 1.4", Nucleus = "T 1, top-p 0.9";
    private const int Steps = 300, Texts = 8, Length = 260, Again = 60;

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n" };

    private static readonly IReadOnlyList<VarietySetting> Grid =
    [
        new(Greedy, Temperature: 0),
        new("greedy, no 12 letters twice", Temperature: 0, BanNgrams: 12),
        new(Half, Temperature: 0.5),
        new(Warm, Temperature: 0.8),
        new(Plain),
        new(Hot, Temperature: 1.4),
        new("T 1, top-k 3", TopK: 3),
        new(Nucleus, TopP: 0.9),
        new("T 1, min-p 0.1", MinP: 0.1),
    ];

    /// <summary>Creates the experiment.</summary>
    public Variety()
        : base("M05.X.variety", "shows what temperature, top-k, top-p and min-p do to a text") => TimeLimit = TimeSpan.FromMinutes(4);

    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        using var model = new VarietyModel(seed: 5);
        string text = VarietyText.Write(probe.Random, 40_000);
        probe.Observe("loss", model.Train(text, Steps, probe.Random, done => probe.Progress(0.5 * done, "training")));
        IReadOnlyList<VarietySample> samples =
            model.Generate(Grid, Texts, Length, "the ", done => probe.Progress(0.5 + (0.4 * done), "drawing"));
        IReadOnlyList<VarietySample> again =
            model.Generate(Grid, Texts, Again, "the ", done => probe.Progress(0.9 + (0.1 * done), "drawing again"));
        foreach (VarietySetting setting in Grid)
        {
            VarietySample[] own = [.. samples.Where(s => s.Setting == setting.Name)];
            probe.Observe($"{setting.Name}/texts", string.Join('\n', own.Select(s => s.Text)));
            probe.Observe($"{setting.Name}/surprise", own.Average(s => s.Surprise));
            probe.Observe($"{setting.Name}/entropy", own.Average(s => s.Entropy));
            probe.Observe($"{setting.Name}/same again", own.Zip(again.Where(s => s.Setting == setting.Name))
                .All(pair => pair.First.Text.StartsWith(pair.Second.Text, StringComparison.Ordinal)));
        }
    }

    public override IReadOnlyList<Artifact> Render(Evidence evidence)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        VarietyRow[] rows = [.. Grid.Select(setting => Row(evidence, setting.Name))];
        StringBuilder csv = new StringBuilder(Header).Append('\n'), samples = new();
        for (int i = 0; i < rows.Length; i++)
        {
            (VarietyRow r, VarietySetting s) = (rows[i], Grid[i]);
            _ = csv.Append(CultureInfo.InvariantCulture, $"\"{r.Setting}\",{s.Temperature},{s.TopK},{s.TopP},{s.MinP},{s.BanNgrams},")
                .Append(CultureInfo.InvariantCulture,
                    $"{r.Distinct1:0.######},{r.Distinct2:0.######},{r.SelfBleu:0.######},{r.Entropy:0.######},{r.Perplexity:0.######},{r.RepeatRate:0.######}\n");
            _ = samples.Append(CultureInfo.InvariantCulture,
                $"== {r.Setting}\n{string.Join("\n", TextsOf(evidence, r.Setting).Take(2))}\n\n");
        }

        var summary = new
        {
            experiment = Id,
            model = "GPT, 2 layers, width 64, context 48 characters",
            text = "40,000 characters of sentences from a small seeded grammar",
            steps = Steps,
            loss = Rounded(evidence.Number("loss")),
            textsPerSetting = Texts,
            charactersPerText = Length,
            rows = rows.Select(r => new
            {
                setting = r.Setting,
                distinct1 = Rounded(r.Distinct1),
                distinct2 = Rounded(r.Distinct2),
                selfBleu = Rounded(r.SelfBleu),
                entropy = Rounded(r.Entropy),
                perplexity = Rounded(r.Perplexity),
                repeatRate = Rounded(r.RepeatRate),
                sameAgain = evidence.Flag($"{r.Setting}/same again"),
            }),
        };
        return
        [
            new Artifact(CsvFile, csv.ToString()),
            new Artifact(SvgFile, VarietySvg.Draw(rows)),
            new Artifact(SamplesFile, samples.ToString()),
            new Artifact(SummaryFile, JsonSerializer.Serialize(summary, Indented) + "\n"),
        ];
    }

    public override IReadOnlyList<(string Claim, Verdict Verdict)> Review(IReadOnlyDictionary<string, string> files)
    {
        ArgumentNullException.ThrowIfNull(files);
        (Verdict form, Dictionary<string, VarietyRow> rows) = Read(files);
        List<(string, Verdict)> claims = [($"`{CsvFile}` has the columns {Header} and a row for each setting.", form)];
        if (!form.Passed) return claims;
        VarietyRow[] byTemperature = [rows[Greedy], rows[Half], rows[Warm], rows[Plain], rows[Hot]];
        claims.Add(("The hotter, the more word pairs are different: distinct-2 rises from greedy over T 0.5, 0.8 and 1 to T 1.4.",
            Rising(byTemperature, r => r.Distinct2)));
        claims.Add(("The hotter, the less alike the texts are: self-BLEU falls.", Rising(byTemperature, r => -r.SelfBleu)));
        claims.Add(
            ("The hotter, the more the model is surprised by its text: perplexity rises.", Rising(byTemperature, r => r.Perplexity)));
        VarietyRow most = rows.Values.MaxBy(r => r.RepeatRate)!;
        claims.Add(("Greedy texts repeat themselves most.",
            most.Setting == Greedy
                ? Verdict.Pass
                : Verdict.Fail($"Texts under '{most.Setting}' repeat themselves more.",
                    hint: "Does temperature 0 always take the most likely token?")));
        claims.Add(("The nucleus of 0.9 lies between greedy and T 1, in distinct-2, in entropy and in perplexity.",
            Between(rows, r => r.Distinct2) && Between(rows, r => r.Entropy) && Between(rows, r => r.Perplexity)
            ? Verdict.Pass
            : Verdict.Fail("Top-p 0.9 is not between the two.",
                hint: "Top-p takes the unlikely tokens away and leaves the others as they are.")));
        claims.Add(("No setting but greedy makes the same text every time: self-BLEU is 1 for greedy alone.",
            rows.Values.All(r => r.Setting.StartsWith(Greedy, StringComparison.Ordinal) == r.SelfBleu > 0.999)
            ? Verdict.Pass
            : Verdict.Fail("Texts with different seeds are the same, or greedy texts differ.",
                hint: "Temperature 0 leaves one token; every other setting draws from the generator that it is given.")));
        claims.Add(("The same seed gives the same text again, in every row.", SameAgain(files)));
        foreach (string name in new[] { SvgFile, SamplesFile })
            claims.Add(($"`{name}` is written.", files.TryGetValue(name, out string? content) && content.Length
                > 200 ? Verdict.Pass : Verdict.Fail($"`{name}` is missing or incomplete.", hint: "Run the experiment again.")));
        return claims;
    }

    private static bool Between(Dictionary<string, VarietyRow> rows, Func<VarietyRow, double> value) =>
        value(rows[Greedy]) < value(rows[Nucleus]) && value(rows[Nucleus]) < value(rows[Plain]);

    private static Verdict Rising(VarietyRow[] rows, Func<VarietyRow, double> value)
    {
        for (int i = 1; i < rows.Length; i++)
        {
            if (!(value(rows[i]) > value(rows[i - 1])))
                return Verdict.Fail($"From '{rows[i - 1].Setting}' to '{rows[i].Setting}' it does not.",
                    FormattableString.Invariant($"{Math.Abs(value(rows[i - 1])):0.0000} and {Math.Abs(value(rows[i])):0.0000}."),
                    "Divide the logits by the temperature, before anything is cut off.");
        }

        return Verdict.Pass;
    }

    private static Verdict SameAgain(IReadOnlyDictionary<string, string> files)
    {
        try
        {
            using JsonDocument summary = JsonDocument.Parse(files.GetValueOrDefault(SummaryFile, ""));
            string[] others = [.. summary.RootElement.GetProperty("rows").EnumerateArray()
                .Where(r => !r.GetProperty("sameAgain").GetBoolean()).Select(r => r.GetProperty("setting").GetString()!)];
            return others.Length == 0
                ? Verdict.Pass
                : Verdict.Fail($"Other texts came of the same seeds: {string.Join(", ", others)}.",
                    hint: "Draw from the generator that is passed in, and keep nothing between calls.");
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return Verdict.Fail($"`{SummaryFile}` is missing or incomplete.", e.Message, "Run the experiment again.");
        }
    }

    private static VarietyRow Row(Evidence evidence, string setting)
    {
        string[][] texts = [.. TextsOf(evidence, setting).Select(VarietyMetrics.Words)];
        return new VarietyRow(
            setting, VarietyMetrics.Distinct(texts, 1), VarietyMetrics.Distinct(texts, 2), VarietyMetrics.SelfBleu(texts),
            evidence.Number($"{setting}/entropy"), Math.Exp(evidence.Number($"{setting}/surprise")), VarietyMetrics.RepeatRate(texts));
    }

    private static string[] TextsOf(Evidence evidence, string setting) => (evidence.Text($"{setting}/texts") ?? "").Split('\n');

    private static (Verdict Form, Dictionary<string, VarietyRow> Rows) Read(IReadOnlyDictionary<string, string> files)
    {
        Dictionary<string, VarietyRow> rows = [];
        if (!files.TryGetValue(CsvFile, out string? text))
            return (Verdict.Fail($"`{CsvFile}` is missing.", hint: "Run the experiment again."), rows);
        string[] lines = text.TrimEnd('\n').Split('\n');
        if (lines[0] != Header) return (Verdict.Fail($"`{CsvFile}` begins with `{lines[0]}`.", hint: $"The header is `{Header}`."), rows);
        foreach (string line in lines.Skip(1))
        {
            int end = line.LastIndexOf('"');
            double[] cells = [.. line[(end + 2)..].Split(',')
                .Select(cell => double.TryParse(cell, CultureInfo.InvariantCulture, out double value) ? value : double.NaN)];
            if (end < 1 || cells.Length != 11 || cells.Any(double.IsNaN))
                return (Verdict.Fail($"A line of `{CsvFile}` is no row of numbers.", $"The line is `{line}`."), rows);
            rows[line[1..end]] = new VarietyRow(line[1..end], cells[5], cells[6], cells[7], cells[8], cells[9], cells[10]);
        }

        return (Grid.All(g => rows.ContainsKey(g.Name)) && rows.Count
            == Grid.Count ? Verdict.Pass : Verdict.Fail($"`{CsvFile}` does not have the rows of the grid."), rows);
    }

    // JSON has no NaN: a run that went wrong has null there.
    private static double? Rounded(double value) => double.IsFinite(value) ? Math.Round(value, 6) : null;
}
