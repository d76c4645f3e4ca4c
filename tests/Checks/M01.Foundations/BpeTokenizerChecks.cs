using System.Globalization;
using System.Text;
using LLMCourse.Reference.Tokenizers;

namespace LLMCourse.Checks.M01;

/// <summary>Tokenizers over a small vocabulary that was learned from English text.</summary>
internal static class Small
{
    public const string End = "<|endoftext|>";

    /// <summary>Gets the learned merges, and two by which it shows that 'll is one piece.</summary>
    public static IReadOnlyList<(byte[] Left, byte[] Right)> Merges =>
        [.. PlainBpe.English.MergesOfBytes, ("l"u8.ToArray(), "l"u8.ToArray()), ("'"u8.ToArray(), "ll"u8.ToArray())];

    /// <summary>Makes the submission's tokenizer with the ids in their usual order: bytes, merges, special tokens.</summary>
    public static BpeTokenizer Tokenizer(params string[] special)
    {
        Dictionary<int, byte[]> vocabulary = Vocabulary();
        foreach (string text in special) vocabulary[vocabulary.Count] = Encoding.UTF8.GetBytes(text);
        return new BpeTokenizer(vocabulary, Merges, special);
    }

    /// <summary>Returns the vocabulary without special tokens.</summary>
    public static Dictionary<int, byte[]> Vocabulary()
    {
        Dictionary<int, byte[]> vocabulary = PlainBpe.English.Tokens.Index().ToDictionary(t => t.Index, t => t.Item);
        foreach ((byte[] left, byte[] right) in Merges)
        {
            byte[] merged = [.. left, .. right];
            if (!vocabulary.Values.Any(token => token.AsSpan().SequenceEqual(merged))) vocabulary[vocabulary.Count] = merged;
        }

        return vocabulary;
    }
}

