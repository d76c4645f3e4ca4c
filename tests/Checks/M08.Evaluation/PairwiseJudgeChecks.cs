using System.Collections.Concurrent;
using System.Globalization;
using LLMCourse.LocalModels;
using LLMCourse.LocalModels.Chat;

namespace LLMCourse.Checks.M08;

/// <summary>What the checks of judges share.</summary>
internal static class Judges
{
    private const string Quality = "quality ";

    /// <summary>Makes an answer that a made-up judge and made-up people know the quality of.</summary>
    public static string Answer(double quality) => string.Create(CultureInfo.InvariantCulture, $"An answer of {Quality}{quality:0.00}.");

    /// <summary>Makes a judge that adds a bias to the quality of what it reads first, and finds no difference within a margin.</summary>
    public static FakeModel Biased(double bias, double margin) => new((turns, _) =>
    {
        string[] parts = turns[^1].Text.Split(Quality);
        double difference = double.Parse(parts[1].AsSpan(0, 4), CultureInfo.InvariantCulture) + bias
            - double.Parse(parts[2].AsSpan(0, 4), CultureInfo.InvariantCulture);
        return difference > margin ? "A says more. [[A]]" : difference < -margin ? "B is clearer. [[B]]" : "Much the same: [[C]]";
    });

    public static Judgement Ask(IChatModel model, string first, string second) =>
        new PairwiseJudge(model).CompareAsync("Which is better?", first, second).GetAwaiter().GetResult();

    /// <summary>Computes Cohen's kappa of two lists of labels.</summary>
    public static double Kappa(IReadOnlyList<string> one, IReadOnlyList<string> other)
    {
        double n = one.Count, observed = one.Zip(other, (a, b) => a == b ? 1 : 0).Sum() / n;
        double chance = one.Distinct().Sum(label => one.Count(x => x == label) / n * (other.Count(x => x == label) / n));
        return (observed - chance) / (1 - chance);
    }
}

public sealed class ReadsReplies() : VisibleCheck("M08.E5.replies", "reads the last mark of a reply")
{
    public override void Probe(Probe probe)
    {
        foreach ((string name, string reply) in new[]
        {
            ("A", "[[A]]"),
            ("B with reasons", "Answer A is wrong in line 2.\r\nMy verdict: [[B]]"),
            ("C", "Neither. [[C]]."),
            ("another mark before", "One could say [[C]], but then [[B]] is shorter: [[A]]"),
            ("the same twice", "[[B]] ... [[B]]"),
            ("words behind", "[[A]] because B is long"),
            ("emoji", "🙂[[B]]🙂"),
            ("no mark", "Answer B is better."),
            ("nothing", ""),
            ("one bracket", "[A]"),
            ("three brackets", "[[[C]]]"),
            ("small letters", "[[b]]"),
            ("blanks", "[[ A ]]"),
            ("another letter", "[[D]]"),
            ("another letter behind", "[[A]] or [[D]]"),
            ("a letter of another alphabet", "[[А]]"),
            ("two letters", "[[AB]]"),
            ("stars", "**[[C]]**"),
            ("marks on two lines", "[[A]] was my first thought.\nBut no: [[B]]"),
            ("small letters behind", "[[A]], not [[b]]"),
            ("blanks behind", "[[B]] [[ A ]]"),
        })
            probe.Observe(name, PairwiseJudge.ReadReply(reply)?.ToString());
        probe.ObserveThrows<ArgumentException>("null", () => PairwiseJudge.ReadReply(null!));
    }
}

public sealed class AsksBothWays() : Check("M08.E5.both-ways", "asks in both orders, and keeps what both replies say", points: 2)
{
    public override void Probe(Probe probe)
    {
        // The first answer is "one", so the first shown tells the order.
        string[] replies = ["[[A]]", "[[B]]", "[[C]]", "Hm."];
        foreach (string inOrder in replies)
        {
            foreach (string swapped in replies)
            {
                var model =
                    new FakeModel((turns, _) => turns[^1].Text.Contains("Answer A:\none", StringComparison.Ordinal) ? inOrder : swapped);
                Judgement judgement = Judges.Ask(model, "one", "two");
                probe.Observe($"{inOrder} and {swapped}",
                    $"{judgement.InOrder?.ToString() ?? "null"}, {judgement.Swapped?.ToString() ?? "null"}; verdict {judgement.Verdict?.ToString() ?? "null"}");
            }
        }
    }

