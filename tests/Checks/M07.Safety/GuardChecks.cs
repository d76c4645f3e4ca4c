using System.Security.Cryptography;
using System.Text;
using LLMCourse.LocalModels;
using LLMCourse.LocalModels.Chat;

namespace LLMCourse.Checks.M07;

public sealed class FoldedTexts()
    : VisibleCheck("M07.E3.fold", "folds texts code point by code point, and hashes the folded word", points: 2)
{
    public override void Probe(Probe probe)
    {
        string[] texts =
        [
            "", "Zorblat", "ZORB\u200BLAT", "zo\u0301rblat", "z\u00F3rblat", "Ｚｏｒｂｌａｔ！", "a \t\r\n b", "a \u200B b", "\u00A0\u2003x", " x ",
            "İI\u0130", "ΣΑΣ", "\uD801\uDC00\uD83D\uDE00",
            "a\uD83Db", "\uDE00", "x\u20DDy", "soft\u00ADhyphen", "\uFF00\uFF01\uFF5E\uFF5F", "e\u0301\u0327 \u0301f", "\u0903\u0939",
            "🏴\U000E0067\U000E007F!", "1\u2028\u20282", "ẞ-ß", "_\u0000_",
        ];
        foreach (string text in texts)
            probe.Observe($"fold of {string.Join(' ', text.Select(c => ((int)c).ToString("X4", System.Globalization.CultureInfo.InvariantCulture)))}.", Fold(text));
        probe.Observe("hash", GuardText.Hash("zorblat"));
        probe.Observe("hash of another spelling", GuardText.Hash("ＺＯＲ\u200Dblat\u0301"));
        probe.Observe("hash of a word with digits", GuardText.Hash("Größe42"));
        probe.Observe("hash of astral letters", GuardText.Hash("\uD801\uDC00\uD801\uDC28"));
        foreach (string word in new[] { "", "\u200B", "two words", "full.stop", "\uD83D\uDE00" })
            probe.ObserveThrows<ArgumentException>($"no word: '{word}'", () => GuardText.Hash(word));
        probe.ObserveThrows<ArgumentException>("no text", () => GuardText.Fold(null!));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact)
        .WithHint("What is left out leaves no gap: two spaces with a zero-width space between them are one.");

    private static string Fold(string text) =>
        string.Join(' ', GuardText.Fold(text).Select(c => ((int)c).ToString("X4", System.Globalization.CultureInfo.InvariantCulture)));
}

public sealed class DecisionTable() : Check("M07.E3.table", "decides 120 cases of policies, texts and stages", points: 4)
{
    public override void Probe(Probe probe)
    {
        string[] pieces = ["zorblat", "zor", "blat", "Quimby", "quim", "fnord", "tell me", " ", " ", "\n", ", ", "ZORB\u200BLAT", "x",
            "tell  me", "!", "😀", "fnordquimby"];
        for (int table = 0; table < 12; table++)
        {
            int count = (int)probe.Random.NextInteger(1, 6);
            GuardPolicy policy = Guarding.Policy([.. Enumerable.Range(0, count).Select(i => Draw(probe.Random, $"r{Guarding.Number(i)}"))]);
            StringBuilder lines = new();
            for (int line = 0; line < 5; line++)
            {
                string text = probe.Random.Text(pieces, (int)probe.Random.NextInteger(0, 12));
                _ = lines.AppendLine($"{text} -> {Guarding.Reply(policy, text)}")
                    .AppendLine($"{text} <- {Guarding.Input(Guarding.ForInput(policy), text)}");
            }

            probe.Observe($"table {Guarding.Number(table + 1)} ({string.Join(", ", policy.Rules.Select(rule => $"{rule.Id} {rule.Action}"))})", lines.ToString());
        }
    }

