using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using LLMCourse.LocalModels;

namespace LLMCourse.Checks.M06;

/// <summary>
/// Asks the course's model the same questions in five ways and in three wordings, with the student's solver and extraction: steps help
/// where something has to be worked out and do harm where it has not, and a vote mends what the temperature has broken.
/// </summary>
public sealed class Prompting : Experiment
{
    private const string CsvFile = "prompting.csv", SvgFile = "prompting.svg", SummaryFile = "summary.json", ItemsFile = "items.jsonl",
        PromptsFile = "prompts.jsonl";
    private const string Direct = "direct", Steps = "chain of thought", Hot = "one hot sample", Vote = "vote of five hot samples",
        Tree = "tree of thoughts";
    private const string Again = "Run the experiment again.";
    private const int Items = 20, Votes = 5, Breadth = 2, Proposals = 2, AnswerLength = 40;

    /// <summary>Hot enough that a single sample often leaves the way.</summary>
    private const double Heat = 1.3;

    /// <summary>The least differences that are claimed. What was measured exceeds them by more than three standard deviations of the
    /// difference of two shares of as many answers or, for agreement, items.</summary>
    private const double Clear = 0.15, Visible = 0.1;

    private static readonly JsonSerializerOptions Compact =
        new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonSerializerOptions Indented = new(Compact) { WriteIndented = true, NewLine = "\n" };
    private static readonly string[] Strategies = [Direct, Steps, Hot, Vote, Tree];

    /// <summary>Creates the experiment.</summary>
    public Prompting()
        : base("M06.X.prompting", "shows what steps, votes and searches do to right answers and to their cost") =>
            TimeLimit = TimeSpan.FromMinutes(4);

    public override void Probe(Probe probe)
    {
        using LocalModel model = LocalModel.LoadShipped();
        var solver = new Solver(model, Extract, AnswerExtractor.Vote);
        // makes the decoders, which would count as the first answer's time
        _ = Solve(solver, Strategy.SelfConsistency(Votes), PromptingTasks.Make(PromptingTasks.Short, 0, 0), 0);
        int done = 0, all = PromptingTasks.Names.Count * PromptingTasks.Paraphrases * Strategies.Length;
        foreach (string task in PromptingTasks.Names)
        {
            ulong first = (ulong)probe.Random.NextInteger(0, 1 << 30);
            for (int paraphrase = 0; paraphrase < PromptingTasks.Paraphrases; paraphrase++)
            {
                PromptingQuestion[] questions =
                    [.. Enumerable.Range(0, Items).Select(i => PromptingTasks.Make(task, first + (ulong)i, paraphrase))];
                probe.Observe($"{task}/{paraphrase}/questions", JsonSerializer.Serialize(questions, Compact));
                foreach (string strategy in Strategies)
                {
                    PromptingAnswer[] answers =
                        [.. questions.Select((question, i) => Solve(solver, StrategyOf(strategy, task), question, i))];
                    probe.Observe($"{task}/{paraphrase}/{strategy}",
                        string.Join('\n', answers.Select(answer => JsonSerializer.Serialize(answer, Compact))));
                    probe.Progress((double)++done / all, $"{task}: {strategy}");
                }
            }
        }
    }

    public override IReadOnlyList<Artifact> Render(Evidence evidence)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        StringBuilder items = new(), prompts = new();
        List<PromptingRow> rows = [];
        foreach (string task in PromptingTasks.Names)
        {
            for (int paraphrase = 0; paraphrase < PromptingTasks.Paraphrases; paraphrase++)
            {
                foreach (PromptingQuestion question
                    in JsonSerializer.Deserialize<PromptingQuestion[]>(evidence.Text($"{task}/{paraphrase}/questions")!, Compact)!)
                    _ = prompts.Append(JsonSerializer.Serialize(
                        new { hash = question.Hash, task, paraphrase, text = question.Text, expected = question.Expected },
                        Compact)).Append('\n');
            }

            foreach (string strategy in Strategies)
            {
                List<PromptingAnswer> answers = [];
                for (int paraphrase = 0; paraphrase < PromptingTasks.Paraphrases; paraphrase++)
                {
                    foreach (string line in evidence.Text($"{task}/{paraphrase}/{strategy}")!.Split('\n'))
                    {
                        PromptingAnswer a = JsonSerializer.Deserialize<PromptingAnswer>(line, Compact)!;
                        answers.Add(a);
                        _ = items.Append(JsonSerializer.Serialize(ItemLine(task, strategy, paraphrase, a), Compact)).Append('\n');
                    }
                }

                rows.Add(PromptingRow.Of(task, strategy, answers));
            }
        }