    public override Verdict Judge(Evidence evidence) =>
        evidence.EqualsExpected(Tolerance.Exact).WithHint("When the answers are swapped, A is the second answer.");
}

public sealed class AsksWithThePrompt()
    : Check("M08.E5.asks", "asks twice, greedily and with the given conversations, and lets cancellation and exceptions through")
{
    public override void Probe(Probe probe)
    {
        var model = new FakeModel((_, _) => "[[C]]");
        foreach ((string name, string question, string first,
            string second) in new[] { ("two answers", "What is 6 · 7?\r\nBe brief.", "42", "It is 42. [[A]] 🙂"),
                ("equal answers", "Why?", "", ""), ("white space at both ends", " Show it.\n", "    indented\n", "\tor not ") })
        {
            int before = model.Requests.Count;
            _ = new PairwiseJudge(model).CompareAsync(question, first, second).GetAwaiter().GetResult();
            FakeRequest[] asked = [.. model.Requests.Skip(before).OrderBy(request => request.Turns[^1].Text, StringComparer.Ordinal)];
            probe.Observe($"{name}: asked",
                string.Join("\n====\n",
                    asked.Select(request => string.Join("\n--\n", request.Turns.Select(turn => $"{turn.Role}: {turn.Text}")))));
            probe.Observe($"{name}: temperatures", asked.Select(request => request.Options.Sampling.Temperature));
            probe.Observe($"{name}: other options are those by default", asked.All(request => IsUsual(request.Options)));
        }

        probe.ObserveThrows<OperationCanceledException>("cancelled",
            () => new PairwiseJudge(model).CompareAsync("q", "a", "b", new CancellationToken(canceled: true)).GetAwaiter().GetResult());
        var broken = new FakeModel((_, _) => throw new TimeoutException("The model is not there."));
        probe.ObserveThrows<TimeoutException>("a model that fails", () => Judges.Ask(broken, "a", "b"));
        var noted = new Late(null);
        using CancellationTokenSource source = new();
        _ = new PairwiseJudge(noted).CompareAsync("q", "a", "b", source.Token).GetAwaiter().GetResult();
        probe.Observe("tokens of the caller that reach the model", noted.Tokens.Count(token => token.CanBeCanceled));
        bool isHeard = false;
        var cancelled = new Late(null)
        {
            Asked = token =>
            {
                source.Cancel();
                isHeard = token.IsCancellationRequested;
            }
        };
        probe.ObserveThrows<OperationCanceledException>("cancelled while the model is asked",
            () => new PairwiseJudge(cancelled).CompareAsync("q", "a", "b", source.Token).GetAwaiter().GetResult());
        probe.Observe("the model hears of it", isHeard);
        probe.ObserveAccepts("an empty question", () => new PairwiseJudge(model).CompareAsync("", "a", "b").GetAwaiter().GetResult());
        probe.ObserveThrows<TimeoutException>("a model that fails after a while", () => Judges.Ask(new Late(new TimeoutException()), "a", "b"));
        probe.ObserveThrows<InvalidOperationException>("a model that refuses after a while",
            () => Judges.Ask(new Late(new InvalidOperationException()), "a", "b"));
        probe.ObserveThrows<OperationCanceledException>("cancelled after a while",
            () => Judges.Ask(new Late(new OperationCanceledException()), "a", "b"));
        probe.ObserveThrows<ArgumentException>("no model", () => new PairwiseJudge(null!));
        probe.ObserveThrows<ArgumentException>("no question",
            () => new PairwiseJudge(model).CompareAsync(null!, "a", "b").GetAwaiter().GetResult());
        probe.ObserveThrows<ArgumentException>("no first answer", () => Judges.Ask(model, null!, "b"));
        probe.ObserveThrows<ArgumentException>("no second answer", () => Judges.Ask(model, "a", null!));
    }

    private static bool IsUsual(CompletionOptions options) =>
        options.MaxTokens is null && options.Prefix.Length == 0 && options.Stop.Count == 0 && options.Constraint is null
        && options.Sampling.LogitBias is null && options.Sampling.RepetitionPenalty is null && options.Sampling.BannedNGram is null;
}

