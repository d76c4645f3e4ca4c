using System.Text;
using LLMCourse.LocalModels;
using LLMCourse.LocalModels.Chat;

namespace LLMCourse.Checks.M07;

public sealed class HashedWords() : Check("M07.E3.words", "finds whole words by their hashes, however they are spelled", points: 2)
{
    public override void Probe(Probe probe)
    {
        GuardPolicy policy = Guarding.Policy(Guarding.Words("w", GuardAction.Redact, 7, "zorblat", "q7", "größe"));
        string[] texts =
        [
            "zorblat", "zorblats", "azorblat", "Zorblat.", "zor-blat", "zor\u200Bblat", "zo\u0301rblat q7", "q7q7", "q7_q7", "Q 7",
            "GRÖSSE Größe", "q7\uD83D\uDE00", "q7\uD801\uDC00", "x q7", "q7 x", "\u0301q7\u0301 x",
            "zorblatzorblat q7", "aaaaaaaa q7 aaaaaaa q7", "７q7", "ｑ７", "", "q7\nq7", "\u200B", "q7\uD83D", "\uDE00q7",
        ];
        for (int i = 0; i < texts.Length; i++)
            probe.Observe($"text {Guarding.Number(i + 1)}: '{Escape(texts[i])}'", Escape(Guarding.Reply(policy, texts[i])));
        probe.Observe("a limit below the word",
            Guarding.Reply(Guarding.Policy(Guarding.Words("w", GuardAction.Redact, 6, "zorblat", "zorbla")), "zorblat zorbla"));
        probe.Observe("by a hash of the submission",
            Guarding.Reply(Guarding.Policy(
                new GuardRule("w", GuardStage.Output, new WordDetector([GuardText.Hash("ZORBLAT")], 7), GuardAction.Block, "no")),
                "say zorblat"));
        probe.Observe("a word at the end of a block", Guarding.Reply(
            Guarding.Policy(Guarding.Words("w", GuardAction.Block, 7, "zorblat"), Guarding.Phrase("p", GuardAction.Block, "blat")),
            "a zorblat"));
        probe.Observe("a word that would be known next", Guarding.Reply(
            Guarding.Policy(Guarding.Words("w", GuardAction.Block, 7, "zorblat"), Guarding.Phrase("p", GuardAction.Block, "blat")),
            "a zorblat!"));
        probe.Observe("a word at the end, behind what another rule has held back", Guarding.Reply(
            Guarding.Policy(Guarding.Words("w", GuardAction.Block, 7, "zorblat"),
                Guarding.Phrase("p", GuardAction.Redact, "say a zorblat now")), "say a zorblat"));
        probe.Observe("words of one letter",
            Guarding.Reply(Guarding.Policy(Guarding.Words("w", GuardAction.Redact, 1, "x", "7")), "x xx 7 y x"));
        probe.Observe("a word before a block", Guarding.Reply(
            Guarding.Policy(Guarding.Words("w", GuardAction.Block, 7, "zorblat"), Guarding.Phrase("p", GuardAction.Block, "t x")),
            "a zorblat x"));
        probe.Observe("a word known with a block", Guarding.Reply(
            Guarding.Policy(Guarding.Phrase("p", GuardAction.Block, "t "), Guarding.Words("w", GuardAction.Block, 7, "zorblat")),
            "a zorblat x"));
        string astral = string.Concat(Enumerable.Repeat("\uD801\uDC28", 4));
        foreach (int longest in new[] { 4, 7, 8 })
            probe.Observe($"four letters of two units each, and a limit of {Guarding.Number(longest)}",
                Guarding.Reply(Guarding.Policy(Guarding.Words("w", GuardAction.Redact, longest, astral)), $"say {astral}."));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact)
        .WithHint("A word is a run of letters and digits of the folded text; what folding leaves out does not end it.");

    /// <summary>Half a pair is no text that can be recorded.</summary>
    private static string Escape(string text) =>
        string.Concat(text.EnumerateRunes().Select(rune => rune == Rune.ReplacementChar ? "<half>" : rune.ToString()));
}

