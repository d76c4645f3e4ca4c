using System.Text;

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

        Guard guard = new(Guarding.Policy(Guarding.Phrase("b", GuardAction.Block, "zorblat"), Guarding.Phrase("r", GuardAction.Redact, "fnord")));
        StringBuilder turns = new();
        foreach (string reply in new[] { "a zorblat", "harmless", "say zor", "blat", "a fnord", "harmless again" })
            _ = turns.AppendLine(Guarding.Say(guard.RunAsync(Guarding.Hello, new ScriptedModel([reply])).GetAwaiter().GetResult()));
        probe.Observe("turns of one guard, one after the other", turns.ToString());
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
