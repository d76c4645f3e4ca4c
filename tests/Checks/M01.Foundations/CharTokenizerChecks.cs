namespace LLMCourse.Checks.M01;

public sealed class CharIds() : VisibleCheck("M01.E1.ids", "numbers the characters by their code points")
{
    public override void Probe(Probe probe)
    {
        CharTokenizer tokenizer = CharTokenizer.Train("hello, World!\n");
        probe.Observe("VocabularySize", tokenizer.VocabularySize);
        probe.ObserveIds("Encode(\"lower\")", tokenizer.Encode("lWe\n"));
        probe.Observe("Decode(0, 1, 2, …)", tokenizer.Decode([.. Enumerable.Range(0, tokenizer.VocabularySize)]));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}

public sealed class CharCodePoints() : Check("M01.E1.code-points", "takes a code point as one character, and sorts by its value", points: 2)
{
    public override void Probe(Probe probe)
    {
        CharTokenizer tokenizer = CharTokenizer.Train("z😀Ｚ𝒜é\uFFFD👩🏽‍🚀");
        probe.Observe("VocabularySize", tokenizer.VocabularySize);
        probe.ObserveIds("Encode", tokenizer.Encode("😀Ｚ𝒜éz👩🏽‍🚀"));
        probe.Observe("Decode of all ids", tokenizer.Decode([.. Enumerable.Range(0, tokenizer.VocabularySize)]));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact)
        .WithHint("A char is a UTF-16 unit; beyond U+FFFF a character has two. Use Rune, and compare Rune with Rune.");
}

public sealed class CharRoundTrip() : Check("M01.E1.round-trip", "gives the text back: CRLF, emoji, other scripts, nothing at all")
{
    public override void Probe(Probe probe)
    {
        string[] texts = ["", "\r\n\r\n \t", "a\r\nb\nc\r", "\0\u0001\uFFFF", Corpus.MadeUp(probe.Random, 30)];
        foreach (string text in texts)
        {
            CharTokenizer tokenizer = CharTokenizer.Train(text);
            probe.Observe($"text of {text.Length}", tokenizer.Decode(tokenizer.Encode(text)));
            probe.ObserveIds($"ids of a text of {text.Length}", tokenizer.Encode(text));
        }

        // As long as one before, and of as many characters: nothing of it may be remembered.
        foreach ((string name, string text) in ((string, string)[])[("bade", "bade"), ("cafe", "cafe"), ("bade again", "bade")])
        {
            CharTokenizer tokenizer = CharTokenizer.Train(text);
            probe.Observe($"{name}, among others of its length", tokenizer.Decode(tokenizer.Encode(text)));
        }
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}

public sealed class CharDeterministic()
    : Check("M01.E1.same-ids", "gives the same ids whatever the order of the characters in the training text")
{
    public override void Probe(Probe probe)
    {
        string text = Corpus.MobyDick[..3000];
        string backwards = new([.. text.Reverse()]);
        string sample = text[1000..1100];
        probe.ObserveIds("ids", CharTokenizer.Train(text).Encode(sample));
        probe.ObserveIds("ids after training on the text backwards", CharTokenizer.Train(backwards).Encode(sample));
        probe.ObserveIds("ids after training on the text twice", CharTokenizer.Train(text + text).Encode(sample));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact)
        .WithHint("The order of a HashSet or a Dictionary is not promised: sort.");
}

public sealed class CharUnknown() : LateCheck("M01.E1.unknown", "gives unknown characters the last id, or refuses them, as it was told")
{
    public override void Probe(Probe probe)
    {
        CharTokenizer with = CharTokenizer.Train("abcé", withUnknown: true), without = CharTokenizer.Train("abcé");
        probe.Observe("VocabularySize with", with.VocabularySize);
        probe.Observe("VocabularySize without", without.VocabularySize);
        probe.Observe("UnknownId", (double)(with.UnknownId ?? -1));
        probe.Observe("there is no UnknownId without", without.UnknownId is null);
        probe.ObserveIds("ids", with.Encode("xa😀é\n"));
        probe.Observe("Decode", with.Decode([.. Enumerable.Range(0, 5)]));
        probe.ObserveThrows<ArgumentException>("an unknown character without an id for it", () => without.Encode("abx"));
        probe.ObserveAccepts("known characters", () => without.Encode("cab"));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}

public sealed class CharBadArguments() : Check("M01.E1.bad-arguments", "refuses ids that do not exist, null, and half a surrogate pair")
{
    public override void Probe(Probe probe)
    {
        CharTokenizer tokenizer = CharTokenizer.Train("abc"), unknown = CharTokenizer.Train("abc", withUnknown: true);
        probe.ObserveThrows<ArgumentException>("Decode of the id 3 of 3", () => tokenizer.Decode([0, 3]));
        probe.ObserveThrows<ArgumentException>("Decode of the id −1", () => tokenizer.Decode([-1]));
        probe.ObserveThrows<ArgumentException>("Decode of the id 4 of 4", () => unknown.Decode([4]));
        probe.ObserveThrows<ArgumentException>("Train on half a pair", () => CharTokenizer.Train("ab\uD83D"));
        probe.ObserveThrows<ArgumentException>("Encode of half a pair", () => unknown.Encode("a\uDE00b"));
        probe.ObserveThrows<ArgumentException>("Train on null", () => CharTokenizer.Train(null!));
        probe.ObserveAccepts("the greatest id", () => unknown.Decode([3]));
    }
}