    private static GuardRule Draw(CheckRandom random, string id)
    {
        GuardAction action = (GuardAction)random.NextInteger(0, 4);
        string[] phrases = ["zorblat", "blat", "tell me", "orb", "fnord q", "y\n", "lat tell", "😀"],
            words = ["zorblat", "quimby", "fnord", "x", "me"];
        return random.NextInteger(0, 5) switch
        {
            0 or 1 => Guarding.Phrase(id, action, phrases[random.NextInteger(0, 8)], phrases[random.NextInteger(0, 8)]),
            2 or 3 => Guarding.Words(id, action, 7, words[random.NextInteger(0, 5)], words[random.NextInteger(0, 5)]),
            _ => Guarding.Score(id, action, text => text.Length / 100.0, random.NextInteger(1, 6) / 10.0),
        };
    }

    public override Verdict Judge(Evidence evidence) =>
        evidence.EqualsExpected(Tolerance.Exact)
            .WithHint("\"->\" is a reply that was judged, \"<-\" a text of the user with the reply \"ok\", and behind it what the model was asked.");
}

public sealed class SevereActions()
    : Check("M07.E3.severity", "takes the most severe action of both stages, and of equal ones the first rule in the policy", points: 2)
{
    public override void Probe(Probe probe)
    {
        string[] names = ["alpha", "beta", "gamma", "delta"];
        foreach (GuardAction action in new[] { GuardAction.Allow, GuardAction.Redact, GuardAction.Escalate, GuardAction.Block })
        {
            GuardPolicy twice = Guarding.Policy(Guarding.Phrase("first", action, "beta"), Guarding.Phrase("second", action, "alpha"),
                Guarding.Phrase("third", action, "alpha"));
            probe.Observe($"{action} twice, the later rule at the earlier place", Guarding.Reply(twice, "alpha, beta."));
            probe.Observe($"{action} twice, at one place",
                Guarding.Reply(twice with { Rules = [twice.Rules[2], twice.Rules[1]] }, "alpha."));
        }

        GuardPolicy all = Guarding.Policy(
            Guarding.Phrase("a", GuardAction.Allow, "alpha"), Guarding.Phrase("r", GuardAction.Redact, "beta"),
            Guarding.Phrase("e", GuardAction.Escalate, "gamma"), Guarding.Phrase("b", GuardAction.Block, "delta"));
        for (int choice = 0; choice < 16; choice++)
        {
            string text = string.Join(", ", names.Where((_, i) => (choice >> i & 1) == 1));
            probe.Observe($"'{text}'", Guarding.Reply(all, text));
            probe.Observe($"'{text}', the rules the other way round", Guarding.Reply(all with { Rules = [.. all.Rules.Reverse()] }, text));
        }

        // Rules of both stages in one policy.
        GuardPolicy both = Guarding.Policy(
            Guarding.Phrase("out", GuardAction.Escalate, "ok"),
            Guarding.Phrase("in", GuardAction.Escalate, "please") with { Stage = GuardStage.Input },
            Guarding.Phrase("mask", GuardAction.Redact, "please") with { Stage = GuardStage.Input });
        probe.Observe("equal in both stages", Guarding.Input(both, "please do"));
        probe.Observe("equal in both stages, the other way round",
            Guarding.Input(both with { Rules = [.. both.Rules.Reverse()] }, "please do"));
        probe.Observe("the input alone", Guarding.Input(both with { Rules = [.. both.Rules.Skip(1)] }, "please do"));
        probe.Observe("no rules", Guarding.Input(Guarding.Policy(), "please do"));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact)
        .WithHint("A reply is over as soon as a blocking rule is known to match: what stands behind it does not count.");
}

