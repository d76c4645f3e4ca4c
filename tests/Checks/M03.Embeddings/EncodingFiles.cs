using System.Globalization;
using System.Text;
using System.Text.Json;

namespace LLMCourse.Checks.M03;

/// <summary>The files of the experiment: writes them from what was observed, and reads them back to check what they claim.</summary>
internal static class EncodingFiles
{
    public const string Encodings = "encodings.csv", AlignmentFile = "alignment.csv", Chart = "encodings.svg", Summary = "summary.json";

    private const string EncodingHeader = "encoding,task,seed,loss,accuracy,perplexity,perplexity_beyond";
    private const string AlignmentHeader = "encoding,before,after,rsa";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n" };

    /// <summary>Gets the seeds of the runs on text; letters are run with the first.</summary>
    public static IReadOnlyList<int> Seeds { get; } = [1, 2];

    /// <summary>Writes the files.</summary>
    public static IReadOnlyList<Artifact> Render(Evidence evidence, int letterSteps, int textSteps)
    {
        StringBuilder encodings = new StringBuilder(EncodingHeader).Append('\n'),
            alignment = new StringBuilder(AlignmentHeader).Append('\n');
        foreach (string encoding in ToyModel.Encodings)
        {
            foreach (string task in (string[])[ToyTask.Copy, ToyTask.Reverse])
                _ = encodings.Append(CultureInfo.InvariantCulture,
                    $"{encoding},{task},{Seeds[0]},{Of($"{encoding}/{task}/loss")},{Of($"{encoding}/{task}/accuracy")},,\n");
            foreach (int seed in Seeds)
            {
                string run = string.Create(CultureInfo.InvariantCulture, $"{encoding}/text/{seed}");
                _ = encodings.Append(CultureInfo.InvariantCulture,
                    $"{encoding},text,{seed},{Of($"{run}/loss")},,{Of($"{run}/perplexity")},{Of($"{run}/perplexity beyond")}\n");
            }

            _ = alignment.Append(CultureInfo.InvariantCulture,
                $"{encoding},{Of($"{encoding}/alignment/before")},{Of($"{encoding}/alignment/after")},{Of($"{encoding}/alignment/rsa")}\n");
        }

        var summary = new
        {
            experiment = "M03.X.encodings",
            letters = ToyTask.Letters,
            length = ToyTask.Length,
            context = ToyTask.Context,
            letterSteps,
            textSteps,
            seeds = Seeds,
            runs = ToyModel.Encodings.Select(encoding => new
            {
                encoding,
                copy = Rounded($"{encoding}/copy/accuracy"),
                reverse = Rounded($"{encoding}/reverse/accuracy"),
                perplexity = Mean(encoding, "perplexity"),
                perplexityBeyond = Mean(encoding, "perplexity beyond"),
            }),
        };
        EncodingBar[] bars = [.. ToyModel.Encodings.Select(encoding => new EncodingBar(
            encoding, Number($"{encoding}/copy/accuracy"), Number($"{encoding}/reverse/accuracy"), Mean(encoding, "perplexity")
                ?? double.NaN, Mean(encoding, "perplexity beyond") ?? double.NaN))];
        return
        [
            new Artifact(Encodings, encodings.ToString()),
            new Artifact(AlignmentFile, alignment.ToString()),
            new Artifact(Chart, EncodingSvg.Draw(bars)),
            new Artifact(Summary, JsonSerializer.Serialize(summary, Indented) + "\n"),
        ];

        double Number(string name) => evidence.Number(name);

        string Of(string name) => Number(name).ToString("0.######", CultureInfo.InvariantCulture);

        // JSON has no NaN: a run that diverged has null there.
        double? Rounded(string name) => double.IsFinite(Number(name)) ? Math.Round(Number(name), 6) : null;

        double? Mean(string encoding, string what)
        {
            double mean = Seeds.Average(seed => Number(string.Create(CultureInfo.InvariantCulture, $"{encoding}/text/{seed}/{what}")));
            return double.IsFinite(mean) ? Math.Round(mean, 6) : null;
        }
    }