public sealed class EncodeByRank() : VisibleCheck("M01.E3.rank", "merges the pair of least rank first, from left to right", points: 2)
{
    public override void Probe(Probe probe)
    {
        Dictionary<int, byte[]> vocabulary = Enumerable.Range(0, 256).ToDictionary(b => b, b => new[] { (byte)b });
        (byte[], byte[])[] merges =
            [.. new (string, string)[] { ("b", "c"), ("a", "b"), ("a", "bc"), ("a", "a"), ("aa", "a") }.Select(
                m => (Encoding.UTF8.GetBytes(m.Item1), Encoding.UTF8.GetBytes(m.Item2)))];
        foreach ((byte[] left, byte[] right) in merges) vocabulary[vocabulary.Count] = [.. left, .. right];
        BpeTokenizer tokenizer = new(vocabulary, merges);
        foreach (string text in (string[])["abc", "abab", "aaaa", "aaabc", "aaaaa", "c"])
            probe.ObserveIds($"Encode(\"{text}\")", tokenizer.Encode(text));

        // A merge may stand before the one that it builds on; (a, b) is merged at both its places before (ab, a) is asked for.
        Dictionary<int, byte[]> few = Enumerable.Range(0, 256).ToDictionary(b => b, b => new[] { (byte)b });
        (few[256], few[257]) = ("ab"u8.ToArray(), "aba"u8.ToArray());
        BpeTokenizer late = new(few, [("ab"u8.ToArray(), "a"u8.ToArray()), ("a"u8.ToArray(), "b"u8.ToArray())]);
        probe.ObserveIds("Encode(\"abab\") with the merge (ab, a) before (a, b)", late.Encode("abab"));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}

public sealed class EncodeTexts() : Check("M01.E3.texts", "encodes English, German, emoji and source code", points: 3)
{
    public override void Probe(Probe probe)
    {
        BpeTokenizer tokenizer = Small.Tokenizer();
        probe.ObserveIds("English", tokenizer.Encode(Corpus.MobyDick[40_000..46_000]));
        probe.ObserveIds("German",
            tokenizer.Encode("Der große Wal schwamm über die Meere, und Ismael fürchtete sich: »Größer als das Schiff!«"));
        probe.ObserveIds("emoji", tokenizer.Encode("🐳🐋 👩🏽‍🚀👨‍👩‍👧 ok 🏴‍☠️!!"));
        probe.ObserveIds("source code",
            tokenizer.Encode(
                "public static int Main()\n{\n    // 2 spaces,  then 4\n\treturn x[3] != 0x1F ? 'a' : \"it's\".Length;\r\n}\r\n\r\n"));
        probe.ObserveIds("white space", tokenizer.Encode("\n \n  Hello,  world \t\n   "));
        probe.ObserveIds("letters beyond U+FFFF", tokenizer.Encode("x𝒜𝒷 𠀀字 𝟘1"));
        probe.ObserveIds("half of a surrogate pair", tokenizer.Encode("a\uD83Db"));
        probe.ObserveIds("nothing", tokenizer.Encode(""));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact)
        .WithHint("Cut the text with Pieces.Of first; then each piece begins as its bytes of UTF-8.");
}

public sealed class EncodeOtherIds()
    : LateCheck("M01.E3.other-ids", "uses the ids of the vocabulary, which need not be the bytes' values nor the merges' order", points: 2)
{
    public override void Probe(Probe probe)
    {
        // As in GPT-2's published vocabulary, where "!" is 0 and the byte 0 is 188.
        Dictionary<int, byte[]> shuffled = Small.Vocabulary().ToDictionary(token => (token.Key * 7919 % 4001) + 10, token => token.Value);
        BpeTokenizer tokenizer = new(shuffled, PlainBpe.English.MergesOfBytes);
        string text = Corpus.MobyDick[60_000..61_500];
        int[] ids = tokenizer.Encode(text);
        probe.ObserveIds("ids", ids);
        probe.Observe("text", tokenizer.Decode(ids));

        // The same bytes three times: the least id is the merge's, the greatest the special token's.
        Dictionary<int, byte[]> thrice = Enumerable.Range(0, 256).ToDictionary(b => b, b => new[] { (byte)b });
        foreach (int id in (int[])[700, 300, 500]) thrice[id] = "ab"u8.ToArray();
        (byte[], byte[])[] merges = [("a"u8.ToArray(), "b"u8.ToArray())];
        probe.ObserveIds("a merge with three ids", new BpeTokenizer(thrice, merges).Encode("abab"));
        probe.ObserveIds("a special token with three ids", new BpeTokenizer(thrice, merges, ["ab"]).Encode("abba"));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact)
        .WithHint("Look each byte's id up in the vocabulary; in GPT-2's the byte 33 has the id 0.");
}

public sealed class EncodeGpt2() : Check("M01.E3.gpt2", "gives GPT-2's ids with its published vocabulary of 50,257 tokens", points: 2)
{
    public override void Probe(Probe probe)
    {
        BytePairVocabulary published = BytePairVocabulary.Gpt2;
        Dictionary<int, byte[]> vocabulary = Enumerable.Range(0, published.Count)
            .ToDictionary(id => id, id => published.Bytes(id).ToArray());
        BpeTokenizer tokenizer = new(vocabulary, [.. published.Merges.Select(m => (vocabulary[m.Left], vocabulary[m.Right]))], [Small.End]);
        string[] texts =
        [
            "Hello, world! The tokenizer's vocabulary wasn't trained on this.", "Donaudampfschifffahrtsgesellschaft, überflüssige Größe",
            "🐳 👩🏽‍🚀 日本語 𝒜",
            "for (int i = 0; i < n; i++)\n{\n        sum += x[i];  // 8 spaces\n}\n", $"one{Small.End}\n \n  two{Small.End}",
        ];
        for (int i = 0; i < texts.Length; i++)
        {
            int[] ids = tokenizer.Encode(texts[i]);
            probe.ObserveIds($"ids of text {i}", ids);
            probe.Observe($"text {i}", tokenizer.Decode(ids));
        }
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact)
        .WithHint(
            "There the byte 33 has the id 0, and the ids of merges are not in the order of anything that you know: look everything up.");
}

public sealed class EncodeSpecial() : Check("M01.E3.special", "makes special tokens one id, the longest first", points: 2)
{
    public override void Probe(Probe probe)
    {
        string text = $"{Small.End}one {Small.End}{Small.End} two{Small.End}{Small.End}{Small.End}<|endof(.*)";
        probe.ObserveIds("one special token", Small.Tokenizer(Small.End).Encode(text));
        probe.ObserveIds("one is another one twice", Small.Tokenizer(Small.End, Small.End + Small.End).Encode(text));
        probe.ObserveIds("the longer one given first", Small.Tokenizer(Small.End + Small.End, Small.End).Encode(text));
        probe.ObserveIds("signs of regular expressions", Small.Tokenizer("(.*)", "|", " ").Encode(text));
        probe.ObserveIds("none", Small.Tokenizer().Encode(text));
        probe.ObserveIds("another case", Small.Tokenizer(Small.End).Encode($"x{Small.End.ToUpperInvariant()}y"));
        probe.ObserveIds("one begins within another", Small.Tokenizer("<a>", ">bcd").Encode("<a>bcd e>bcd<a>"));
        BpeTokenizer tokenizer = Small.Tokenizer(Small.End, Small.End + Small.End);
        probe.Observe("decoded", tokenizer.Decode(tokenizer.Encode(text)));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact)
        .WithHint("Of special tokens that begin at the same place the longest counts; and what looks like one without having been given is text.");
}

public sealed class DecodeBytes() : Check("M01.E3.decode", "decodes the bytes of all ids together, with U+FFFD for what is not UTF-8")
{
    public override void Probe(Probe probe)
    {
        BpeTokenizer tokenizer = Small.Tokenizer(Small.End);
        probe.Observe("a character over three ids", tokenizer.Decode([0xE6, 0x97, 0xA5]));
        probe.Observe("broken bytes", tokenizer.Decode(['a', 0xFF, 0xC3, 'b', 0xE6, 0x97]));
        probe.Observe("a text", tokenizer.Decode([.. Enumerable.Range(32, 90), .. Enumerable.Range(256, 40), Small.Vocabulary().Count]));
        probe.Observe("a byte order mark at the start", tokenizer.Decode([0xEF, 0xBB, 0xBF, 'a']));
        probe.Observe("nothing", tokenizer.Decode([]));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact)
        .WithHint("A token may end within a character: join the bytes first, and decode once.");
}

public sealed class StreamAnyChunks() : Check("M01.E3.stream", "gives the ids of the whole text, wherever the chunks are cut", points: 3)
{
    public override void Probe(Probe probe)
    {
        BpeTokenizer tokenizer = Small.Tokenizer(Small.End, Small.End + Small.End, "<|pad|>");
        string text = Corpus.MadeUp(probe.Random, 120) + $"x\n \n  y{Small.End}{Small.End} it'll 'l{Small.End}<|endof<|pad|>they're  "
            + Corpus.MadeUp(probe.Random, 40) + "<|en";
        foreach (int longest in (int[])[1, 3, 17, 200])
            probe.Observe($"chunks of up to {longest}", tokenizer.EncodeIterable(Corpus.Chunks(probe.Random, text, longest)));
        probe.Observe("one chunk", tokenizer.EncodeIterable([text]));
        probe.Observe("no chunks", tokenizer.EncodeIterable([]));
        probe.Observe("a special token at the end", tokenizer.EncodeIterable(["one", Small.End]));

        // In turns, an id of one and an id of the other.
        List<string> first = Corpus.Chunks(probe.Random, "one stream, and ", 3);
        List<string> second = Corpus.Chunks(probe.Random, "another one's words", 3);
        probe.Observe("two streams at once",
            tokenizer.EncodeIterable(first).Zip(tokenizer.EncodeIterable(second)).SelectMany(ids => (int[])[ids.First, ids.Second]));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact)
        .WithHint(
            "The end of what you have may go on in the next chunk: a word, white space, a contraction, a special token, a surrogate pair.");
}

public sealed class StreamIsLazy() : Check("M01.E3.lazy", "reads chunks as ids are asked for, and gives ids as soon as they are sure")
{
    public override void Probe(Probe probe)
    {
        int read = 0;
        IEnumerable<int> ids = Small.Tokenizer().EncodeIterable(Chunks());
        probe.Observe("chunks read before an id is asked for", read);
        probe.Observe("first ids", ids.Take(30));
        probe.Observe("few chunks are read for 30 ids", read < 60);
        read = 0;
        _ = Small.Tokenizer().EncodeIterable(Chunks("of many words, as many as in a sentence, ")).First();
        probe.Observe("chunks read for the first id of many", read);
        read = 0;
        _ = Small.Tokenizer(Small.End).EncodeIterable(Chunks("< 7 ")).Take(30).Count();
        probe.Observe("few chunks are read where a sign looks like the beginning of a special token", read < 60);

        IEnumerable<string> Chunks(string more = "")
        {
            for (int i = 0; i < 5000; i++)
            {
                read++;
                yield return string.Create(CultureInfo.InvariantCulture, $"chunk {i} {more}");
            }
        }
    }