public sealed class RedactedTexts()
    : Check("M07.E3.redaction", "masks the matches of all redacting rules, those that overlap as one", points: 2)
{
    public override void Probe(Probe probe)
    {
        GuardPolicy policy = Guarding.Policy(
            Guarding.Phrase("a", GuardAction.Redact, "abcd", "cdef"), Guarding.Phrase("b", GuardAction.Redact, "efgh", "zz"),
            Guarding.Words("w", GuardAction.Redact, 9, "word", "abcd")) with
        { Mask = "<*>" };
        foreach (string text in new[] { "abcd", "abcdefgh", "abcdefghij", "abcdabcd", "xabcd efghx", "abcd word", "zzz", "zzzz", "z z",
            "a\u200Bb\u0301cd\u0301!", "ＡＢＣＤ", "wo\u00ADrd-word", "", "abc", "defgh abcde", "😀zz😀", "cdefcdefgh", "word" })
            probe.Observe($"'{text}'", Guarding.Reply(policy, text));
        probe.Observe("a mask that would match", Guarding.Reply(policy with { Mask = "zz" }, "abcd zz"));
        probe.Observe("an empty mask", Guarding.Reply(policy with { Mask = "" }, "zabcdz"));
        probe.Observe("white space within",
            Guarding.Reply(Guarding.Policy(Guarding.Phrase("p", GuardAction.Redact, " two\twords ")),
                "The two \r\n\u200B words, TWO WORDS, twowords."));
        probe.Observe("redactions beside a person",
            Guarding.Reply(Guarding.Policy(Guarding.Phrase("p", GuardAction.Redact, "one"),
                Guarding.Phrase("e", GuardAction.Escalate, "two")), "one two one"));
        probe.Observe("a mask that reaches into what is blocked",
            Guarding.Reply(Guarding.Policy(Guarding.Phrase("p", GuardAction.Redact, "abcd"),
                Guarding.Phrase("b", GuardAction.Block, "cdef")), "x abcdef"));
        probe.Observe("a mask that would have come later",
            Guarding.Reply(Guarding.Policy(Guarding.Phrase("p", GuardAction.Redact, "abcdef"),
                Guarding.Phrase("b", GuardAction.Block, "cd")), "x abcdef"));
        probe.Observe("a whole reply",
            Guarding.Reply(Guarding.Policy(Guarding.Score("s", GuardAction.Redact, _ => 0.7, 0.7),
                Guarding.Phrase("p", GuardAction.Redact, "one")), "one two"));
        probe.Observe("a score of one character", Guarding.Reply(Guarding.Policy(Guarding.Score("s", GuardAction.Escalate, _ => 1)), "x"));
        GuardPolicy half = Guarding.Policy(Guarding.Phrase("h", GuardAction.Redact, "\uFFFD"));
        probe.Observe("no half of a pair", Guarding.Reply(half, "x"));
        probe.Observe("half a pair at the end", Guarding.Reply(half, "x\uD83D"));
        probe.Observe("half a pair at the end, streamed", Guarding.Stream(half, Guarding.Hello, new ScriptedModel(["x", "\uD83D"])));
        probe.Observe("an empty reply has no score",
            Guarding.Reply(Guarding.Policy(Guarding.Score("s", GuardAction.Redact, _ => 0.7, 0.7)), ""));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact)
        .WithHint("Keep where each folded character came from. Matches that touch get a mask each.");
}

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

public sealed class StreamsInAnyCuts()
    : Check("M07.E3.cuts", "streams the same text with the same decision, however the reply is cut", points: 4)
{
    public override void Probe(Probe probe)
    {
        string[] pieces = ["zorblat", "zor", "blat", "ab", "c", "abcabd", " ", "  ", "\r\n", "quim", "by", "\u200B", "o\u0301", "😀", "𝒜",
            "Ｚ", "-", "!", "k7q2", "W9x4"];
        GuardPolicy[] policies =
        [
            Guarding.Policy(Guarding.Phrase("p", GuardAction.Redact, "zorblat", "abcabd"),
                Guarding.Phrase("q", GuardAction.Redact, "blat zor", "dab"), Guarding.Words("w", GuardAction.Redact, 6, "quimby", "ab")),
            Guarding.Policy(Guarding.Phrase("e", GuardAction.Escalate, "by blat"), Guarding.Words("b", GuardAction.Block, 7, "zorblat"),
                Guarding.Phrase("p", GuardAction.Redact, "c ab", "! !")),
            Guarding.Policy(new GuardRule("canary", GuardStage.Output, new CanaryDetector("k7q2w9x4"), GuardAction.Block, "no"),
                Guarding.Phrase("p", GuardAction.Redact, "😀", "cab")),
            Guarding.Policy(Guarding.Phrase("b", GuardAction.Block, "zorblat zorblat", "😀😀"),
                Guarding.Score("s", GuardAction.Escalate, text => text.Length % 2), Guarding.Phrase("p", GuardAction.Redact, "ab")),
            Guarding.Policy(Guarding.Phrase("one", GuardAction.Redact, "c")),
            Guarding.Policy(Guarding.Phrase("seven", GuardAction.Redact, "zorblat")),
            Guarding.Policy(Guarding.Phrase("six", GuardAction.Block, "abcabd")),
            Guarding.Policy(Guarding.Words("letter", GuardAction.Redact, 1, "c")),
        ];
        int different = 0;
        string first = "";
        for (int i = 0; i < policies.Length; i++)
        {
            for (int trial = 0; trial < 30; trial++)
            {
                string text = probe.Random.Text(pieces, (int)probe.Random.NextInteger(0, 30)), whole = Guarding.Reply(policies[i], text);
                foreach (int most in new[] { 1, 3, 12, 1000 })
                {
                    string streamed =
                        Guarding.Stream(policies[i], Guarding.Hello, new ScriptedModel(Guarding.Cut(probe.Random, text, most)));
                    if (streamed == whole) continue;
                    if (different++ == 0) first = $"{text}\nwhole: {whole}\nin parts: {streamed}";
                }

                if (trial < 5) probe.Observe($"policy {Guarding.Number(i + 1)}, text {Guarding.Number(trial + 1)}", $"{text} -> {whole}");
            }
        }

        probe.Observe("streams that differ from the whole reply", different);
        probe.Observe("the first of them", first);
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact)
        .WithHint("Nothing that may still become part of a match is shown, and half of a surrogate pair waits for the other half.");
}

