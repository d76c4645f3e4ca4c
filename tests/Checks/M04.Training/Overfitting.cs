using System.Globalization;
using System.Text;
using System.Text.Json;

namespace LLMCourse.Checks.M04;

/// <summary>Trains a small model on 150 lines until it knows them by heart, and shows what dropout, weight
/// decay and an early stop do against it.</summary>
public sealed class Overfitting : Experiment
{
    private const string Header = "run,seed,step,train,val", Csv = "overfit.csv", Svg = "overfit.svg", Summary = "summary.json";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n" };

    /// <summary>Creates the experiment.</summary>
    public Overfitting()
        : base("M04.X.overfitting", "shows a model overfit, and three ways against it") => TimeLimit = TimeSpan.FromMinutes(4);

    public override void Probe(Probe probe)
    {
        OverfitText text = new(CheckRandom.For(Id));
        int total = OverfitRun.All.Count * OverfitRun.Seeds, done = 0;
        for (int seed = 0; seed < OverfitRun.Seeds; seed++)
        {
            foreach (OverfitRun run in OverfitRun.All)
            {
                (double[] curve, double train, double held) =
                    run.Train(text, seed, part => probe.Progress((done + part) / total, $"{run.Name}, seed {seed}"));
                probe.Numbers($"{run.Name}/{seed}/curve", curve);
                probe.Observe($"{run.Name}/{seed}/train", train);
                probe.Observe($"{run.Name}/{seed}/val", held);
                done++;
            }
        }
    }

    public override IReadOnlyList<Artifact> Render(Evidence evidence)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        StringBuilder csv = new StringBuilder(Header).Append('\n');
        Dictionary<(string Run, int Seed), IReadOnlyList<double>> curves = [];
        foreach (OverfitRun run in OverfitRun.All)
        {
            for (int seed = 0; seed < OverfitRun.Seeds; seed++)
            {
                IReadOnlyList<double> curve = curves[(run.Name, seed)] = evidence.Tensor($"{run.Name}/{seed}/curve").Values;
                for (int i = 0; i + 2 < curve.Count; i += 3)
                    _ = csv.Append(CultureInfo.InvariantCulture,
                        $"{run.Name},{seed},{curve[i]:0},{curve[i + 1]:0.######},{curve[i + 2]:0.######}\n");
            }
        }