public sealed class MeasuresBias() : Check("M08.E5.bias", "measures a planted bias, whichever place it favours", points: 2)
{
    public override void Probe(Probe probe)
    {
        foreach (double bias in new[] { 0, 1.5, -1.5, 4, -9 })
        {
            FakeModel model = Judges.Biased(bias, 0.5);
            Judgement[] judgements = [.. Enumerable.Range(0, 60)
                .Select(_ =>
                    Judges.Ask(model, Judges.Answer(9 * probe.Random.NextDouble()), Judges.Answer(9 * probe.Random.NextDouble())))];
            observe(string.Create(CultureInfo.InvariantCulture, $"a bias of {bias}"), PositionBias.Measure(judgements));
        }

        // All sixteen pairs of replies, one of them more often than the others.
        string[] replies = ["[[A]]", "[[B]]", "[[C]]", "?"];
        Judgement[] all = [.. replies.SelectMany(
            one => replies.Select(other => new Judgement(PairwiseJudge.ReadReply(one), PairwiseJudge.ReadReply(other))))];
        observe("all pairs of replies", PositionBias.Measure(all));
        foreach (Judgement judgement in all)
            observe($"{judgement.InOrder?.ToString() ?? "null"} and {judgement.Swapped?.ToString() ?? "null"}",
                PositionBias.Measure([judgement]));
        probe.ObserveThrows<ArgumentException>("no comparisons", () => PositionBias.Measure([]));
        probe.ObserveThrows<ArgumentException>("null", () => PositionBias.Measure(null!));

        void observe(string name, PositionBias measured) =>
            probe.Observe(name,
                (IEnumerable<double>)[measured.Consistent, measured.TowardsFirst, measured.TowardsSecond, measured.Unreadable]);
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(new Tolerance(1e-12, 0, "shares of counts"))
        .WithHint("Count how often more the first place won than the second, over both replies.");
}

public sealed class AgreesWithPeople() : Check("M08.E5.people", "takes a judge's bias out: its verdicts agree with made-up people's labels")
{
    public override void Probe(Probe probe)
    {
        foreach ((string name, double bias) in new[] { ("the first place", 2.0), ("the second place", -2.0) })
        {
            FakeModel model = Judges.Biased(bias, 0.3);
            List<string> people = [], verdicts = [];
            for (int i = 0; i < 80; i++)
            {
                double first = 9 * probe.Random.NextDouble(), second = 9 * probe.Random.NextDouble();
                // People see the difference with some noise, and none where it is small.
                double seen = first - second + (0.4 * probe.Random.NextNormal());
                people.Add(Math.Abs(seen) < 2 ? "Tie" : seen > 0 ? "First" : "Second");
                verdicts.Add(Judges.Ask(model, Judges.Answer(first), Judges.Answer(second)).Verdict?.ToString() ?? "null");
            }

            probe.Observe($"kappa, a bias towards {name}", Judges.Kappa(people, verdicts));
        }
    }

    public override Verdict Judge(Evidence evidence)
    {
        double least = evidence.Actual.OfType<NumberObservation>().Min(kappa => kappa.Value);
        return least >= 0.6
            ? Verdict.Pass
            : Verdict.Fail(FormattableString.Invariant($"Your verdicts agree with people's only by a kappa of {least:0.00}."),
                hint: "A verdict that turns with the order is a tie.");
    }
}

/// <summary>A model that fails when it is waited for, not when it is asked; without a failure it answers, and notes the tokens it is given.</summary>
internal sealed class Late(Exception? failure) : IChatModel
{
    private readonly FakeModel _model = new((_, _) => "[[C]]");

    public ConcurrentQueue<CancellationToken> Tokens { get; } = new();

    /// <summary>Gets what is done when it is asked.</summary>
    public Action<CancellationToken>? Asked { get; init; }

    public async Task<Completion> CompleteAsync(IReadOnlyList<ChatTurn> turns, CompletionOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        Tokens.Enqueue(cancellationToken);
        Asked?.Invoke(cancellationToken);
        await Task.Yield();
        return failure is null ? await _model.CompleteAsync(turns, options, cancellationToken).ConfigureAwait(false) : throw failure;
    }

    public IAsyncEnumerable<CompletionChunk> StreamAsync(IReadOnlyList<ChatTurn> turns, CompletionOptions? options = null,
        CancellationToken cancellationToken = default) => _model.StreamAsync(turns, options, cancellationToken);
}