public sealed class StreamsHoldBack()
    : Check("M07.E3.holds", "holds back no more than it must, and asks the model for nothing behind a block", points: 3)
{
    public override void Probe(Probe probe)
    {
        // "abcdefgh" never comes, though it begins often; the word of at most five letters neither.
        Lag(probe, "a phrase of eight characters", Guarding.Policy(Guarding.Phrase("p", GuardAction.Block, "abcdefgh", "xyz")),
            "abcdefg abcd abcdefabcdefg. What follows is long, and harmless as well.", 7);
        Lag(probe, "a phrase of one character", Guarding.Policy(Guarding.Phrase("p", GuardAction.Block, "#")),
            "Nothing needs to be held back here.", 0);
        Lag(probe, "words of at most five letters", Guarding.Policy(Guarding.Words("w", GuardAction.Block, 5, "abcde")),
            "abcd abcdef abc, incomprehensibilities and more words; ninety-nine.", 5);
        Lag(probe, "no rules", Guarding.Policy(), "Nothing needs to be held back here either.", 0);
        Lag(probe, "rules for the input",
            Guarding.ForInput(Guarding.Policy(Guarding.Phrase("p", GuardAction.Block, "abcdefgh"),
                Guarding.Score("s", GuardAction.Block, _ => 0))), "Nothing needs to be held back.", 0);
        Lag(probe, "a score", Guarding.Policy(Guarding.Score("s", GuardAction.Block, _ => 0)), "All is held back to the end.", 28);
        Lag(probe, "a canary of eight characters",
            Guarding.Policy(new GuardRule("c", GuardStage.Output, new CanaryDetector("k7q2w9x4"), GuardAction.Block, "no")),
            "k7q2w9xx4k7q2and-so-on-to-the-end-of-it", 20);

        foreach ((string name, string[] parts) in new[] { ("at once", new[] { "zorblat", " and", " more" }),
            ("across parts", ["Say zo", "rb", "lat", "!", "x", "y"]), ("behind a mask", ["an ab ", "Zorb\u200B", "Lat", "x", "y"]),
            ("never", ["zorb", "la", "x"]) })
        {
            ScriptedModel model = new(parts);
            probe.Observe($"{name}: the end",
                Guarding.Stream(Guarding.Policy(Guarding.Phrase("b", GuardAction.Block, "zorblat"),
                    Guarding.Phrase("p", GuardAction.Redact, "ab")), Guarding.Hello, model));
            probe.Observe($"{name}: parts asked for", model.Asked);
            probe.Observe($"{name}: disposed", model.IsDisposed);
        }

        foreach (string phrase in new[] { "a", "ab", "aba", "b  a", "aaaa", "ab\u0301cab" })
        {
            GuardPolicy one = Guarding.Policy(Guarding.Phrase("p", GuardAction.Redact, phrase));
            string said = $"{phrase}b{phrase}";
            probe.Observe($"'{phrase}' a character at a time",
                Guarding.Stream(one, Guarding.Hello, new ScriptedModel([.. said.Select(c => c.ToString())])));
        }

        ScriptedModel scored = new(["a", "zorblat", "b", "c"]);
        int asked = 0;
        GuardPolicy policy =
            Guarding.Policy(Guarding.Phrase("b", GuardAction.Block, "zorblat"), Guarding.Score("s", GuardAction.Allow, _ => asked++));
        probe.Observe("with a score: the end", Guarding.Stream(policy, Guarding.Hello, scored));
        probe.Observe("with a score: parts asked for", scored.Asked);
        probe.Observe("with a score: the whole reply", Guarding.Reply(policy, "a zorblat"));
        probe.Observe("with a score: the classifier is not asked", asked == 0);
    }

    /// <summary>Streams a text a character at a time, and sees how far what is shown lags behind what the model has said.</summary>
    private static void Lag(Probe probe, string name, GuardPolicy policy, string text, int most)
    {
        int shown = 0, greatest = 0;
        ScriptedModel model = new([.. text.Select(c => c.ToString())], part => greatest = Math.Max(greatest, part - shown));
        probe.Observe($"{name}: the end", Guarding.Stream(policy, Guarding.Hello, model, so => shown = so.Length));
        probe.Observe($"{name}: never holds back more than {Guarding.Number(most)}", greatest <= most);
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact)
        .WithHint("A match of n characters that is not known yet begins at most n − 1 characters before the end of what has been read.");
}