        var runs = OverfitRun.All.SelectMany(run => Enumerable.Range(0, OverfitRun.Seeds).Select(seed => new
        {
            run = run.Name,
            seed,
            train = Rounded(evidence.Number($"{run.Name}/{seed}/train")),
            val = Rounded(evidence.Number($"{run.Name}/{seed}/val")),
            gap = Rounded(evidence.Number($"{run.Name}/{seed}/val") - evidence.Number($"{run.Name}/{seed}/train")),
        }));
        string summary = JsonSerializer.Serialize(
            new
            {
                experiment = "M04.X.overfitting",
                lines = OverfitText.Lines,
                trainingLines = OverfitText.TrainingLines,
                steps = OverfitRun.Steps,
                runs
            }, Indented) + "\n";
        return [new Artifact(Csv, csv.ToString()), new Artifact(Svg, OverfitSvg.Draw(curves)), new Artifact(Summary, summary)];
    }

    public override IReadOnlyList<(string Claim, Verdict Verdict)> Review(IReadOnlyDictionary<string, string> files)
    {
        ArgumentNullException.ThrowIfNull(files);
        List<(string, Verdict)> claims = [];
        (Verdict form, Dictionary<(string Run, int Seed), List<(int Step, double Train, double Held)>> curves) = ReadCurves(files);
        claims.Add(($"`{Csv}` has the columns {Header}, and a row for every {OverfitRun.Every} steps of each run.", form));
        (Verdict listed, Dictionary<(string Run, int Seed), (double Train, double Held)> ends) = ReadEnds(files);
        claims.Add(($"`{Summary}` lists every run with its losses.", listed));
        bool drawn = files.TryGetValue(Svg, out string? svg) && svg.StartsWith("<svg", StringComparison.Ordinal)
            && svg.EndsWith("</svg>\n", StringComparison.Ordinal);
        claims.Add(($"`{Svg}` is drawn.",
            drawn ? Verdict.Pass : Verdict.Fail($"`{Svg}` is missing or incomplete.", hint: "Run the experiment again.")));
        if (!form.Passed || !listed.Passed) return claims;

        claims.Add(("The plain run overfits: its held-out loss is least before the end, and 0.05 nats higher at the end.", All(seed =>
        {
            List<(int Step, double Train, double Held)> curve = curves[("plain", seed)];
            return curve[^1].Held > curve.Min(point => point.Held) + 0.05;
        })));
        claims.Add(("The plain run knows its lines by heart: its training loss falls below half of its held-out loss.",
            All(seed => ends[("plain", seed)].Train < 0.5 * ends[("plain", seed)].Held)));
        foreach (OverfitRun run in OverfitRun.All.Skip(1))
            claims.Add(($"With {run.Name} the gap between held-out and training loss is narrower than in the plain run.",
                All(seed => Gap(run.Name, seed) < Gap("plain", seed))));
        claims.Add(("After an early stop the best checkpoint is back: its held-out loss is the least of the curve.", All(seed =>
            Math.Abs(ends[("early stop", seed)].Held - curves[("early stop", seed)].Min(point => point.Held)) <= 2e-6)));
        return claims;

        double Gap(string run, int seed) => ends[(run, seed)].Held - ends[(run, seed)].Train;

        static Verdict All(Func<int, bool> holds)
        {
            int[] missed = [.. Enumerable.Range(0, OverfitRun.Seeds).Where(seed => !holds(seed))];
            return missed.Length == 0
                ? Verdict.Pass
                : Verdict.Fail("It does not hold.", $"Missed with seed {string.Join(", ", missed)}.",
                    "See which of E2 to E7 does not pass: every run is made of their parts.");
        }
    }

    // JSON has no NaN: a run that diverged has null there.
    private static double? Rounded(double value) => double.IsFinite(value) ? Math.Round(value, 6) : null;

    private static (Verdict Form, Dictionary<(string Run, int Seed), List<(int Step, double Train, double Held)>> Curves) ReadCurves(
        IReadOnlyDictionary<string, string> files)
    {
        Dictionary<(string, int), List<(int, double, double)>> curves = [];
        if (!files.TryGetValue(Csv, out string? text))
            return (Verdict.Fail($"`{Csv}` is missing.", hint: "Run the experiment again."), curves);
        string[] lines = text.TrimEnd('\n').Split('\n');
        if (lines[0] != Header) return (Verdict.Fail($"`{Csv}` begins with `{lines[0]}`.", hint: $"The header is `{Header}`."), curves);
        foreach (string line in lines.Skip(1))
        {
            string[] cells = line.Split(',');
            bool read = cells.Length == 5
                && int.TryParse(cells[1], CultureInfo.InvariantCulture, out int seed) & int.TryParse(cells[2],
                    CultureInfo.InvariantCulture, out int step)
                & double.TryParse(cells[3], CultureInfo.InvariantCulture, out double train) & double.TryParse(cells[4],
                    CultureInfo.InvariantCulture, out double held);
            if (!read) return (Verdict.Fail($"A line of `{Csv}` is not a measurement.", $"The line is `{line}`."), curves);
            if (!curves.TryGetValue((cells[0], int.Parse(cells[1], CultureInfo.InvariantCulture)), out List<(int, double, double)>? curve))
                curves[(cells[0], int.Parse(cells[1], CultureInfo.InvariantCulture))] = curve = [];
            curve.Add((int.Parse(cells[2], CultureInfo.InvariantCulture), double.Parse(cells[3], CultureInfo.InvariantCulture),
                double.Parse(cells[4], CultureInfo.InvariantCulture)));
        }

        const int Rows = (OverfitRun.Steps / OverfitRun.Every) + 1;
        foreach (OverfitRun run in OverfitRun.All)
        {
            for (int seed = 0; seed < OverfitRun.Seeds; seed++)
            {
                int count = curves.GetValueOrDefault((run.Name, seed))?.Count ?? 0;
                if (run.StopsEarly ? count is 0 or > Rows : count != Rows)
                    return (Verdict.Fail(
                        $"The run '{run.Name}' has {count} rows for seed {seed}, not {(run.StopsEarly ? $"1 to {Rows}" : Rows)}."), curves);
            }
        }

        return (Verdict.Pass, curves);
    }

    private static (Verdict Listed,
        Dictionary<(string Run, int Seed), (double Train, double Held)> Ends) ReadEnds(IReadOnlyDictionary<string, string> files)
    {
        Dictionary<(string, int), (double, double)> ends = [];
        string? fault = null;
        try
        {
            using JsonDocument summary = JsonDocument.Parse(files.GetValueOrDefault(Summary, ""));
            foreach (JsonElement run in summary.RootElement.GetProperty("runs").EnumerateArray())
                ends[(run.GetProperty("run").GetString()!, run.GetProperty("seed").GetInt32())] =
                    (Number(run, "train"), Number(run, "val"));
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            fault = e.Message;
        }

        return fault is null && ends.Count == OverfitRun.All.Count * OverfitRun.Seeds
            ? (Verdict.Pass, ends)
            : (Verdict.Fail($"`{Summary}` is missing or incomplete.", fault, "Run the experiment again."), ends);

        static double Number(JsonElement run, string name) =>
            run.GetProperty(name) is { ValueKind: JsonValueKind.Number } number ? number.GetDouble() : double.NaN;
    }
}