    public override Verdict Judge(Evidence evidence) =>
        evidence.EqualsExpected(Tolerance.Exact).WithHint("yield return the ids of each chunk before you read the next.");
}

public sealed class StreamMemory() : Check("M01.E3.memory", "keeps less than 1 MB while 5 MB of text go through")
{
    private const int Chunk = 50_000, Count = 100;

    public override void Probe(Probe probe)
    {
        BpeTokenizer tokenizer = Small.Tokenizer(Small.End);
        string text = Corpus.MobyDick;
        long before = GC.GetTotalMemory(forceFullCollection: true), most = 0;
        long ids = tokenizer.EncodeIterable(Chunks()).LongCount();
        GC.KeepAlive(tokenizer);

        // A flag, because the number itself differs a little from run to run.
        probe.Observe("less than 1 MB is kept", most - before < 1_000_000);
        probe.Observe("ids", ids);

        IEnumerable<string> Chunks()
        {
            for (int i = 0; i < Count; i++)
            {
                if (i % 33 == 32) most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: true));
                yield return text.Substring(i * 7919 % (text.Length - Chunk), Chunk);
            }
        }
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact)
        .WithHint("Keep only the text that the next chunk may change, and bound whatever you remember.");
}

public sealed class TokenizerBadArguments()
    : Check("M01.E3.bad-arguments", "refuses vocabularies that lack something, unknown ids and null")
{
    public override void Probe(Probe probe)
    {
        Dictionary<int, byte[]> noByte = Small.Vocabulary(), noResult = Small.Vocabulary();
        _ = noByte.Remove(200);
        _ = noResult.Remove(300);
        probe.ObserveThrows<ArgumentException>("a vocabulary without a byte", () => _ = new BpeTokenizer(noByte, []));
        foreach (int end in (int[])[0, 255])
        {
            Dictionary<int, byte[]> without = Small.Vocabulary();
            foreach (int id in without.Where(token => token.Value.AsSpan().SequenceEqual([(byte)end])).Select(token => token.Key).ToArray())
                _ = without.Remove(id);
            probe.ObserveThrows<ArgumentException>($"a vocabulary without byte {end}", () => _ = new BpeTokenizer(without, []));
        }

        Dictionary<int, byte[]> empty = Small.Vocabulary();
        empty[5000] = [];
        probe.ObserveThrows<ArgumentException>("an empty special token that is in the vocabulary",
            () => _ = new BpeTokenizer(empty, [], [""]));
        probe.ObserveThrows<ArgumentException>("a merge whose result is missing",
            () => _ = new BpeTokenizer(noResult, PlainBpe.English.MergesOfBytes));
        probe.ObserveThrows<ArgumentException>("a special token that is missing",
            () => _ = new BpeTokenizer(Small.Vocabulary(), [], ["<|missing|>"]));
        probe.ObserveThrows<ArgumentException>("an empty special token", () => _ = new BpeTokenizer(Small.Vocabulary(), [], [""]));
        probe.ObserveThrows<ArgumentException>("an id that does not exist", () => Small.Tokenizer().Decode([Small.Vocabulary().Count]));
        probe.ObserveThrows<ArgumentException>("Encode of null", () => Small.Tokenizer().Encode(null!));
        probe.ObserveThrows<ArgumentException>("a stream that is null, before any id is asked for",
            () => Small.Tokenizer().EncodeIterable(null!));
        probe.ObserveThrows<ArgumentException>("a chunk that is null, when it is reached",
            () => Small.Tokenizer().EncodeIterable(["a", null!, "b"]).Count());
        Dictionary<int, byte[]> noPart = Enumerable.Range(0, 256).ToDictionary(b => b, b => new[] { (byte)b });
        noPart[300] = "abc"u8.ToArray();
        probe.ObserveThrows<ArgumentException>("a merge whose left part is missing",
            () => _ = new BpeTokenizer(noPart, [("ab"u8.ToArray(), "c"u8.ToArray())]));
        probe.ObserveThrows<ArgumentException>("a merge whose right part is missing",
            () => _ = new BpeTokenizer(noPart, [("a"u8.ToArray(), "bc"u8.ToArray())]));
        probe.ObserveThrows<ArgumentException>("an id between those of the vocabulary", () => new BpeTokenizer(noPart, []).Decode([280]));
        Dictionary<int, byte[]> twice = Small.Vocabulary();
        twice[5000] = "a"u8.ToArray();
        probe.ObserveIds("a byte with two ids", new BpeTokenizer(twice, []).Encode("banana"));
        probe.ObserveAccepts("a vocabulary that has everything", () => Small.Tokenizer(Small.End));
    }
}