        var summary = new
        {
            experiment = Id,
            model = "the course's local model, 2.3 million parameters",
            items = Items,
            paraphrases = PromptingTasks.Paraphrases,
            strategies = new Dictionary<string, string>
            {
                [Direct] = "one greedy call, asked for the answer alone",
                [Steps] = "one greedy call, asked for steps",
                [Hot] = string.Create(CultureInfo.InvariantCulture, $"one sample of steps at temperature {Heat}"),
                [Vote] = string.Create(CultureInfo.InvariantCulture, $"{Votes} samples of steps at temperature {Heat}, which vote"),
                [Tree] = $"breadth {Breadth}, {Proposals} proposals for each path, at temperature 1",
            },
            rows = rows.Select(r => new
            {
                task = r.Task,
                strategy = r.Strategy,
                accuracy = Math.Round(r.Accuracy, 6),
                low = Math.Round(r.Low, 6),
                high = Math.Round(r.High, 6),
                tokens = Math.Round(r.Tokens, 3),
            }),
        };
        return
        [
            new Artifact(CsvFile, PromptingRow.Header + "\n" + string.Concat(rows.Select(row => row.ToLine() + "\n"))),
            new Artifact(SvgFile, PromptingSvg.Draw(PromptingTasks.Names, Strategies, rows)),
            new Artifact(ItemsFile, items.ToString()),
            new Artifact(PromptsFile, prompts.ToString()),
            new Artifact(SummaryFile, JsonSerializer.Serialize(summary, Indented) + "\n"),
        ];
    }

    public override IReadOnlyList<(string Claim, Verdict Verdict)> Review(IReadOnlyDictionary<string, string> files)
    {
        ArgumentNullException.ThrowIfNull(files);
        (Verdict form, Dictionary<(string Task, string Strategy), PromptingRow> rows) = Read(files);
        List<(string, Verdict)> claims =
            [($"`{CsvFile}` has the columns {PromptingRow.Header} and a row for each strategy on each task.", form)];
        if (!form.Passed) return claims;
        claims.Add(("Every interval is Wilson's, of the row's right answers.", Intervals(rows.Values)));
        claims.Add((
            $"Every row can be counted again from `{ItemsFile}`, and every answer there belongs to a question of `{PromptsFile}` by its hash.",
            ItemsOfRows(files, rows)));
        claims.Add((
            "Steps help where something has to be worked out: at least 15 points over direct answers, in both calculations.",
            Above(rows, Clear, Steps, Direct, "Are the words that ask for steps behind the question?", PromptingTasks.Short,
                PromptingTasks.Long)));
        claims.Add((
            "Steps do harm where the answer only has to be read off: at least 15 points below direct answers, in the lookup.",
            Above(rows, Clear, Direct, Steps, "Are the words that ask for the answer alone behind the question?", PromptingTasks.Lookup)));
        claims.Add((
            "A vote mends what the temperature has broken: at least 10 points over one of its samples, in four operations.",
            Above(rows, Visible, Vote, Hot, "Does every sample have a seed of its own?", PromptingTasks.Long)));
        claims.Add((
            "The vote of hot samples comes within 10 points of the greedy chain of thought, in both calculations.",
            Above(rows, -Visible, Vote, Steps, "Are the samples drawn at the strategy's temperature, and all of their answers in the vote?",
                PromptingTasks.Short, PromptingTasks.Long)));
        claims.Add((
            "The tree finds at least 15 points more than direct answers, in both calculations.",
            Above(rows, Clear, Tree, Direct, "Are all steps so far in the prefix, each with its line end?", PromptingTasks.Short,
                PromptingTasks.Long)));
        claims.Add((
            "Right answers do not hang on the wording: with steps, all three wordings agree on at least 10 points more items than without, in four operations.",
            Agreement(rows)));
        claims.Add(("A vote of five costs four to six times the tokens of a greedy chain, in both calculations.", Cost(rows)));
        foreach (string name in new[] { SvgFile, SummaryFile })
        {
            bool written = files.TryGetValue(name, out string? content) && content.Length > 200;
            claims.Add(
                ($"`{name}` is written.", written ? Verdict.Pass : Verdict.Fail($"`{name}` is missing or incomplete.", hint: Again)));
        }

        return claims;
    }

    private static object ItemLine(string task, string strategy, int paraphrase, PromptingAnswer a) => new
    {
        prompt = a.Hash,
        task,
        strategy,
        item = a.Item,
        paraphrase,
        answer = a.Answer,
        right = a.Right,
        calls = a.Calls,
        tokens = a.Tokens,
        agreement = Math.Round(a.Agreement, 6),
        ms = Math.Round(a.Milliseconds, 2),
    };

    // Only the probe makes strategies: in the grader, where this class renders and reviews, the module is not loaded.
    private static Strategy StrategyOf(string name, string task) => name switch
    {
        Direct => Strategy.Direct,
        Steps => Strategy.ChainOfThought,
        Hot => Strategy.SelfConsistency(1, Heat),
        Vote => Strategy.SelfConsistency(Votes, Heat),
        _ => Strategy.TreeOfThoughts(Breadth, PromptingTasks.Steps(task), Proposals),
    };

    private static string? Extract(string reply) => AnswerExtractor.Extract(reply, AnswerFormat.Number);

    private static PromptingAnswer Solve(Solver solver, Strategy strategy, PromptingQuestion question, int item)
    {
        var watch = Stopwatch.StartNew();
        SolverResult result = solver.SolveAsync(question.Text, strategy).GetAwaiter().GetResult();
        double elapsed = watch.Elapsed.TotalMilliseconds;
        string? answer = result.Answer is { Length: > AnswerLength } ? result.Answer[..AnswerLength] : result.Answer;
        double agreement = strategy.Samples > 0 && result.Trace.Count > 0
            ? result.Trace.GroupBy(Extract).Max(group => group.Count()) / (double)result.Trace.Count
            : 1;
        return new PromptingAnswer(item, question.Hash, answer, result.Answer == question.Expected, result.Calls, result.Tokens,
            agreement, elapsed);
    }

    private static (Verdict Form,
        Dictionary<(string Task, string Strategy), PromptingRow> Rows) Read(IReadOnlyDictionary<string, string> files)
    {
        Dictionary<(string, string), PromptingRow> rows = [];
        if (!files.TryGetValue(CsvFile, out string? text)) return (Verdict.Fail($"`{CsvFile}` is missing.", hint: Again), rows);
        string[] lines = text.TrimEnd('\n').Split('\n');
        if (lines[0] != PromptingRow.Header)
            return (Verdict.Fail($"`{CsvFile}` begins with `{lines[0]}`.", hint: $"The header is `{PromptingRow.Header}`."), rows);
        foreach (string line in lines.Skip(1))
        {
            if (PromptingRow.Parse(line) is not { } row)
                return (Verdict.Fail($"A line of `{CsvFile}` is no row of numbers.", $"The line is `{line}`."), rows);
            rows[(row.Task, row.Strategy)] = row;
        }

        bool complete = rows.Count == PromptingTasks.Names.Count * Strategies.Length
            && PromptingTasks.Names.All(task => Strategies.All(strategy => rows.ContainsKey((task, strategy))));
        return (complete ? Verdict.Pass : Verdict.Fail($"`{CsvFile}` does not have a row for each strategy on each task."), rows);
    }

    private static Verdict Intervals(IEnumerable<PromptingRow> rows)
    {
        foreach (PromptingRow row in rows)
        {
            (double low, double high) = PromptingRow.Wilson(row.Right, row.Answers);
            if (!(Math.Abs(row.Accuracy - ((double)row.Right / row.Answers)) < 1e-5 && Math.Abs(row.Low - low) < 1e-5
                && Math.Abs(row.High - high) < 1e-5))
                return Verdict.Fail($"That does not hold for the row of '{row.Strategy}' on '{row.Task}'.",
                    FormattableString.Invariant($"{row.Right} of {row.Answers} give {low:0.####} to {high:0.####}."),
                    "(p + z²/2n ± z·√(p(1 − p)/n + z²/4n²)) / (1 + z²/n), with z = 1.96.");
        }

        return Verdict.Pass;
    }

    private static Verdict ItemsOfRows(IReadOnlyDictionary<string, string> files,
        Dictionary<(string Task, string Strategy), PromptingRow> rows)
    {
        try
        {
            Dictionary<string, string> expected = new(StringComparer.Ordinal);
            foreach (JsonElement prompt in Lines(files, PromptsFile))
            {
                string text = prompt.GetProperty("text").GetString()!, hash = prompt.GetProperty("hash").GetString()!;
                if (PromptingQuestion.HashOf(text) != hash)
                    return Verdict.Fail($"A question of `{PromptsFile}` has another hash than {hash}.", hint: Again);
                expected[hash] = prompt.GetProperty("expected").GetString()!;
            }

            Dictionary<(string, string), (int Answers, int Right, long Tokens)> counts = [];
            foreach (JsonElement item in Lines(files, ItemsFile))
            {
                if (!expected.TryGetValue(item.GetProperty("prompt").GetString()!, out string? right))
                    return Verdict.Fail($"An answer of `{ItemsFile}` belongs to no question.", hint: Again);
                if ((item.GetProperty("answer").GetString() == right) != item.GetProperty("right").GetBoolean())
                    return Verdict.Fail($"An answer of `{ItemsFile}` is said to be right and is not, or the other way round.", hint: Again);
                (string, string) key = (item.GetProperty("task").GetString()!, item.GetProperty("strategy").GetString()!);
                (int answers, int rights, long tokens) = counts.GetValueOrDefault(key);
                counts[key] = (answers + 1, rights + (item.GetProperty("right").GetBoolean() ? 1 : 0),
                    tokens + item.GetProperty("tokens").GetInt64());
            }

            foreach (PromptingRow row in rows.Values)
            {
                (int answers, int right, long tokens) = counts.GetValueOrDefault((row.Task, row.Strategy));
                if (answers != Items * PromptingTasks.Paraphrases || (answers, right) != (row.Answers, row.Right)
                    || Math.Abs(((double)tokens / answers) - row.Tokens) > 0.001)
                    return Verdict.Fail($"`{ItemsFile}` gives other numbers for '{row.Strategy}' on '{row.Task}'.",
                        FormattableString.Invariant($"{right} of {answers} right, {tokens} tokens."), Again);
            }

            return Verdict.Pass;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return Verdict.Fail($"`{ItemsFile}` or `{PromptsFile}` is missing or incomplete.", e.Message, Again);
        }
    }

    private static IEnumerable<JsonElement> Lines(IReadOnlyDictionary<string, string> files, string name) =>
        files.GetValueOrDefault(name, "").Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonSerializer.Deserialize<JsonElement>(line));

    private static Verdict Above(Dictionary<(string Task, string Strategy), PromptingRow> rows, double by, string better, string worse,
        string hint, params string[] tasks)
    {
        foreach (string task in tasks)
        {
            PromptingRow first = rows[(task, better)], second = rows[(task, worse)];
            if (first.Accuracy - second.Accuracy < by)
                return Verdict.Fail($"It does not hold for '{task}'.",
                    FormattableString.Invariant(
                        $"'{better}' has {100 * first.Accuracy:0.#} % and '{worse}' {100 * second.Accuracy:0.#} %."), hint);
        }

        return Verdict.Pass;
    }

    private static Verdict Agreement(Dictionary<(string Task, string Strategy), PromptingRow> rows)
    {
        double steps = rows[(PromptingTasks.Long, Steps)].ParaphraseAgreement,
            direct = rows[(PromptingTasks.Long, Direct)].ParaphraseAgreement;
        return steps - direct >= Visible
            ? Verdict.Pass
            : Verdict.Fail("It does not hold.", FormattableString.Invariant($"{100 * steps:0.#} % and {100 * direct:0.#} %."),
                "Look at a few answers in `items.jsonl`: are they read from the replies rightly?");
    }

    private static Verdict Cost(Dictionary<(string Task, string Strategy), PromptingRow> rows)
    {
        foreach (string task in new[] { PromptingTasks.Short, PromptingTasks.Long })
        {
            double ratio = rows[(task, Vote)].Tokens / rows[(task, Steps)].Tokens;
            if (ratio is not (> 4 and < 6))
                return Verdict.Fail($"It does not hold for '{task}'.", FormattableString.Invariant($"It costs {ratio:0.#} times as many."),
                    "Add up the tokens of all replies.");
        }

        return Verdict.Pass;
    }
}
