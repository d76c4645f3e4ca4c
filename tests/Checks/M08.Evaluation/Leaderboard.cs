using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using LLMCourse.LocalModels.Chat;
using LLMCourse.LocalModels.Tasks;
using LLMCourse.LocalModels.Training;
using LLMCourse.Reference.Decoding;

namespace LLMCourse.Checks.M08;

/// <summary>
/// Asks five models the same 500 questions with the student's scorer, and says with the student's statistics what follows: that eight bits
/// cost nothing, that tuning teaches what it taught, and that who predicts a text best need not answer best. Every number of the findings
/// is counted again.
/// </summary>
public sealed class Leaderboard : Experiment
{
    private const string CsvFile = "leaderboard.csv", SvgFile = "reliability.svg", SummaryFile = "summary.json", ItemsFile = "items.jsonl",
        FindingsFile = "findings.md", RatersFile = "raters.csv";
    private const string RatersHeader = "item,rule,first,second", Again = "Run the experiment again.";
    private const int PerTask = 100, Lines = 10, HeldOutConversations = 60, WarmUp = 40;

    /// <summary>The least differences that are claimed: what was measured exceeds them by more than three standard deviations of a
    /// difference of two shares.</summary>
    private const double Clear = 0.15, Large = 0.3;

    private static readonly JsonSerializerOptions Compact =
        new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonSerializerOptions Indented = new(Compact) { WriteIndented = true, NewLine = "\n" };

    /// <summary>Creates the experiment.</summary>
    public Leaderboard()
        : base("M08.X.leaderboard", "compares five models, and claims no difference that is not there") =>
            TimeLimit = TimeSpan.FromMinutes(4);

    private static int Items => PerTask * LeaderboardItem.Tasks.Count;

    public override void Probe(Probe probe)
    {
        ulong seed = (ulong)probe.Random.NextInteger(0, 1 << 30);
        using LeaderboardModels models = LeaderboardModels.Make(seed, done => probe.Progress(0.4 * done, "tuning"));
        LeaderboardItem[] items =
            [.. LeaderboardItem.Tasks.SelectMany((task, i) => LeaderboardItem.Make(task, PerTask, seed + 10 + (ulong)i))];
        ObserveLines(probe, "items", items);
        (int[] text, long bytes) = HeldOut(models.Format, seed + 5);
        Dictionary<string, LeaderboardAnswer[]> all = [];
        // compiled by then, which would count as the first model's time
        for (int i = 0; i < WarmUp; i++) _ = Ask(models[LeaderboardModels.Base], models.Encode(items[i]), 0, i);
        foreach ((int i, string name) in LeaderboardModels.Names.Index())
        {
            IManyLogits model = models[name];
            LeaderboardAnswer[] answers = [.. items.Select((item, number) => Ask(model, models.Encode(item), item.Right, number))];
            all[name] = answers;
            ObserveLines(probe, name, answers);
            int right = answers.Count(answer => answer.IsRight);
            ConfidenceInterval interval = Proportion.Wilson(right, answers.Length);
            probe.Observe($"{name}: interval", new List<double> { interval.Lower, interval.Upper });
            probe.Observe($"{name}: bits a byte",
                Perplexity.Evaluate(model, text, model.ContextLength, model.ContextLength / 2).BitsPerByte(bytes));
            probe.Observe($"{name}: calibration error",
                Calibration.Ece([.. answers.Select(answer => answer.Probability)], [.. answers.Select(answer => answer.IsRight)]));
            probe.Observe($"{name}: bytes", models.BytesOf(name));
            probe.Progress(0.4 + (0.6 * (i + 1) / LeaderboardModels.Names.Count), name);
        }

        (string First, string Second)[] pairs = Pairs();
        double[] p = MultipleTesting.Holm(
            [.. pairs.Select(
                pair => PairedTest.McNemar(Only(all[pair.First], all[pair.Second]), Only(all[pair.Second], all[pair.First])))]);
        probe.Observe("p", p.AsEnumerable());

        (bool[] rule, bool[] first, bool?[] second) = Rate(all[LeaderboardModels.Base], seed);
        bool[] both = [.. second.Select(rating => rating is not null)];
        probe.Observe("agreement", new List<double>
        {
            Agreement.CohenKappa(Numbers(rule), Numbers(first)),
            Agreement.CohenKappa(Numbers([.. rule.Where((_, i) => both[i])]), Numbers([.. second.OfType<bool>()])),
            Agreement.KrippendorffAlpha(
                [[.. first.Select(rating => (double?)(rating ? 1 : 0))],
                    [.. second.Select(rating => rating is { } yes ? (double?)(yes ? 1 : 0) : null)]]),
        });
        ObserveLines(probe, "raters", rule.Select((_, i) => new bool?[] { rule[i], first[i], second[i] }));
    }

