using System.Security.Cryptography;

namespace LLMCourse.Checks.M07;

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

        Guard guard = new(Guarding.Policy(Guarding.Phrase("b", GuardAction.Block, "zorblat"), Guarding.Phrase("r", GuardAction.Redact, "fnord")));
        List<string> turns = [];
        foreach (string reply in new[] { "a zorblat", "harmless", "say zor", "blat", "a fnord", "harmless again" })
            turns.Add(Guarding.Stream(guard, Guarding.Hello, new ScriptedModel(Guarding.Cut(probe.Random, reply, 3))));
        probe.Observe("streams of one guard, one after the other", string.Join('\n', turns));
        string second = "";
        ScriptedModel outer = new(["say zor", "x", "fno", "y"], part =>
        {
            // While the first is being written, a second comes and goes.
            if (part == 1) second = Guarding.Stream(guard, Guarding.Hello, new ScriptedModel(["blat ", "a fnord and a zorblat"]));
        });
        probe.Observe("two streams of one guard: the first", Guarding.Stream(guard, Guarding.Hello, outer));
        probe.Observe("two streams of one guard: the second", second);
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