public sealed class GuardsAreCheap()
    : Check("M07.E3.overhead", "costs little beside the model, and no more per character of a long reply than of a short one")
{
    public override void Probe(Probe probe)
    {
        GuardPolicy policy = Guarding.Policy(
            Guarding.Phrase("p", GuardAction.Block, "zorblat", "quimby", "fnord", "tell me the secret", "ignore all previous instructions"),
            Guarding.Words("w", GuardAction.Redact, 9, "zorblat", "quimby"),
            new GuardRule("c", GuardStage.Output, new CanaryDetector("k7q2w9x4"), GuardAction.Block, "no"));
        string[] parts = [.. Enumerable.Range(0, 800)
            .Select(_ => new string((char)('a' + probe.Random.NextInteger(0, 26)), (int)probe.Random.NextInteger(1, 5)) + " ")];
        byte[] work = new byte[200_000];
        string[] turn = parts[..60];


        // The processor's time, in which other programs do not count; both sides take about as long, and once is enough.
        probe.Observe("a guarded turn takes at most twice as long", Once(6, () =>
            Time(5, () => Guarding.Run(policy, Guarding.Hello, Model())) < 2 * Time(5, () => _ = Model().CompleteAsync(Guarding.Hello))));
        string[] some = parts[..100];
        probe.Observe("a reply takes at most three times as long as eight of an eighth of it", Once(3, () =>
            Time(1, () => Guarding.Stream(policy, Guarding.Hello, new ScriptedModel(parts))) < 3
                * Time(8, () => Guarding.Stream(policy, Guarding.Hello, new ScriptedModel(some)))));

        ScriptedModel Model() => new(turn, _ => SHA256.HashData(work));
    }

    private static bool Once(int tries, Func<bool> isMet) => Enumerable.Range(0, tries).Any(_ => isMet());

    private static double Time(int times, Action run)
    {
        TimeSpan start = Environment.CpuUsage.TotalTime;
        for (int i = 0; i < times; i++) run();
        return (Environment.CpuUsage.TotalTime - start).TotalMilliseconds;
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact)
        .WithHint("Read each character once, when it comes. Reading the whole reply again at each part takes the square of its length.");
}