    public override IReadOnlyList<Artifact> Render(Evidence evidence)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        List<LeaderboardItem> items = ReadLines<LeaderboardItem>(evidence, "items");
        Dictionary<string, List<LeaderboardAnswer>> all =
            LeaderboardModels.Names.ToDictionary(name => name, name => ReadLines<LeaderboardAnswer>(evidence, name));
        StringBuilder lines = new(), raters = new(RatersHeader + "\n");
        foreach (string name in LeaderboardModels.Names)
        {
            foreach (LeaderboardAnswer answer in all[name])
            {
                LeaderboardItem item = items[answer.Item];
                _ = lines.Append(JsonSerializer.Serialize(
                    new
                    {
                        model = name,
                        item = answer.Item,
                        task = item.Task,
                        prompt = item.Prompt,
                        choices = item.Choices,
                        expected = item.Right,
                        picked = answer.Picked,
                        right = answer.IsRight,
                        share = answer.Probability,
                        ms = answer.Milliseconds
                    },
                    Compact)).Append('\n');
            }
        }

        foreach ((int i, bool?[] rating) in ReadLines<bool?[]>(evidence, "raters").Index())
            _ = raters.Append(CultureInfo.InvariantCulture, $"{i},{Cell(rating[0])},{Cell(rating[1])},{Cell(rating[2])}\n");

