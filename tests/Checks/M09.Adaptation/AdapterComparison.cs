using System.Globalization;
using System.Text;
using System.Text.Json;
using LLMCourse.LocalModels;
using LLMCourse.LocalModels.Chat;

namespace LLMCourse.Checks.M09;

/// <summary>The experiment: the same facts taught in nine ways, what each costs, and what the model forgets meanwhile.</summary>
public sealed class AdapterComparison : Experiment
{
    private const string TableFile = "adapters.csv", AnswersFile = "answers.csv", SvgFile = "adapters.svg", SummaryFile = "summary.json";
    private const string TableHeader = "method,trained,share,seconds,bytes,facts,added,old,forgotten,base changed",
        AnswersHeader = "exam,question,reply", Again = "Run the experiment again.";
    private const int Steps = 300, OldEach = 40;

    /// <summary>How many numbers the course's model has.</summary>
    private const long ModelParameters = 2_320_320;

    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web) { WriteIndented = true, NewLine = "\n" };

    public AdapterComparison()
        : base("M09.X.adapters", "teaches the same facts in nine ways, and counts what each costs") => TimeLimit = TimeSpan.FromMinutes(8);

    public override void Probe(Probe probe)
    {
        ulong seed = (ulong)probe.Random.NextInteger(0, 1 << 30);
        Facts facts = new(new ChatFormat(LocalModel.LoadTokenizer(AdapterMethods.Folder)), probe.Random);
        Question[] questions = [.. facts.Exam(addedLater: false), .. facts.Exam(addedLater: true), .. Facts.OldTasks(seed, OldEach)];
        foreach ((int i, Question[] some) in questions.Chunk(20).Index()) probe.Observe($"questions {i}", JsonSerializer.Serialize(some));
        foreach ((int i, string name) in AdapterMethods.Names.Index())
        {
            AdaptedModel model = AdapterMethods.Run(name, facts, questions, Steps, seed,
                done => probe.Progress((i + done) / AdapterMethods.Names.Count, name));
            probe.Observe($"{name}: costs", new List<double> { model.Trained, model.Seconds, model.Bytes, model.BaseChanged ? 1 : 0 });
            probe.Observe($"{name}: answers", string.Concat(model.Answers.Select(right => right ? '1' : '0')));
            probe.Progress((i + 1.0) / AdapterMethods.Names.Count, name);
        }
    }

    public override IReadOnlyList<Artifact> Render(Evidence evidence)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        Question[] questions = [.. Enumerable.Range(0, 100).TakeWhile(i => evidence.Actual.Any(seen => seen.Name == $"questions {i}"))
            .SelectMany(i => JsonSerializer.Deserialize<Question[]>(evidence.Text($"questions {i}")!)!)];
        string[] answers = [.. AdapterMethods.Names.Select(name => evidence.Text($"{name}: answers")!)];
        StringBuilder table = new(AnswersHeader + string.Concat(AdapterMethods.Names.Select(name => $",{name}")) + "\n");
        foreach ((int i, Question question) in questions.Index())
            _ = table.Append(CultureInfo.InvariantCulture,
                $"{question.Exam},{Cell(question.Text)},{Cell(question.Reply)}{string.Concat(answers.Select(row => row[i] == '1' ? ",right" : ",wrong"))}\n");
        AdapterRow[] rows = Count(table.ToString(), [.. AdapterMethods.Names.Select(name => evidence.Tensor($"{name}: costs").Values)])!;
        return
        [
            new Artifact(TableFile, Write(rows)), new Artifact(AnswersFile, table.ToString()), new Artifact(SvgFile, AdapterSvg.Draw(rows)),
            new Artifact(SummaryFile, WriteSummary(rows)),
        ];
    }

    public override IReadOnlyList<(string Claim, Verdict Verdict)> Review(IReadOnlyDictionary<string, string> files)
    {
        ArgumentNullException.ThrowIfNull(files);
        string Text(string file) => files.TryGetValue(file, out string? text) ? text : "";
        List<(string, Verdict)> claims = [];
        AdapterRow[]? rows = Read(Text(TableFile));
        claims.Add(($"`{TableFile}` has the columns {TableHeader}, and a row for each of {AdapterMethods.Names.Count} ways.",
            Say(rows is not null, $"`{TableFile}` is not the table that it should be. {Again}")));
        AdapterRow[]? counted = rows is null
            ? null
            : Count(Text(AnswersFile),
                [.. rows.Select(row => (IReadOnlyList<double>)[row.Trained, row.Seconds, row.Bytes, row.BaseChanged ? 1 : 0])]);
        claims.Add(($"Every share of `{TableFile}` can be counted again from `{AnswersFile}`.",
            Say(counted is not null && Write(counted) == Text(TableFile), $"`{AnswersFile}` says something else. {Again}")));
        if (claims.Any(claim => !claim.Item2.Passed)) return claims;

        AdapterRow Row(string name) => rows!.First(row => row.Method == name);
        AdapterRow full = Row(AdapterMethods.Full), fast = Row(AdapterMethods.FullFast), lora = Row(AdapterMethods.Lora4),
            retrieval = Row(AdapterMethods.Retrieval);
        string[] wrong = [.. rows!.Where(row => row.Trained != Expected(row.Method))
            .Select(row => string.Create(CultureInfo.InvariantCulture, $"{row.Method} ({row.Trained}, not {Expected(row.Method)})"))];
        claims.Add(("As many numbers are trained as the formulas say: r·(in + out) a layer, 2·L·P·C, P·C.",
            Say(wrong.Length == 0, $"Not so: {string.Join(", ", wrong)}.")));
        string[] changed = [.. rows!.Where(row => row.BaseChanged != (row.Method is AdapterMethods.Full or AdapterMethods.FullFast))
            .Select(row => row.Method)];
        claims.Add(("Only full fine-tuning changes the model's own weights; the others leave them as they were, to the bit.",
            Say(changed.Length == 0, $"Not so: {string.Join(", ", changed)}.")));
        claims.Add(("Full fine-tuning learns at least 90 % of the facts, asked in a way that no lesson had.",
            Say(full.Facts >= 0.9, Percent(full.Facts))));
        claims.Add(("LoRA of rank 4, at most 2 % of the model's numbers, comes within 6 points of that.",
            Say(lora.Share <= 0.02 && lora.Facts >= full.Facts - 0.06, Percent(lora.Facts))));
        claims.Add(("At three times its rate, full fine-tuning forgets more of the old tasks than each LoRA.", Say(
            new[] { AdapterMethods.Lora1, AdapterMethods.Lora4, AdapterMethods.Lora16 }.All(name => fast.Forgotten > Row(name).Forgotten),
            Percent(fast.Forgotten))));
        claims.Add(("At the gentle rate it forgets less than a third of what it does at three times that.",
            Say(full.Forgotten < fast.Forgotten / 3, Percent(full.Forgotten))));
        claims.Add(("Untouched, the model knows hardly any of the facts: at most a tenth.",
            Say(Row(AdapterMethods.Frozen).Facts <= 0.1, Percent(Row(AdapterMethods.Frozen).Facts))));
        claims.Add(("A learned prefix, or a prompt of 16 vectors, teaches something, and less than all weights.", Say(
            new[] { AdapterMethods.Prefix, AdapterMethods.Prompt }.All(name => Row(name).Facts > Row(AdapterMethods.Frozen).Facts
                && Row(name).Facts <= full.Facts), "One of the two is not above the untouched model, or above full fine-tuning.")));
        claims.Add(("Looked up, facts are known that were added after training: at least 80 %. Of what was trained, none knows more than a quarter of them.", Say(
            retrieval.Added >= 0.8 && rows!.Where(row => row.Method != AdapterMethods.Retrieval).All(row => row.Added <= 0.25),
            $"Looked up {Percent(retrieval.Added)}")));
        claims.Add(("Looking up forgets nothing and trains nothing.",
            Say(retrieval.Forgotten == 0 && retrieval.Trained == 0, Percent(retrieval.Forgotten))));
        claims.Add(($"`{SvgFile}` is drawn from `{TableFile}`.",
            Say(Text(SvgFile) == AdapterSvg.Draw(rows!), $"`{SvgFile}` shows something else. {Again}")));
        claims.Add(($"`{SummaryFile}` can be counted again from `{TableFile}`.",
            Say(Text(SummaryFile) == WriteSummary(rows!), $"`{SummaryFile}` says something else. {Again}")));
        return claims;

        static Verdict Say(bool holds, string otherwise) => holds ? Verdict.Pass : Verdict.Fail(otherwise);
        static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"It is {100 * share:F1} %.");
    }

    private static long Expected(string method)
    {
        const long layers = 4, width = 192, hidden = 576, virtualTokens = 16;
        const long perRank = layers * ((width + (3 * width)) + (width + (2 * hidden)));
        return method switch
        {
            AdapterMethods.Full or AdapterMethods.FullFast => ModelParameters,
            AdapterMethods.Lora1 => perRank,
            AdapterMethods.Lora4 => 4 * perRank,
            AdapterMethods.Lora16 => 16 * perRank,
            AdapterMethods.Prefix => 2 * layers * virtualTokens * width,
            AdapterMethods.Prompt => virtualTokens * width,
            _ => 0,
        };
    }

    /// <summary>Counts the table from the answers; null where they are not a whole table.</summary>
    private static AdapterRow[]? Count(string answers, IReadOnlyList<double>[] costs)
    {
        string[][] lines = [.. answers.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(','))];
        string[] header = [.. AnswersHeader.Split(','), .. AdapterMethods.Names];
        if (lines.Length < 2 || !lines[0].SequenceEqual(header) || lines.Any(line => line.Length != header.Length)
            || costs.Length != AdapterMethods.Names.Count)
            return null;
        double[] Shares(int column) => [.. new[] { "facts", "added", "old" }.Select(exam =>
        {
            string[] cells = [.. lines.Skip(1).Where(line => line[0] == exam).Select(line => line[column])];
            return cells.Length == 0 || cells.Any(cell => cell is not ("right" or "wrong"))
                ? double.NaN
                : cells.Count(cell => cell == "right") / (double)cells.Length;
        })];
        double[] before = Shares(3);
        AdapterRow[] rows = [.. AdapterMethods.Names.Select((name, i) =>
        {
            double[] shares = Shares(3 + i);
            return new AdapterRow(name, (long)costs[i][0], Math.Round(costs[i][0] / ModelParameters, 6), Math.Round(costs[i][1], 2),
                (long)costs[i][2], Math.Round(shares[0], 4), Math.Round(shares[1], 4), Math.Round(shares[2], 4),
                Math.Round(before[2] - shares[2], 4), costs[i][3] > 0);
        })];
        return rows.Any(row => double.IsNaN(row.Facts + row.Added + row.Old)) ? null : rows;
    }

    private static string Write(AdapterRow[] rows) => TableHeader + "\n" + string.Concat(rows.Select(row => string.Create(
        CultureInfo.InvariantCulture,
        $"{row.Method},{row.Trained},{row.Share:F6},{row.Seconds:F2},{row.Bytes},{row.Facts:F4},{row.Added:F4},{row.Old:F4},{row.Forgotten:F4},{(row.BaseChanged ? "yes" : "no")}\n")));

    private static AdapterRow[]? Read(string text)
    {
        string[] lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        if (lines.Length != AdapterMethods.Names.Count + 1 || lines[0] != TableHeader) return null;
        List<AdapterRow> rows = [];
        foreach ((int i, string line) in lines.Skip(1).Index())
        {
            string[] cells = line.Split(',');
            if (cells.Length != 10 || cells[0] != AdapterMethods.Names[i] || cells[9] is not ("yes" or "no")) return null;
            double[] numbers = [.. cells[1..9]
                .Select(cell => double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
                    && double.IsFinite(value) ? value : double.NaN)];
            if (numbers.Any(double.IsNaN) || numbers[..4].Any(number => number < 0) || numbers[4..7].Any(share => share is < 0 or > 1))
                return null;
            rows.Add(new AdapterRow(cells[0], (long)numbers[0], numbers[1], numbers[2], (long)numbers[3], numbers[4], numbers[5],
                numbers[6], numbers[7], cells[9] == "yes"));
        }

        return [.. rows];
    }

    private static string WriteSummary(AdapterRow[] rows) => JsonSerializer.Serialize(
        new
        {
            experiment = "M09.X.adapters",
            steps = Steps,
            parameters = ModelParameters,
            best = rows.MaxBy(row => row.Facts)!.Method,
            smallest = rows.Where(row => row.Trained > 0 && row.Facts >= 0.9).MinBy(row => row.Trained)?.Method,
            forgetsMost = rows.MaxBy(row => row.Forgotten)!.Method,
            rows = rows.ToDictionary(row => row.Method, row => new { row.Trained, row.Bytes, row.Facts, row.Added, row.Forgotten }),
        },
        Indented) + "\n";

    private static string Cell(string text) => text.ReplaceLineEndings(" / ").Replace(',', ';');
}

/// <summary>A row of the table.</summary>
internal sealed record AdapterRow(string Method, long Trained, double Share, double Seconds, long Bytes, double Facts, double Added,
    double Old, double Forgotten, bool BaseChanged);