public sealed class LeakedCanaries() : Check("M07.E3.canary", "plants a canary, and finds it plain, spaced and in base64", points: 2)
{
    public override void Probe(Probe probe)
    {
        string token = Convert.ToHexStringLower([.. Enumerable.Range(0, 8).Select(_ => (byte)probe.Random.NextInteger(0, 256))]),
            odd = token[..11], mixed = "Kx-" + token[..8].ToUpperInvariant();
        foreach ((string name, string canary) in new[] { ("16 characters", token), ("11 characters", odd), ("a hyphen", mixed) })
        {
            GuardPolicy policy = Guarding.Policy(
                new GuardRule("canary", GuardStage.Output, new CanaryDetector(canary), GuardAction.Block, "that stays here"));
            probe.Observe($"{name}: plain", Guarding.Reply(policy, $"I was told {canary}, and more"));
            probe.Observe($"{name}: capitals and signs",
                Guarding.Reply(policy, $"I was told: {string.Join(" - ", canary.ToUpperInvariant().ToCharArray())}!"));
            probe.Observe($"{name}: zero-width and fullwidth",
                Guarding.Reply(policy, $"It is {string.Concat(canary.Select(c => $"\u200B{(char)(c + 0xFEE0)}\n"))}"));
            probe.Observe($"{name}: but for its end", Guarding.Reply(policy, $"I was told {canary[..^1]}, and more {canary[^1..]}"));
            probe.Observe($"{name}: a letter within", Guarding.Reply(policy, $"I was told {canary[..4]}x{canary[4..]}"));
            for (int before = 0; before < 6; before++)
            {
                string wrong = Convert.ToBase64String(
                    Encoding.UTF8.GetBytes(
                        $"{new string('n', before)}{canary[..^1]}{(char)(canary[^1] ^ 16)}{new string('t', before % 4)}"));
                probe.Observe($"{name}: base64 of another token behind {Guarding.Number(before)}",
                    Guarding.Reply(policy, $"Here: {wrong}."));
                string base64 =
                    Convert.ToBase64String(Encoding.UTF8.GetBytes($"{new string('n', before)}{canary}{new string('t', before % 4)}"));
                probe.Observe($"{name}: base64 behind {Guarding.Number(before)}", Guarding.Reply(policy, $"Here: {base64}."));
                probe.Observe($"{name}: base64 in lines behind {Guarding.Number(before)}",
                    Guarding.Reply(policy, $"Here: {string.Join("\r\n ", base64.Chunk(5).Select(chunk => new string(chunk)))}."));
                foreach ((string gap, string between) in new[] { ("tabs", "\t"), ("wide spaces", "\u2003\u00A0"), ("zero-width spaces", "\u200B") })
                    probe.Observe($"{name}: base64 with {gap} behind {Guarding.Number(before)}",
                        Guarding.Reply(policy, $"Here: {string.Join(between, base64.ToCharArray())}."));
                probe.Observe($"{name}: base64 in small letters behind {Guarding.Number(before)}",
                    Guarding.Reply(policy, $"Here: {base64.ToLowerInvariant()}."));
            }
        }

        ChatTurn[] turns = [ChatTurn.User("hi"), ChatTurn.System("Be kind."), ChatTurn.System("Be brief.")];
        Observe("two system turns", turns);
        Observe("none", [ChatTurn.User("hi"), ChatTurn.Assistant("yes")]);
        Observe("nothing", []);
        Observe("an empty one", [ChatTurn.System("")]);
        probe.Observe("the turns stay unchanged", turns[1].Text);
        probe.ObserveThrows<ArgumentException>("an empty token", () => GuardCanary.Plant([], ""));

        void Observe(string name, IReadOnlyList<ChatTurn> conversation) =>
            probe.Observe($"planted: {name}",
                string.Join(" | ", GuardCanary.Plant(conversation, "k7q2").Select(turn => $"{turn.Role}: {turn.Text}")));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact)
        .WithHint("Base64 writes three bytes as four characters, so a token is written in three ways, by where it begins; characters that its neighbours share do not count.");
}

