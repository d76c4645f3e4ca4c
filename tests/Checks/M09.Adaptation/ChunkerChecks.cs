using System.Globalization;
using System.Text;

namespace LLMCourse.Checks.M09;

public sealed class ChunksOfRandomTexts()
    : Check("M09.E6.chunk-slices",
        "gives chunks within the limit that slice back to the text and leave out nothing but white space", points: 2)
{
    public override void Probe(Probe probe)
    {
        foreach ((int number, string text, int limit, int overlap) in Chunking.Cases(Id)) probe.Observe(
            $"chunks of text {Chunking.Number(number)}",
            Chunking.Say(Chunker.Split(text, new ChunkOptions { MaxLength = limit, Overlap = overlap })));
    }

    public override Verdict Judge(Evidence evidence)
    {
        foreach ((int number, string text, int limit, int overlap) in Chunking.Cases(Id))
        {
            string name = $"chunks of text {Chunking.Number(number)}";
            if (Chunking.Fault(text, evidence.Text(name) ?? "", limit, overlap) is { } fault)
                return Verdict.Fail($"`{name}`, limit {Chunking.Number(limit)}, overlap {Chunking.Number(overlap)}: {fault}");
        }

        return Verdict.Pass;
    }
}

public sealed class ChunkBorders()
    : Check("M09.E6.chunk-borders", "ends chunks at paragraphs, then sentences, then words, and cuts only where it must", points: 2)
{
    public override void Probe(Probe probe)
    {
        (string Text, int Limit)[] cases =
        [
            ("one two three four", 9), ("One. Two three four five", 12), ("One two. Three four five", 12),
            ("One two.\n\nThree. Four five", 16), ("One two.\nThree. Four five six", 16), ("One. Two\r\n\r\nthree. four five", 17),
            ("A.\n\nBbbb cccc dddd eeee", 12), ("abcdefghij", 4), ("ab abcdefghij", 6), ("😀😀😀😀", 3), ("a😀😀😀b", 4),
            ("a\uD83D\uD83Db😀c", 2), ("Who? What! Where… Then more words", 14), ("One.Two three.four five", 10),
            ("  lead  and   trail  ", 8), ("x\n \nyy zz", 4), ("abc. defg hij", 7), ("abcd. efg hij", 9), ("abc\n\ndef ghi", 7),
            ("exact fit", 9), ("exact fit.", 9), ("\uDE00\uD83D 😀", 2), ("aaa bbb ccc. ddd", 15),
            ("One twoo\r\nthree. four five", 16), ("One twoo\r\rthree. four five", 16), ("One twoo\u2028\u2028three. four five", 16),
            ("Some words… then more of them", 16), ("Some words: then more of them", 16), ("Say \"some.\" then more of it", 16),
            ("Some words。 then more of them", 16), ("Some words; then more of them", 16), ("aaaa\uDE00bbb", 4), ("aaaa\uD83Dbbb", 5),
        ];
        for (int i = 0; i < cases.Length; i++)
            probe.Observe($"text {Chunking.Number(i + 1)}, limit {Chunking.Number(cases[i].Limit)}",
                Chunking.Say(Chunker.Split(cases[i].Text, new ChunkOptions { MaxLength = cases[i].Limit })));
        foreach ((int number, string text, int limit, _) in Chunking.Cases(Id)) probe.Observe($"random text {Chunking.Number(number)}",
            Chunking.Say(Chunker.Split(text, new ChunkOptions { MaxLength = limit })));
        probe.Observe("default options", Chunking.Say(Chunker.Split(string.Concat(Enumerable.Repeat("Some words make a sentence. ", 60)))));
    }

    public override Verdict Judge(Evidence evidence) =>
        evidence.EqualsExpected(Tolerance.Exact)
            .WithHint("Each chunk is written as its start and length. Borders of paragraphs and sentences count from half of the limit on, those of words everywhere.");
}

public sealed class ChunkOverlaps()
    : Check("M09.E6.chunk-overlap", "repeats whole words from the end of the chunk before, as far as the overlap allows", points: 2)
{
    public override void Probe(Probe probe)
    {
        (string Text, int Limit, int Overlap)[] cases =
        [
            ("one two three four five six seven", 14, 5), ("one two three four five six seven", 14, 4),
            ("one two three four five six seven", 14, 7), ("aa bb abcdefghijk ccc", 12, 6), ("aa bb cc dd ee ff", 8, 2),
            ("aa bb cc dd ee ff", 8, 3), ("a b c d e f g h", 4, 2),
            ("abcdefghijklmnop", 6, 3), ("ab cdefghijklmnop qr", 6, 3), ("One two. Three four. Five six.", 16, 8),
            ("word  word  word  word", 10, 5), ("aaaa bbbb", 9, 4), ("aaaa bbbb cccc", 10, 5),
        ];
        for (int i = 0; i < cases.Length; i++)
            probe.Observe($"text {Chunking.Number(i + 1)}",
                Chunking.Say(Chunker.Split(cases[i].Text, new ChunkOptions { MaxLength = cases[i].Limit, Overlap = cases[i].Overlap })));
        foreach ((int number, string text, int limit, int overlap) in Chunking.Cases(Id)) probe.Observe(
            $"random text {Chunking.Number(number)}",
            Chunking.Say(Chunker.Split(text, new ChunkOptions { MaxLength = limit, Overlap = overlap })));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact)
        .WithHint("A repeated part begins with a word. Where no border would be left for the chunk, nothing is repeated.");
}