public sealed class RefusedPolicies() : Check("M07.E3.arguments", "refuses policies that cannot be meant, and empty conversations")
{
    public override void Probe(Probe probe)
    {
        string hash = Guarding.Hash("zorblat");
        Refuse("two rules of one id",
            Guarding.Policy(Guarding.Phrase("a", GuardAction.Allow, "x"),
                Guarding.Phrase("a", GuardAction.Block, "y") with { Stage = GuardStage.Input }));
        Refuse("no phrase", Guarding.Policy(Guarding.Phrase("a", GuardAction.Allow)));
        Refuse("an empty phrase", Guarding.Policy(Guarding.Phrase("a", GuardAction.Allow, "x", "")));
        Refuse("a phrase of white space", Guarding.Policy(Guarding.Phrase("a", GuardAction.Allow, " \t")));
        Refuse("a phrase that folds to nothing", Guarding.Policy(Guarding.Phrase("a", GuardAction.Allow, "\u200B")));
        Refuse("no hash", Guarding.Policy(Guarding.Words("a", GuardAction.Allow, 5)));
        Refuse("a word of no letters", Guarding.Policy(Guarding.Words("a", GuardAction.Allow, 0, "x")));
        Refuse("a hash that is too short", Hashes(hash, hash[1..]));
        Refuse("a hash in capitals", Hashes(hash.ToUpperInvariant()));
        Refuse("a hash of other letters", Hashes("g" + hash[1..]));
        Refuse("a canary of seven letters", Canary("abcdefg"));
        Refuse("a canary of signs", Canary("abcdefg--!!"));
        Refuse("a threshold below 0", Guarding.Policy(Guarding.Score("a", GuardAction.Allow, _ => 0, -0.1)));
        Refuse("a threshold above 1", Guarding.Policy(Guarding.Score("a", GuardAction.Allow, _ => 0, 1.1)));
        Refuse("a threshold that is no number", Guarding.Policy(Guarding.Score("a", GuardAction.Allow, _ => 0, double.NaN)));
        Refuse("no time", Guarding.Policy() with { TimeLimit = TimeSpan.Zero });
        Accept("ids that differ in case",
            Guarding.Policy(Guarding.Phrase("a", GuardAction.Allow, "x"), Guarding.Phrase("A", GuardAction.Block, "y")));
        Accept("a phrase of one letter", Guarding.Policy(Guarding.Phrase("a", GuardAction.Allow, "x")));
        Accept("two hashes", Hashes(hash, Guarding.Hash("x")));
        Accept("a canary of eight letters", Canary("ab-cd-ef-gh"));
        Accept("thresholds of 0 and 1",
            Guarding.Policy(Guarding.Score("a", GuardAction.Allow, _ => 0, 0), Guarding.Score("b", GuardAction.Allow, _ => 0, 1)));
        Accept("words of one letter", Guarding.Policy(Guarding.Words("a", GuardAction.Allow, 1, "x")));
        Accept("a tick", Guarding.Policy() with { TimeLimit = TimeSpan.FromTicks(1) });

        Guard guard = new(Guarding.Policy());
        ScriptedModel model = new(["ok"]);
        probe.ObserveThrows<ArgumentException>("no turn", () => guard.RunAsync([], model).GetAwaiter().GetResult());
        probe.ObserveThrows<ArgumentException>("no turn to stream, by the call itself", () => guard.StreamAsync([], model));
        probe.ObserveThrows<ArgumentException>("no model", () => guard.RunAsync(Guarding.Hello, null!).GetAwaiter().GetResult());
        probe.ObserveThrows<ArgumentException>("no turns at all", () => guard.StreamAsync(null!, model));
        probe.Observe("requests", model.Requests.Count);

        void Refuse(string name, GuardPolicy policy) => probe.ObserveThrows<ArgumentException>(name, () => new Guard(policy));
        void Accept(string name, GuardPolicy policy) => probe.ObserveAccepts(name, () => new Guard(policy));
        static GuardPolicy Hashes(params string[] hashes) =>
            Guarding.Policy(new GuardRule("a", GuardStage.Output, new WordDetector(hashes, 9), GuardAction.Block, "no"));
        static GuardPolicy Canary(string token) =>
            Guarding.Policy(new GuardRule("a", GuardStage.Output, new CanaryDetector(token), GuardAction.Block, "no"));
    }
}