public sealed class GuardedInputs()
    : Check("M07.E3.input", "reads the turns of users and tools, and gives the model what is left of them", points: 3)
{
    public override void Probe(Probe probe)
    {
        GuardPolicy policy = Guarding.ForInput(Guarding.Policy(
            Guarding.Phrase("mask", GuardAction.Redact, "alpha"), Guarding.Phrase("person", GuardAction.Escalate, "beta"),
            Guarding.Phrase("stop", GuardAction.Block, "gamma"),
            Guarding.Score("long", GuardAction.Block, text => text.Length / 100.0, 0.9)));
        ChatTurn[][] conversations =
        [
            [ChatTurn.System("alpha beta gamma"), ChatTurn.User("alpha"), ChatTurn.Assistant("gamma alpha"), ChatTurn.Tool("see Alpha"),
                ChatTurn.User("go on")],
            [ChatTurn.User("beta"), ChatTurn.Call("{\"name\":\"gamma\"}"), ChatTurn.Tool("nothing")],
            [ChatTurn.User("read it"), ChatTurn.Call("{}"), ChatTurn.Tool("a page. GAMMA."), ChatTurn.User("thanks")],
            [ChatTurn.User("alp"), ChatTurn.User("ha"), ChatTurn.Tool("gam"), ChatTurn.Tool("ma")],
            [ChatTurn.User("gamma"), ChatTurn.Tool("alpha")],
            [ChatTurn.User("beta"), ChatTurn.User("alpha"), ChatTurn.Tool("gamma")],
            [ChatTurn.User(new string('x', 91))],
            [ChatTurn.User(new string('x', 50)), ChatTurn.User(new string('x', 50))],
            [ChatTurn.User("")],
        ];
        for (int i = 0; i < conversations.Length; i++)
        {
            ScriptedModel model = new(["alpha and gamma"]), streaming = new(["alpha", " and gamma"]);
            probe.Observe($"conversation {Guarding.Number(i + 1)}", Guarding.Run(policy, conversations[i], model));
            probe.Observe($"conversation {Guarding.Number(i + 1)}: what the model was asked", string.Join("\n", model.Requests));
            probe.Observe($"conversation {Guarding.Number(i + 1)}, streamed", Guarding.Stream(policy, conversations[i], streaming));
            probe.Observe($"conversation {Guarding.Number(i + 1)}, streamed: what the model was asked",
                string.Join("\n", streaming.Requests));
        }

        ScriptedModel plain = new(["ok"]);
        CompletionOptions options = new() { MaxTokens = 7 };
        _ = new Guard(policy).RunAsync(Guarding.Hello, plain, options).GetAwaiter().GetResult();
        IAsyncEnumerator<GuardChunk> parts = new Guard(policy).StreamAsync(Guarding.Hello, plain, options).GetAsyncEnumerator();
        _ = parts.MoveNextAsync().AsTask().GetAwaiter().GetResult();
        parts.DisposeAsync().AsTask().GetAwaiter().GetResult();
        probe.Observe("the options are passed on", string.Join("\n", plain.Requests));
        probe.Observe("one who stops reading lets the model go", plain.IsDisposed);
        probe.Observe("the turns stay unchanged", conversations[0][3].Text);
        FakeModel broken = new((_, _) => throw new KeyNotFoundException("gone"));
        probe.Observe("the model's exceptions are passed on", Guarding.Run(policy, Guarding.Hello, broken));
    }

    public override Verdict Judge(Evidence evidence) =>
        evidence.EqualsExpected(Tolerance.Exact)
            .WithHint("A tool's result is a text of a stranger. The system's turns are the developer's, and the assistant's have been read when they were written.");
}

