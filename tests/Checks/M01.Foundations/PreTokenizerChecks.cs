using System.Text;
using System.Text.RegularExpressions;

namespace LLMCourse.Checks.M01;

/// <summary>A check of pieces: they are drawn in brackets, with white space written out.</summary>
public abstract class PiecesCheck(string id, string title, int points = 1) : Check(id, title, points)
{
    public override Verdict Judge(Evidence evidence)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        return Hint is null ? evidence.EqualsExpected(Tolerance.Exact) : evidence.EqualsExpected(Tolerance.Exact).WithHint(Hint);
    }

    /// <summary>Observes the pieces of a text.</summary>
    protected static void ObservePieces(Probe probe, string name, string text)
    {
        ArgumentNullException.ThrowIfNull(probe);
        ArgumentNullException.ThrowIfNull(text);
        var drawn = new StringBuilder();
        foreach (Range piece in PreTokenizer.Split(text)) _ = drawn.Append('[').Append(Regex.Escape(text[piece])).Append(']');
        probe.Observe(name, drawn.ToString());
    }
}

public sealed class PiecesOfSentences : PiecesCheck
{
    public PiecesOfSentences()
        : base("M01.E4.sentences", "cuts words, contractions, numbers and signs", points: 2) => Visibility = CheckVisibility.Visible;

    public override void Probe(Probe probe)
    {
        ObservePieces(probe, "a sentence", "Hello, world! She'll pay $3.50 for 12x4 \"items\"...");
        ObservePieces(probe, "contractions", "I'm you've don't we're he'd it's O'Neill 'tis rock'n'roll THEY'RE IT'S ''s 'lx");
    }
}

public sealed class PiecesOfWhiteSpace : PiecesCheck
{
    public PiecesOfWhiteSpace()
        : base("M01.E4.white-space",
            "leaves the last of several spaces to the word behind, and treats other white space by the pattern", points: 2) =>
        Hint = "\\s+(?!\\S) gives one character back where something else follows; only a space then goes to the word.";

    public override void Probe(Probe probe)
    {
        string[] texts = ["  a", "   ", "a\n \nb", "\n\n\nx\n", " \t x", "\t\tx", "x \r\n y", "a\u00A0b\u00A0\u00A0c", "\u2003\u3000d",
            "\u0085e \u200Bf", " ", "1  2\n 3", " 's  'll",
            "it's", "'s", "'", "we'll", "'ll", "'l", "'x", "'?!", "'re'", "\u01C5\u02B0a\u0301"];
        for (int i = 0; i < texts.Length; i++) ObservePieces(probe, $"text {i}", texts[i]);

        // Between signs it shows whether a character is white space: then the signs are parted.
        ObservePieces(probe, "white space between signs", "!\v!\f!\u0085!\u00A0!\u1680!\u2000!\u200A!\u2028!\u2029!\u202F!\u205F!\u3000!");
        ObservePieces(probe, "other characters between signs", "!\0!\u0001!\u001C!\u001F!\u007F!\u180E!\u200B!\u2060!\uFEFF!_!");
        ObservePieces(probe, "white space before other things", "a\u00A0! \t! a\u00A01 \t1 a\u00A0b\tb");
        ObservePieces(probe, "contractions before letters", "it’s we'lls I'mx 'tisn't x_y");
    }
}

public sealed class PiecesOfCodePoints : PiecesCheck
{
    public PiecesOfCodePoints()
        : base("M01.E4.code-points", "asks code points whether they are letters or numbers, not UTF-16 units", points: 3) =>
        Hint = "Below \\p{L} and \\p{N}, .NET sees the halves of a surrogate pair. Use Rune.GetUnicodeCategory, or deal with pairs yourself.";

    public override void Probe(Probe probe)
    {
        string[] texts =
        [
            "𝒜bc x𝒜y", " 𠀀字𠀁", "𝟘𝟙2 𐅀½Ⅷ² x²3 5½! ٣Ⅷ", "👍🏽👍 🙂x🙂", "👩🏽‍🚀!1", "e\u0301te\u0301", "ﬁ ǅ ʰ ª", "١٢٣ ४५",
            "漢字かなカナ한글", "\uD83D\uD83D\uDE00\uDE00", "x\uD835", "𐐷𐐨's 𝓼'll", "a\U000E0041b", "🏴‍☠️.", "x'𝓼y '𝓵𝓵",
        ];
        for (int i = 0; i < texts.Length; i++) ObservePieces(probe, $"text {i}", texts[i]);
    }
}

public sealed class PiecesOfTexts : PiecesCheck
{
    public PiecesOfTexts()
        : base("M01.E4.texts", "cuts long texts, gap by gap", points: 2)
    {
    }

    public override void Probe(Probe probe)
    {
        ObserveRanges(probe, "English", Corpus.MobyDick[..20_000]);
        ObserveRanges(probe, "many scripts", Corpus.MadeUp(probe.Random, 1000));
        probe.Observe("pieces of nothing", PreTokenizer.Split("").Count());
        probe.ObserveThrows<ArgumentException>("null, before a piece is asked for", () => PreTokenizer.Split(null!));
        probe.ObserveAccepts("an empty text", () => PreTokenizer.Split(""));
    }

    private static void ObserveRanges(Probe probe, string name, string text)
    {
        (int Offset, int Length)[] pieces = [.. PreTokenizer.Split(text).Select(piece => piece.GetOffsetAndLength(text.Length))];
        probe.Observe($"{name}: the pieces follow each other",
            pieces.Zip(pieces.Skip(1)).All(p => p.First.Offset + p.First.Length == p.Second.Offset));
        probe.Observe($"{name}: lengths", pieces.Select(p => p.Length));
    }
}

public sealed class SplitSpeed()
    : PerformanceCheck("M01.E4.speed", "keeps within eight times the time of a source-generated regular expression")
{
    public override string SizeName => "KB of text";

    public override IReadOnlyList<int> Sizes => [32, 64, 128, 256];

    public override int ComparedSize => 256;

    public override double MaximumRatio => 8;

    public override double MaximumExponent => 1.5;

    public override Func<Tensor> Prepare(Probe probe, int size, Implementation implementation)
    {
        string text = Corpus.MadeUp(probe.Random, size * 180, ascii: true)[..(size * 1000)];
        return implementation == Implementation.Submission ? () => Submission(text) : () => Plain(text);
    }

    // Sums over the pieces instead of the pieces: only the splitting is to be timed.
    private static Tensor Submission(string text)
    {
        long count = 0, sum = 0;
        foreach (Range piece in PreTokenizer.Split(text))
        {
            (int start, int length) = piece.GetOffsetAndLength(text.Length);
            (count, sum) = (count + 1, sum + Weighed(start, length, count));
        }

        return tensor([count, sum], ScalarType.Int64);
    }

    private static Tensor Plain(string text)
    {
        long count = 0, sum = 0;
        foreach (ValueMatch piece in PlainBpe.Pattern.EnumerateMatches(text))
            (count, sum) = (count + 1, sum + Weighed(piece.Index, piece.Length, count));
        return tensor([count, sum], ScalarType.Int64);
    }

    private static long Weighed(int start, int length, long count) => ((long)start * (count % 7)) + ((long)length * (count % 11));
}