public sealed class EncodeSpeed() : PerformanceCheck("M01.E3.speed", "encodes within twelve times a good implementation's time", points: 1)
{
    public override string SizeName => "KB of text";

    public override IReadOnlyList<int> Sizes => [16, 32, 64, 128];

    public override int ComparedSize => 128;

    public override double MaximumRatio => 12;

    public override double MaximumExponent => 1.5;

    public override Func<Tensor> Prepare(Probe probe, int size, Implementation implementation)
    {
        string text = Corpus.MadeUp(probe.Random, size * 180, ascii: true)[..(size * 1000)];

        // Merges and ids of its own for each piece of work: what is remembered of another tokenizer's is wrong here.
        PlainBpe plain = PlainBpe.English.Thinned(probe.Random);
        int shift = (int)probe.Random.NextInteger(0, 1000);
        if (implementation == Implementation.Reference)
        {
            return () =>
            {
                plain.Forget();
                return Sample([.. plain.Encode(text)], shift);
            };
        }

        Dictionary<int, byte[]> vocabulary = plain.Tokens.Index().ToDictionary(t => t.Index + shift, t => t.Item);
        IReadOnlyList<(byte[], byte[])> merges = plain.MergesOfBytes;
        return () => Sample(new BpeTokenizer(vocabulary, merges).Encode(text), 0);
    }

    // Number and every 16th id: enough to see that the work is right, and no bigger than it must be.
    private static Tensor Sample(int[] ids, int shift) =>
        tensor([ids.Length, .. ids.Where((_, i) => i % 16 == 0).Select(id => (long)id + shift)], ScalarType.Int64);
}