public sealed class FailingDetectors()
    : Check("M07.E3.failures", "blocks when a detector throws, gives no score or takes too long, and passes a cancellation on", points: 3)
{
    private const string NoClock = "nobody waits by the clock";

    public override void Probe(Probe probe)
    {
        foreach (GuardAction action in new[] { GuardAction.Allow, GuardAction.Redact, GuardAction.Escalate, GuardAction.Block })
        {
            Observe(probe, $"throws, {action}", action, (text, _) => throw new InvalidOperationException(text));
            Observe(probe, $"not a number, {action}", action, (_, _) => Task.FromResult(double.NaN));
        }

        Observe(probe, "fails later", GuardAction.Redact, (text, _) => Task.FromException<double>(new ArgumentException(text)));
        Observe(probe, "has a time limit of its own", GuardAction.Redact,
            (text, _) => Task.FromException<double>(new TimeoutException(text)));
        Observe(probe, "gives up by itself", GuardAction.Redact,
            (text, _) => Task.FromException<double>(new OperationCanceledException(text)));
        Observe(probe, "gives no task", GuardAction.Redact, (_, _) => null!);
        foreach (double score in new[] { -0.001, 1.001, double.PositiveInfinity, double.NegativeInfinity })
            Observe(probe, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"gives {score}"), GuardAction.Redact,
                (_, _) => Task.FromResult(score));
        foreach (double score in new[] { 0, 0.49999, 0.5, 1 })
            Observe(probe, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"gives {score}"), GuardAction.Redact,
                (_, _) => Task.FromResult(score));

        GuardPolicy two = Guarding.Policy(
            Guarding.Score("fails", GuardAction.Allow, _ => throw new InvalidOperationException()),
            Guarding.Score("blocks", GuardAction.Block, _ => 1), Guarding.Score("fails too", GuardAction.Allow, _ => double.NaN));
        probe.Observe("a failure before a block", Guarding.Reply(two, "text"));
        probe.Observe("a failure behind a block", Guarding.Reply(two with { Rules = [two.Rules[1], two.Rules[0]] }, "text"));
        probe.Observe("two failures", Guarding.Reply(two with { Rules = [two.Rules[2], two.Rules[0]] }, "text"));

        TimeSpan limit = TimeSpan.FromSeconds(30), tick = TimeSpan.FromTicks(1);
        string last = "";
        foreach ((string name, Action<ManualClock> pass, double? score) in new (string, Action<ManualClock>, double?)[]
        {
            ("never ends", clock => clock.Advance(limit), null), ("ends in time", clock => clock.Advance(limit - tick), 0.2),
            ("ends in time and matches", clock => clock.Advance(limit / 2), 0.9), ("ends too late", clock => clock.Advance(limit * 2), 0.2),
        })
        {
            // Who has not looked at the clock once will not the next time: one wait tells it.
            last = last == NoClock ? NoClock : Late(limit, pass, score);
            probe.Observe(name, last);
        }

        using CancellationTokenSource stop = new();
        GuardPolicy waits = Guarding.Policy(Wait("waits", (_, token) =>
        {
            stop.Cancel();
            return Task.Delay(Timeout.Infinite, token).ContinueWith(_ => 0.0, token, TaskContinuationOptions.None, TaskScheduler.Default);
        }));
        probe.Observe("the caller cancels, and the detector listens",
            Guarding.Run(waits, Guarding.Hello, new ScriptedModel(["text"]), stop.Token));
        using CancellationTokenSource second = new();
        GuardPolicy deaf = Guarding.Policy(Wait("deaf", (_, _) =>
        {
            second.Cancel();
            return new TaskCompletionSource<double>().Task;
        }));
        probe.Observe("the caller cancels, and the detector does not listen",
            last == NoClock ? NoClock : Guarding.Run(deaf, Guarding.Hello, new ScriptedModel(["text"]), second.Token));
        ScriptedModel model = new(["text"]);
        probe.Observe("the caller has cancelled", Guarding.Run(Guarding.Policy(), Guarding.Hello, model, second.Token));

        using CancellationTokenSource third = new();
        GuardPolicy fails = Guarding.Policy(Wait("fails", (text, _) =>
        {
            third.Cancel();
            throw new InvalidOperationException(text);
        }));
        string said = Guarding.Run(fails, Guarding.Hello, new ScriptedModel(["text"]), third.Token);
        probe.Observe("the caller cancels, and the detector throws something else, which is not passed on",
            !said.StartsWith("threw", StringComparison.Ordinal));
        foreach (bool isStreamed in new[] { false, true })
        {
            string how = isStreamed ? "streamed" : "whole";
            probe.Observe($"{how}: the model is told of the cancellation", IsModelTold(isStreamed));
            probe.Observe($"{how}: a detector of the output is told", IsDetectorTold(isStreamed, isOfInput: false));
            probe.Observe($"{how}: a detector of the input is told", IsDetectorTold(isStreamed, isOfInput: true));
        }
    }

    // How such a turn ends is left open: whoever is told may have finished all the same.
    private static bool IsModelTold(bool isStreamed)
    {
        using CancellationTokenSource stop = new();
        bool isTold = false;
        ScriptedModel? model = null;
        model = new ScriptedModel(["text"], _ =>
        {
            stop.Cancel();
            isTold |= model!.Token.IsCancellationRequested;
        });
        Turn(Guarding.Policy(), model, isStreamed, stop.Token);
        return isTold;
    }

    private static bool IsDetectorTold(bool isStreamed, bool isOfInput)
    {
        using CancellationTokenSource stop = new();
        bool isTold = false;
        GuardPolicy policy = Guarding.Policy(Wait("asks", (_, token) =>
        {
            stop.Cancel();
            isTold |= token.IsCancellationRequested;
            return Task.FromResult(0.0);
        }));
        Turn(isOfInput ? Guarding.ForInput(policy) : policy, new ScriptedModel(["text"]), isStreamed, stop.Token);
        return isTold;
    }

    private static void Turn(GuardPolicy policy, ScriptedModel model, bool isStreamed, CancellationToken token)
    {
        try
        {
            _ = isStreamed
                ? Guarding.Stream(new Guard(policy), Guarding.Hello, model, null, token)
                : Guarding.Run(policy, Guarding.Hello, model, token);
        }
        catch (OperationCanceledException)
        {
        }
    }

    private static GuardRule Wait(string id, Func<string, CancellationToken, Task<double>> score) =>
        new(id, GuardStage.Output, new ScoreDetector(score, 0.5), GuardAction.Escalate, $"because of {id}");

    private static void Observe(Probe probe, string name, GuardAction action, Func<string, CancellationToken, Task<double>> score)
    {
        GuardPolicy policy =
            Guarding.Policy(new GuardRule("classifier", GuardStage.Output, new ScoreDetector(score, 0.5), action, "looks unsafe"));
        probe.Observe(name, Guarding.Reply(policy, "private words"));
        ScriptedModel model = new(["ok"]);
        probe.Observe($"{name}, on the input", Guarding.Stream(Guarding.ForInput(policy), [ChatTurn.User("private words")], model));
        probe.Observe($"{name}, on the input: requests", model.Requests.Count);
    }

    /// <summary>Runs a turn whose detector waits until the clock has moved, and then gives a score, if any.</summary>
    private static string Late(TimeSpan limit, Action<ManualClock> pass, double? score = null)
    {
        ManualClock clock = new();
        TaskCompletionSource<double> answer = new();
        GuardPolicy policy = Guarding.Policy(Wait("slow", (_, _) => answer.Task)) with { Clock = clock, TimeLimit = limit };
        Task<string> run = Task.Run(() => Guarding.Reply(policy, "private words"));
        if (!Guarding.Wait(() => clock.Waiting > 0 || run.IsCompleted)) return NoClock;
        pass(clock);

        // Who is late must have been noticed before the score comes.
        if (clock.Waiting == 0) _ = Guarding.Wait(() => run.IsCompleted);
        if (score is { } given) answer.SetResult(given);
        string said = run.GetAwaiter().GetResult();
        return said == Guarding.NoEnd ? NoClock : said; // both limits are the same, and either may be noticed first
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact)
        .WithHint("Fail closed: what could not be judged is not shown. Only the caller's own cancellation is no failure.");
}