public sealed class ChunkEdges() : Check("M09.E6.chunk-edges", "gives nothing for nothing, and refuses limits that make no sense")
{
    public override void Probe(Probe probe)
    {
        foreach (string text in new[] { "", " ", "\n\n \t\u00A0" })
            probe.Observe($"white space, {Chunking.Number(text.Length)} characters", Chunker.Split(text).Count);
        probe.Observe("one letter", Chunking.Say(Chunker.Split(" x ")));
        probe.ObserveThrows<ArgumentException>("a limit of 1", () => Chunker.Split("a b", new ChunkOptions { MaxLength = 1 }));
        probe.ObserveThrows<ArgumentException>("a negative limit", () => Chunker.Split("", new ChunkOptions { MaxLength = -5 }));
        probe.ObserveThrows<ArgumentException>("a negative overlap",
            () => Chunker.Split("a b", new ChunkOptions { MaxLength = 8, Overlap = -1 }));
        probe.ObserveThrows<ArgumentException>("an overlap above half",
            () => Chunker.Split("a b", new ChunkOptions { MaxLength = 9, Overlap = 5 }));
        probe.ObserveThrows<ArgumentException>("no text", () => Chunker.Split(null!));
        probe.ObserveAccepts("an overlap of half", () => Chunker.Split("a b", new ChunkOptions { MaxLength = 9, Overlap = 4 }));
        probe.ObserveAccepts("a limit of 2", () => Chunker.Split("a b", new ChunkOptions { MaxLength = 2, Overlap = 1 }));
    }
}

public sealed class ChunksOfAMegabyte() : Check("M09.E6.chunk-megabyte", "cuts a megabyte of anything in linear time")
{
    public override void Probe(Probe probe)
    {
        const int Length = 1_000_000;
        string[] texts = [new string('x', Length), string.Concat(Enumerable.Repeat("a ", Length / 2)), "a" + new string(' ', Length) + "b",
            new string('\n', Length), string.Concat(Enumerable.Repeat("a. ", Length / 3)),
            string.Concat(Enumerable.Repeat("aaaa bbbbbbbbbbbbbbbbbbbbb\n\n", Length / 28))];
        for (int i = 0; i < texts.Length; i++)
        {
            IReadOnlyList<Chunk> chunks = Chunker.Split(texts[i], new ChunkOptions { MaxLength = 20, Overlap = 10 });
            probe.Observe($"number of chunks of megabyte {Chunking.Number(i + 1)}", chunks.Count);
            probe.Observe($"the last one of megabyte {Chunking.Number(i + 1)}", Chunking.Say([.. chunks.TakeLast(1)]));
        }
    }

    public override Verdict Judge(Evidence evidence) =>
        evidence.EqualsExpected(Tolerance.Exact).WithHint("Look only at the text within the limit, never at all that is left.");
}

/// <summary>Texts to cut, and how their chunks are written down and judged.</summary>
internal static class Chunking
{
    private static readonly string[] Pieces = ["a", "is", "word", "longer", "Sentence.", "why?", "so!", "words", "\n\n", "\n", "  ", "😀",
        "extraordinarily", "e.g. this", "\r\n\r\n", "\t", "supercalifragilisticexpialidocious"];

    public static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    public static IEnumerable<(int Number, string Text, int Limit, int Overlap)> Cases(string seed)
    {
        CheckRandom random = CheckRandom.For(seed + " texts");
        for (int i = 1; i <= 40; i++)
        {
            StringBuilder text = new();
            int pieces = (int)random.NextInteger(1, 60);
            for (int j = 0; j < pieces; j++)
                _ = text.Append(Pieces[random.NextInteger(0, Pieces.Length)]).Append(random.NextInteger(0, 8) == 0 ? "" : " ");
            int limit = (int)random.NextInteger(2, 48);
            yield return (i, text.ToString(), limit, (int)random.NextInteger(0, (limit / 2) + 1));
        }
    }

    public static string Say(IReadOnlyList<Chunk> chunks) =>
        string.Join(' ', chunks.Select(chunk => $"{Number(chunk.Start)}+{Number(chunk.Length)}:{Hex(chunk.Text)}"));

    /// <summary>Says what any right cutting has and this one has not.</summary>
    public static string? Fault(string text, string said, int limit, int overlap)
    {
        int covered = 0, start = -1;
        foreach (string[] parts in said.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(chunk => chunk.Split('+', ':')))
        {
            int at = int.Parse(parts[0], CultureInfo.InvariantCulture), length = int.Parse(parts[1], CultureInfo.InvariantCulture);
            string where = $"the chunk at {parts[0]} with {parts[1]} characters";
            if (at < 0 || length < 1 || at + length > text.Length) return $"{where} is not within the text, or empty.";
            if (Hex(text.Substring(at, length)) != parts[2]) return $"{where} does not slice back to the original.";
            if (length > limit) return $"{where} is longer than the limit.";
            if (char.IsWhiteSpace(text[at]) || char.IsWhiteSpace(text[at + length - 1])) return $"{where} begins or ends with white space.";
            if (at > 0 && char.IsSurrogatePair(text[at - 1], text[at])) return $"{where} begins within a surrogate pair.";
            if (at <= start || at + length <= covered) return $"{where} does not get on.";
            if (covered - at > overlap) return $"{where} repeats more than the overlap.";
            if (at < covered && !char.IsWhiteSpace(text[at - 1])) return $"{where} begins within a word that it repeats.";
            if (at > covered && !string.IsNullOrWhiteSpace(text[covered..at])) return $"something before {where} is left out.";
            (start, covered) = (at, at + length);
        }

        return string.IsNullOrWhiteSpace(text[covered..]) ? null : "the end of the text is left out.";
    }

    // Texts with half surrogate pairs have to come through the report as they are.
    private static string Hex(string text) =>
        string.Concat(text.Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '?' or '!' ? c.ToString() : c == ' '
            ? "_"
            : $"~{((int)c).ToString("X4", CultureInfo.InvariantCulture)}"));
}