        // What is written is what was rounded for the table, so that the page can be made again from it.
        LeaderboardRow[] rows = [.. LeaderboardModels.Names.Select(name =>
        {
            IReadOnlyList<double> interval = evidence.Tensor($"{name}: interval").Values;
            return LeaderboardRow.Parse(new LeaderboardRow(
                name, all[name].Count, all[name].Count(answer => answer.IsRight), interval[0], interval[1],
                evidence.Number($"{name}: bits a byte"), evidence.Number($"{name}: calibration error"),
                (long)evidence.Number($"{name}: bytes"), Median(all[name].Select(answer => answer.Milliseconds))).ToLine())!;
        })];
        IReadOnlyList<double> p = evidence.Tensor("p").Values, agreement = evidence.Tensor("agreement").Values;
        LeaderboardPair[] pairs =
            [.. Pairs().Select((pair, i) => new LeaderboardPair(pair.First, pair.Second, Only(all[pair.First], all[pair.Second]),
                Only(all[pair.Second], all[pair.First]), p[i]))];
        var summary = new
        {
            experiment = Id,
            items = Items,
            rows = rows.Select(row =>
                new
                {
                    model = row.Model,
                    accuracy = Math.Round(row.Accuracy, 6),
                    low = row.Low,
                    high = row.High,
                    bitsPerByte = row.BitsPerByte,
                    bytes = row.Bytes
                }),
            tasks = LeaderboardItem.Tasks.ToDictionary(task => task,
                task => LeaderboardModels.Names.ToDictionary(name => name,
                    name => all[name].Count(answer => items[answer.Item].Task == task && answer.IsRight))),
        };
        return
        [
            new Artifact(CsvFile, LeaderboardRow.Header + "\n" + string.Concat(rows.Select(row => row.ToLine() + "\n"))),
            new Artifact(FindingsFile, Findings.Write(rows, pairs, new LeaderboardRaters(agreement[0], agreement[1], agreement[2]))),
            new Artifact(SvgFile,
                LeaderboardSvg.Draw([.. LeaderboardModels.Names.Select(name => (name, (IReadOnlyList<LeaderboardAnswer>)all[name]))])),
            new Artifact(ItemsFile, lines.ToString()),
            new Artifact(RatersFile, raters.ToString()),
            new Artifact(SummaryFile, JsonSerializer.Serialize(summary, Indented) + "\n"),
        ];
    }

    public override IReadOnlyList<(string Claim, Verdict Verdict)> Review(IReadOnlyDictionary<string, string> files)
    {
        ArgumentNullException.ThrowIfNull(files);
        (Verdict form, LeaderboardRow[] rows) = ReadTable(files);
        List<(string, Verdict)> claims =
            [($"`{CsvFile}` has the columns {LeaderboardRow.Header} and a row for each of {LeaderboardModels.Names.Count} models.", form)];
        if (!form.Passed) return claims;
        (Verdict whole, Dictionary<string, List<(string Task, LeaderboardAnswer Answer)>> answers) = ReadAnswers(files);
        claims.Add(($"`{ItemsFile}` has each model's answer to each of {Items} questions, and says rightly which are right.", whole));
        if (!whole.Passed) return claims;

        Dictionary<string, List<LeaderboardAnswer>> all =
            answers.ToDictionary(pair => pair.Key, pair => pair.Value.ConvertAll(line => line.Answer));
        LeaderboardRow[] counted = [.. rows.Select(row =>
        {
            List<LeaderboardAnswer> own = all[row.Model];
            (double low, double high) = LeaderboardStatistics.Wilson(own.Count(answer => answer.IsRight), own.Count);
            return row with
            {
                Items = own.Count,
                Right = own.Count(answer => answer.IsRight),
                Low = low,
                High = high,
                Ece = LeaderboardStatistics.Ece([.. own.Select(answer => (answer.Probability, answer.IsRight))]),
                Milliseconds = Median(own.Select(answer => answer.Milliseconds)),
            };
        })];
        claims.Add(($"Every row of `{CsvFile}` can be counted again from `{ItemsFile}`: right answers, Wilson's interval, the calibration error, the median time.", SameRows(rows, counted)));

        (string First, string Second)[] names = Pairs();
        double[] p = LeaderboardStatistics.Holm(
            [.. names.Select(
                pair => LeaderboardStatistics.McNemar(Only(all[pair.First], all[pair.Second]), Only(all[pair.Second], all[pair.First])))]);
        LeaderboardPair[] pairs =
            [.. names.Select((pair, i) => new LeaderboardPair(pair.First, pair.Second, Only(all[pair.First], all[pair.Second]),
                Only(all[pair.Second], all[pair.First]), p[i]))];
        claims.Add(($"Every number and every verdict of `{FindingsFile}` follows from the other files.", SamePage(files, counted, pairs)));
        claims.Add(("Models whose intervals overlap are not called different.", NoFalseDifference(files, rows)));

        double Share(string model, string task) =>
            answers[model].Where(line => line.Task == task).Average(line => line.Answer.IsRight ? 1.0 : 0.0);
        LeaderboardRow Row(string model) => rows.First(row => row.Model == model);
        claims.Add(("Eight bits for a weight cost nothing: within 3 points of the base model, at a third of its size or less.", Holds(
            Math.Abs(Row(LeaderboardModels.Int8).Accuracy - Row(LeaderboardModels.Base).Accuracy) <= 0.03
                && Row(LeaderboardModels.Int8).Bytes * 3 <= Row(LeaderboardModels.Base).Bytes, "Are both scored by the same norm?")));
        claims.Add(("Four bits are smaller still.", Holds(Row(LeaderboardModels.Int4).Bytes < Row(LeaderboardModels.Int8).Bytes, Again)));
        claims.Add(("Tuning teaches the codes, also of words that it did not show: at least 30 points over the base model.", Holds(
            Share(LeaderboardModels.Tuned, LeaderboardItem.Codes) - Share(LeaderboardModels.Base, LeaderboardItem.Codes) >= Large,
            "Does the scorer read the whole continuation?")));
        claims.Add(("Without tuning the codes are unknown: not 15 points above a guess among four.",
            Holds(Share(LeaderboardModels.Base, LeaderboardItem.Codes) <= 0.25 + Clear, "Are ties broken by the position of the choice?")));
        claims.Add(("The base model answers at least 15 points better than the table of counts, though the table needs fewer bits for a byte.", Holds(
            Row(LeaderboardModels.Base).Accuracy - Row(LeaderboardModels.Counts).Accuracy >= Clear
                && Row(LeaderboardModels.Counts).BitsPerByte < Row(LeaderboardModels.Base).BitsPerByte,
                "Is every token of the text scored once?")));
        foreach (string name in new[] { SvgFile, SummaryFile })
        {
            bool written = files.TryGetValue(name, out string? content) && content.Length > 200;
            claims.Add(
                ($"`{name}` is written.", written ? Verdict.Pass : Verdict.Fail($"`{name}` is missing or incomplete.", hint: Again)));
        }

        return claims;
    }

    private static LeaderboardAnswer Ask(IManyLogits model, EncodedPair[] choices, int right, int number)
    {
        var watch = Stopwatch.StartNew();
        ChoiceScores scores = MultipleChoice.Score(model, choices, ChoiceNorm.Byte);
        double elapsed = watch.Elapsed.TotalMilliseconds;

        // By what a choice is worth as a whole, not for each byte.
        double[] sums = [.. scores.Values.Select((value, i) => value * choices[i].Bytes)];
        double greatest = sums.Max();
        double share = Math.Exp(sums[scores.Best] - greatest) / sums.Sum(sum => Math.Exp(sum - greatest));

        // Rounded here, so that everything is counted from the numbers that are written down.
        return new LeaderboardAnswer(number, scores.Best, scores.Best == right, Math.Round(share, 6), Math.Round(elapsed, 3));
    }

    private static (int[] Ids, long Bytes) HeldOut(ChatFormat format, ulong seed)
    {
        TaskRandom random = new(seed);
        List<int> ids = [];
        long bytes = 0;
        for (int i = 0; i < HeldOutConversations; i++)
        {
            IReadOnlyList<ChatTurn> turns = TrainingMix.Next(random).Turns;
            ids.AddRange(format.Render(turns, addReply: false));
            bytes += turns.Sum(turn => Encoding.UTF8.GetByteCount(turn.Text));
        }

        return ([.. ids], bytes);
    }

    /// <summary>Makes up two raters of the base model's answers: each now and then says the
    /// opposite, and the second leaves some out.</summary>
    private static (bool[] Rule, bool[] First, bool?[] Second) Rate(LeaderboardAnswer[] answers, ulong seed)
    {
        const double FirstErrs = 0.03, SecondErrs = 0.05, SecondAbsent = 0.1;
        Xoshiro256 random = new(seed + 7);
        bool[] rule = [.. answers.Select(answer => answer.IsRight)];
        bool[] first = [.. rule.Select(right => random.NextDouble() < FirstErrs ? !right : right)];
        bool?[] second =
            [.. rule.Select(right => random.NextDouble() < SecondAbsent ? (bool?)null : random.NextDouble() < SecondErrs ? !right : right)];
        return (rule, first, second);
    }

    private static int[] Numbers(IReadOnlyList<bool> ratings) => [.. ratings.Select(rating => rating ? 1 : 0)];

    private static (string First, string Second)[] Pairs() =>
        [.. LeaderboardModels.Names.SelectMany((first, i) => LeaderboardModels.Names.Skip(i + 1).Select(second => (first, second)))];

    private static int Only(IReadOnlyList<LeaderboardAnswer> first, IReadOnlyList<LeaderboardAnswer> second) =>
        first.Zip(second).Count(pair => pair.First.IsRight && !pair.Second.IsRight);

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length == 0 ? 0 : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    private static string Cell(bool? rating) => rating is { } yes ? (yes ? "1" : "0") : "";

    private static void ObserveLines<T>(Probe probe, string name, IEnumerable<T> values)
    {
        foreach ((int i, T[] chunk) in values.Chunk(Lines).Index()) probe.Observe($"{name}/{i}", JsonSerializer.Serialize(chunk, Compact));
    }

    private static List<T> ReadLines<T>(Evidence evidence, string name) =>
        [.. Enumerable.Range(0, Items / Lines).SelectMany(i => JsonSerializer.Deserialize<T[]>(evidence.Text($"{name}/{i}")!, Compact)!)];

    private static (Verdict Form, LeaderboardRow[] Rows) ReadTable(IReadOnlyDictionary<string, string> files)
    {
        if (!files.TryGetValue(CsvFile, out string? text)) return (Verdict.Fail($"`{CsvFile}` is missing.", hint: Again), []);
        string[] lines = text.TrimEnd('\n').Split('\n');
        if (lines[0] != LeaderboardRow.Header)
            return (Verdict.Fail($"`{CsvFile}` begins with `{lines[0]}`.", hint: $"The header is `{LeaderboardRow.Header}`."), []);
        LeaderboardRow[] rows = [.. lines.Skip(1).Select(LeaderboardRow.Parse).OfType<LeaderboardRow>()];
        return rows.Length == lines.Length - 1 && rows.Select(row => row.Model).SequenceEqual(LeaderboardModels.Names)
            ? (Verdict.Pass, rows)
            : (Verdict.Fail($"`{CsvFile}` does not have a row of numbers for each model, in order.", hint: Again), []);
    }

    private static (Verdict Whole,
        Dictionary<string, List<(string Task, LeaderboardAnswer Answer)>> Answers) ReadAnswers(IReadOnlyDictionary<string, string> files)
    {
        Dictionary<string, List<(string Task, LeaderboardAnswer Answer)>> answers =
            LeaderboardModels.Names.ToDictionary(name => name, _ => new List<(string, LeaderboardAnswer)>());
        try
        {
            foreach (string line in files.GetValueOrDefault(ItemsFile, "").Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                JsonElement item = JsonSerializer.Deserialize<JsonElement>(line);
                bool right = item.GetProperty("right").GetBoolean();
                int picked = item.GetProperty("picked").GetInt32();
                if (right != (picked == item.GetProperty("expected").GetInt32()))
                    return (Verdict.Fail($"An answer of `{ItemsFile}` is said to be right and is not, or the other way round.",
                        hint: Again), answers);
                answers[item.GetProperty("model").GetString()!].Add((
                    item.GetProperty("task").GetString()!,
                    new LeaderboardAnswer(item.GetProperty("item").GetInt32(), picked, right, item.GetProperty("share").GetDouble(),
                        item.GetProperty("ms").GetDouble())));
            }
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return (Verdict.Fail($"`{ItemsFile}` cannot be read.", e.Message, Again), answers);
        }

        bool complete = answers.Values.All(own => own.Select(line => line.Answer.Item).SequenceEqual(Enumerable.Range(0, Items)));
        return (complete ? Verdict.Pass : Verdict.Fail($"`{ItemsFile}` does not have each model's answer to each question.", hint: Again),
            answers);
    }

    private static Verdict SameRows(LeaderboardRow[] rows, LeaderboardRow[] counted)
    {
        foreach ((LeaderboardRow row, LeaderboardRow own) in rows.Zip(counted))
        {
            (string What, double Said, double Counted)[] numbers =
                [("right", row.Right, own.Right), ("low", row.Low, own.Low), ("high", row.High, own.High), ("ece", row.Ece, own.Ece),
                    ("ms", row.Milliseconds, own.Milliseconds)];
            foreach ((string what, double said, double number) in numbers)
            {
                if (Math.Abs(said - number) > 2e-3 * Math.Max(1, what == "right" ? 0 : number) || row.Items != own.Items)
                    return Verdict.Fail($"The column '{what}' of {row.Model} is not what the answers give.",
                        FormattableString.Invariant($"It says {said:0.####}, and they give {number:0.####}."),
                        "Look at your statistics of M08.E4 and E7.");
            }
        }

        return Verdict.Pass;
    }

    private static Verdict SamePage(IReadOnlyDictionary<string, string> files, LeaderboardRow[] counted, LeaderboardPair[] pairs)
    {
        if (!files.TryGetValue(FindingsFile, out string? page)) return Verdict.Fail($"`{FindingsFile}` is missing.", hint: Again);
        bool?[][] ratings = [.. files.GetValueOrDefault(RatersFile, "").Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1)
            .Select(line => line.Split(',')[1..].Select(cell => cell.Length == 0 ? (bool?)null : cell == "1").ToArray())];
        if (ratings.Length != Items || ratings.Any(rating => rating.Length != 3 || rating[0] is null || rating[1] is null))
            return Verdict.Fail($"`{RatersFile}` does not have a line for each question.", hint: Again);
        bool[] rule = [.. ratings.Select(rating => rating[0]!.Value)], first = [.. ratings.Select(rating => rating[1]!.Value)];
        bool?[] second = [.. ratings.Select(rating => rating[2])];
        LeaderboardRaters raters = new(
            LeaderboardStatistics.Kappa(rule, first),
            LeaderboardStatistics.Kappa([.. rule.Where((_, i) => second[i] is not null)], [.. second.OfType<bool>()]),
            LeaderboardStatistics.Alpha(first, second));
        string[] said = page.TrimEnd('\n').Split('\n'), follows =
            Findings.Write([.. counted.Select(row => LeaderboardRow.Parse(row.ToLine())!)], pairs, raters).TrimEnd('\n').Split('\n');
        for (int i = 0; i < Math.Max(said.Length, follows.Length); i++)
        {
            string here = i < said.Length ? said[i] : "", there = i < follows.Length ? follows[i] : "";
            if (here != there)
                return Verdict.Fail($"Line {i + 1} of `{FindingsFile}` does not follow from the data.",
                    $"It says \"{here}\", and what follows is \"{there}\".", "Look at your intervals, tests and agreement of M08.E4.");
        }

        return Verdict.Pass;
    }

    private static Verdict NoFalseDifference(IReadOnlyDictionary<string, string> files, LeaderboardRow[] rows)
    {
        foreach ((string first, string second) in Pairs())
        {
            LeaderboardRow a = rows.First(row => row.Model == first), b = rows.First(row => row.Model == second);
            string line = files.GetValueOrDefault(FindingsFile, "").Split('\n')
                .FirstOrDefault(line => line.StartsWith($"- {first} and {second}:", StringComparison.Ordinal)) ?? "";
            if (a.Low <= b.High && b.Low <= a.High && !line.Contains("no difference", StringComparison.Ordinal))
                return Verdict.Fail($"The intervals of {first} and {second} overlap, and yet they are called different.",
                    $"The line is \"{line}\".", Again);
        }

        return Verdict.Pass;
    }

    private static Verdict Holds(bool holds, string hint) =>
        holds ? Verdict.Pass : Verdict.Fail("It does not hold.", "The numbers are in `leaderboard.csv` and `summary.json`.", hint);
}