    /// <summary>Checks the files.</summary>
    public static IReadOnlyList<(string Claim, Verdict Verdict)> Review(IReadOnlyDictionary<string, string> files)
    {
        int runs = ToyModel.Encodings.Count * (2 + Seeds.Count);
        (Verdict encodingForm, List<string[]> rows) = Read(files, Encodings, EncodingHeader, runs);
        (Verdict alignmentForm, List<string[]> alignments) = Read(files, AlignmentFile, AlignmentHeader, ToyModel.Encodings.Count);
        List<(string, Verdict)> claims =
        [
            ($"`{Encodings}` has the columns {EncodingHeader} and a row for each run.", encodingForm),
            ($"`{AlignmentFile}` has the columns {AlignmentHeader} and a row for each encoding.", alignmentForm),
        ];
        if (encodingForm.Passed)
        {
            claims.Add(("Without positions the model reverses worse than with sinusoidal, learned and rotary ones, by 20 points and more.",
                Reversal(rows)));
            claims.Add(("Rotary, sinusoidal and learned positions copy letters: 90 % of held-out blanks are right.", Copying(rows)));
            claims.Add(
                ("Beyond the length of training, ALiBi's perplexity is no higher than that of learned positions.", Extrapolation(rows)));
        }

        if (alignmentForm.Passed)
            claims.Add(("A rotation brings the token vectors of two seeds no farther apart, for every encoding.", Rotations(alignments)));
        bool drawn = files.TryGetValue(Chart, out string? svg) && svg.StartsWith("<svg", StringComparison.Ordinal)
            && svg.EndsWith("</svg>\n", StringComparison.Ordinal);
        claims.Add(($"`{Chart}` is drawn.",
            drawn ? Verdict.Pass : Verdict.Fail($"`{Chart}` is missing or incomplete.", hint: "Run the experiment again.")));
        return claims;
    }

    private static (Verdict Form, List<string[]> Rows) Read(IReadOnlyDictionary<string, string> files, string name,
        string header, int count)
    {
        if (!files.TryGetValue(name, out string? text))
            return (Verdict.Fail($"`{name}` is missing.", hint: "Run the experiment again."), []);
        string[] lines = text.TrimEnd('\n').Split('\n');
        if (lines[0] != header) return (Verdict.Fail($"`{name}` begins with `{lines[0]}`.", hint: $"The header is `{header}`."), []);
        List<string[]> rows = [.. lines.Skip(1).Select(line => line.Split(','))];
        string[]? wrong = rows.FirstOrDefault(row => row.Length != header.Split(',').Length || !ToyModel.Encodings.Contains(row[0]));
        if (wrong is not null)
            return (Verdict.Fail($"A line of `{name}` is none of its rows.", $"The line is `{string.Join(',', wrong)}`."), []);
        return (rows.Count == count
            ? Verdict.Pass
            : Verdict.Fail(string.Create(CultureInfo.InvariantCulture, $"`{name}` has {rows.Count} rows, not {count}.")), rows);
    }

    private static double Cell(string[] row, int column) =>
        double.TryParse(row[column], CultureInfo.InvariantCulture, out double value) ? value : double.NaN;

    private static double Mean(List<string[]> rows, string encoding, string task, int column) =>
        rows.Where(row => row[0] == encoding && row[1] == task).Select(row => Cell(row, column)).DefaultIfEmpty(double.NaN).Average();

    private static Verdict Reversal(List<string[]> rows)
    {
        double none = Mean(rows, ToyModel.None, ToyTask.Reverse, 4);

        // ALiBi is shown and not claimed: a bias that falls with the distance is a weak clue to where a letter stands.
        foreach (string encoding in (string[])[ToyModel.Sinusoidal, ToyModel.Learned, ToyModel.Rotary])
        {
            double accuracy = Mean(rows, encoding, ToyTask.Reverse, 4);
            if (!(none <= accuracy - 0.2))
                return Verdict.Fail($"'{encoding}' reverses hardly better than a model that knows no positions.",
                    string.Create(CultureInfo.InvariantCulture, $"{accuracy:0.000} against {none:0.000}."),
                    "Check that positions really enter the model with this encoding.");
        }

        return Verdict.Pass;
    }

    private static Verdict Copying(List<string[]> rows)
    {
        foreach (string encoding in (string[])[ToyModel.Rotary, ToyModel.Sinusoidal, ToyModel.Learned])
        {
            double accuracy = Mean(rows, encoding, ToyTask.Copy, 4);
            if (!(accuracy >= 0.9))
                return Verdict.Fail($"'{encoding}' has not learned to copy.",
                    string.Create(CultureInfo.InvariantCulture, $"The accuracy is {accuracy:0.000}."),
                    "Check the gradient of this encoding, and that different positions differ.");
        }

        return Verdict.Pass;
    }

    private static Verdict Extrapolation(List<string[]> rows)
    {
        (double linear, double learned) = (Mean(rows, ToyModel.Linear, ToyTask.Text, 6), Mean(rows, ToyModel.Learned, ToyTask.Text, 6));
        return linear <= learned
            ? Verdict.Pass
            : Verdict.Fail("ALiBi reads long texts worse than learned positions.",
                string.Create(CultureInfo.InvariantCulture, $"{linear:0.00} against {learned:0.00}."),
                "The bias must not depend on the length.");
    }

    private static Verdict Rotations(List<string[]> rows)
    {
        string[]? wrong = rows.FirstOrDefault(row => !(Cell(row, 2) >= Cell(row, 1)));
        return wrong is null
            ? Verdict.Pass
            : Verdict.Fail($"With '{wrong[0]}' the vectors lie farther apart after the rotation than before.",
                $"Before {wrong[1]}, after {wrong[2]}.", "Procrustes returns the R for which A·R is nearest to B.");
    }
}
