using System.Globalization;
using System.Numerics;

namespace LLMCourse.Checks.M09;

public sealed class WordsOfTexts() : Check("M09.E8.words", "cuts texts into words of letters, digits and marks, in lower case")
{
    public override void Probe(Probe probe)
    {
        foreach (string text in new[] { "Hello, World!", "don't stop", "  a\tb\n\nc  ", "x86-64 3.14", "Ünïcode ÄÖ Straße ΣΑΣ",
            "e\u0301te\u0301 caf\u00e9", "\u0928\u093f a\u20ddb",
            "日本語 テスト", "snake_case a/b (c)", "🙂 ok 𝐀𝐁 𐐀𐐁", "", "...", "half \ud83d a", "Ⅷ ² ½ №1" })
            probe.Observe(text.Contains('\ud83d') && text[^1] == 'a' ? "half a character" : $"words of `{MadeUpTexts.Visible(text)}`",
                string.Join('|', MinHash.Words(text)));
        probe.ObserveThrows<ArgumentNullException>("null", () => MinHash.Words(null!));
    }
}

public sealed class ShinglesOfTexts() : Check("M09.E8.shingles", "hashes each n words in a row once, and all of a shorter text")
{
    private static readonly (string Name, string Text)[] Texts =
        [("five words", "one two three four five"), ("as many as a shingle", "One, two: THREE!"), ("fewer", "one two"), ("one", "one"),
            ("repeated", "a b a b a b a b"), ("other scripts", "été 日本 straße naïve çedille"), ("joined otherwise", "on etwo three"),
            ("nothing", " -- ")];

    public override void Probe(Probe probe)
    {
        foreach (int words in new[] { 1, 3 })
        {
            MinHash search = new(new MinHashOptions { ShingleWords = words });
            foreach ((string name, string text) in Texts) probe.Observe($"{name}, {words} in a row",
                string.Join(' ', search.Shingles(text).Select(hash => hash.ToString(CultureInfo.InvariantCulture))));
        }

        probe.Observe("the default is 5", new MinHash(new MinHashOptions()).Shingles("a b c d e f g").Count);
    }

    public override Verdict Judge(Evidence evidence)
    {
        foreach (int size in new[] { 1, 3 })
        {
            foreach ((string name, string text) in Texts)
            {
                string[] words = text.ToLowerInvariant().Split([' ', ',', ':', '!', '-'], StringSplitOptions.RemoveEmptyEntries);
                string[] shingles = words.Length == 0 ? [] : words.Length < size
                    ? [string.Join(' ', words)]
                    : [.. Enumerable.Range(0, words.Length - size + 1).Select(i => string.Join(' ', words[i..(i + size)]))];
                BigInteger[] expected = [.. shingles.Distinct().Select(Fnv).Order()];
                string seen = evidence.Text($"{name}, {size} in a row") ?? "";
                if (seen != string.Join(' ', expected))
                    return Verdict.Fail($"The shingles of `{text}`, {size} in a row, are `{seen}`; expected {string.Join(", ", shingles.Distinct().Select(shingle => $"`{shingle}`"))}, hashed and ascending: `{string.Join(' ', expected)}`.");
            }
        }

        return evidence.EqualsExpected(Tolerance.Exact);
    }

    /// <summary>FNV-1a in whole numbers of any size, modulo 2⁶¹ − 1 at the end.</summary>
    private static BigInteger Fnv(string text)
    {
        BigInteger hash = BigInteger.Parse("14695981039346656037", CultureInfo.InvariantCulture);
        foreach (byte b in System.Text.Encoding.UTF8.GetBytes(text)) hash = (hash ^ b) * 1099511628211 % BigInteger.Pow(2, 64);
        return hash % (BigInteger.Pow(2, 61) - 1);
    }
}

public sealed class Signatures() : Check("M09.E8.signature", "has the least value of each hash function, exactly")
{
    public override void Probe(Probe probe)
    {
        foreach ((int hashes, ulong seed) in new[] { (4, 0UL), (7, 12345UL), (3, ulong.MaxValue) })
        {
            MinHash search = new(new MinHashOptions { Hashes = hashes, Bands = 1, ShingleWords = 2, Seed = seed });
            foreach ((string name, string text) in new[] { ("two words", "alpha beta"),
                ("some words", string.Join(' ', MadeUpTexts.Words(probe.Random, 40))), ("one word", "x"), ("no words", "?!") })
                probe.Observe($"{name}, seed {seed}",
                    string.Join(' ', search.Signature(text).Select(entry => entry.ToString(CultureInfo.InvariantCulture))));
        }

        probe.Observe("hashes by default", new MinHash(new MinHashOptions()).Signature("a").Length);
        probe.Observe("the order of words matters not where a shingle is a word",
            new MinHash(new MinHashOptions { ShingleWords = 1 }).Signature("a b c")
                .SequenceEqual(new MinHash(new MinHashOptions { ShingleWords = 1 }).Signature("c, b; A a")));
    }

    public override Verdict Judge(Evidence evidence) =>
        evidence.EqualsExpected(Tolerance.Exact)
            .WithHint("(a·x + b) mod (2⁶¹ − 1) needs numbers of 122 bits on the way: Math.BigMul or UInt128. The order in which a and b are drawn matters.");
}

public sealed class ExactSimilarity() : Check("M09.E8.jaccard", "is the share of shingles that two texts have in common")
{
    private const int Pairs = 12;

    public override void Probe(Probe probe)
    {
        MinHash search = new(new MinHashOptions { ShingleWords = 2 });
        for (int i = 0; i < Pairs; i++)
        {
            // Few different words, so that shingles are repeated.
            string[] words = [.. Enumerable.Range(0, 30).Select(_ => "abcdefgh"[(int)probe.Random.NextInteger(0, 8)].ToString())];
            string a = string.Join(' ', words), b = string.Join(' ', MadeUpTexts.Edited(probe.Random, words, i));
            probe.Observe($"pair {i}: a", a);
            probe.Observe($"pair {i}: b", b);
            probe.Observe($"pair {i}: similarity", search.Jaccard(a, b));
        }

        foreach ((string name, string a,
            string b) in new[] { ("the same", "a b c", "A, b. C"), ("nothing shared", "a b c", "x y z"), ("no words", "", "a b"),
                ("no words in either", "", "!"), ("short ones", "one", "one"), ("short and long", "one", "one two"),
                ("a part", "a b c d e", "b c d") })
            probe.Observe(name, search.Jaccard(a, b));
    }

    public override Verdict Judge(Evidence evidence)
    {
        for (int i = 0; i < Pairs; i++)
        {
            HashSet<string>[] both = [.. new[] { "a", "b" }.Select(name => evidence.Text($"pair {i}: {name}")!.Split(' '))
                .Select(words => words.Zip(words.Skip(1)).Select(pair => $"{pair.First} {pair.Second}").ToHashSet())];
            double expected = both[0].Intersect(both[1]).Count() / (double)both[0].Union(both[1]).Count(),
                seen = evidence.Number($"pair {i}: similarity");
            if (!Tolerance.Double.Allows(expected, seen))
                return Verdict.Fail(
                    $"Two texts of 30 words have a similarity of {seen:G6}; by sets of their pairs of words it is {expected:G6}.");
        }

        return evidence.EqualsExpected(Tolerance.Double);
    }
}

public sealed class EstimatesAreUnbiased() : Check("M09.E8.estimate", "estimates the similarity without bias")
{
    private static readonly int[] Shared = [20, 60, 90];

    public override void Probe(Probe probe)
    {
        foreach (int shared in Shared)
        {
            (string a, string b) = TextPairs.Sharing(probe.Random, shared);
            double sum = 0;
            for (int seed = 0; seed < 100; seed++)
            {
                MinHash search = new(new MinHashOptions { Hashes = 32, Bands = 4, ShingleWords = 1, Seed = (ulong)seed });
                sum += MinHash.Estimate(search.Signature(a), search.Signature(b));
            }

            probe.Observe($"{shared} %", sum / 100);
        }

        probe.Observe("two of four", MinHash.Estimate([1, 2, 3, 4], [1, 3, 2, 4]));
        probe.Observe("all", MinHash.Estimate([7], [7]));
        probe.ObserveThrows<ArgumentException>("of other lengths", () => MinHash.Estimate([1, 2], [1]));
        probe.ObserveThrows<ArgumentException>("empty ones", () => MinHash.Estimate([], []));
    }

    public override Verdict Judge(Evidence evidence)
    {
        foreach (int shared in Shared)
        {
            double s = shared / 100.0, sigma = Math.Sqrt(s * (1 - s) / 3200), seen = evidence.Number($"{shared} %");
            if (Math.Abs(seen - s) > 3 * sigma)
                return Verdict.Fail($"Texts that share {shared} % of their shingles are estimated at {100 * seen:F1} % over 3,200 hashes; {300 * sigma:F1} points to both sides is what chance allows.");
        }

        return evidence.EqualsExpected(Tolerance.Double);
    }
}

public sealed class CandidatesFollowTheCurve() : Check("M09.E8.s-curve", "makes pairs candidates with probability 1 − (1 − sʳ)ᵇ", points: 2)
{
    private const int Bands = 6, Rows = 4, Seeds = 400;

    private static readonly int[] Shared = [30, 50, 65, 80];

    public override void Probe(Probe probe)
    {
        foreach (int shared in Shared)
        {
            (string a, string b) = TextPairs.Sharing(probe.Random, shared);
            int candidates = 0, joined = 0, both = 0;
            for (int seed = 0; seed < Seeds; seed++)
            {
                MinHash search = new(
                    new MinHashOptions { Hashes = Bands * Rows, Bands = Bands, ShingleWords = 1, Threshold = 0.01, Seed = (ulong)seed });
                bool areCandidates = search.AreCandidates(search.Signature(a), search.Signature(b)),
                    areJoined = search.Deduplicate([a, b]).Clusters.Count == 1;
                candidates += areCandidates ? 1 : 0;
                joined += areJoined ? 1 : 0;
                both += areCandidates == areJoined ? 1 : 0;
            }

            probe.Observe($"{shared} %: candidates", (double)candidates);
            probe.Observe($"{shared} %: joined", (double)joined);
            probe.Observe($"{shared} %: candidates are joined", both == Seeds);
        }

        MinHash bands = new(new MinHashOptions { Hashes = 6, Bands = 3 });
        foreach ((string name, ulong[] a, ulong[] b) in new (string, ulong[], ulong[])[]
        {
            ("the last band", [1, 2, 3, 4, 5, 6], [0, 0, 0, 0, 5, 6]), ("the first band", [1, 2, 3, 4, 5, 6], [1, 2, 0, 0, 0, 0]),
            ("half of each band", [1, 2, 3, 4, 5, 6], [1, 0, 3, 0, 5, 0]),
            ("two across bands", [1, 2, 3, 4, 5, 6], [0, 2, 3, 0, 0, 0]), ("another band", [1, 2, 3, 4, 5, 6], [3, 4, 1, 2, 0, 0]),
        })
            probe.Observe(name, bands.AreCandidates(a, b));
        probe.ObserveThrows<ArgumentException>("signatures of another length", () => bands.AreCandidates([1, 2, 3], [1, 2, 3]));
        probe.ObserveThrows<ArgumentException>("one signature of another length", () => bands.AreCandidates([1, 2, 3, 4, 5, 6], [1, 2, 3]));
    }

    public override Verdict Judge(Evidence evidence)
    {
        foreach (int shared in Shared)
        {
            double p = 1 - Math.Pow(1 - Math.Pow(shared / 100.0, Rows), Bands), sigma = Math.Sqrt(p * (1 - p) * Seeds);
            foreach (string part in new[] { "candidates", "joined" })
            {
                double seen = evidence.Number($"{shared} %: {part}");
                if (Math.Abs(seen - (p * Seeds)) > 3 * sigma)
                    return Verdict.Fail($"Of {Seeds} searches with {Bands} bands of {Rows} hashes, {seen} made {(part == "joined" ? "`Deduplicate` join" : "candidates of")} two texts that share {shared} %; the curve says {p * Seeds:F0}, give or take {3 * sigma:F0}.");
            }
        }

        return evidence.EqualsExpected(Tolerance.Exact);
    }
}

public sealed class PlantedDuplicates() : Check("M09.E8.planted", "finds all planted duplicates, and none among other texts", points: 2)
{
    private const int Originals = 60, Copies = 25;

    public override void Probe(Probe probe)
    {
        string[][] originals = [.. Enumerable.Range(0, Originals).Select(_ => MadeUpTexts.Words(probe.Random, 120))];
        // A copy is the text with another frame, other punctuation and perhaps one other word: at least 0.9 by five words.
        string[] documents = [.. originals.Select(words => string.Join(' ', words)),
            .. originals[..Copies].Select(
                (words, i) => string.Join(i % 2 == 0 ? ", " : "\n", MadeUpTexts.Edited(probe.Random, words, i % 2))
                    .ToUpperInvariant() + "!")];
        // Texts that share their first half are no duplicates.
        documents =
            [.. documents, .. originals[..10].Select(words => string.Join(' ', [.. words[..60], .. MadeUpTexts.Words(probe.Random, 60)]))];
        MinHash search = new(new MinHashOptions());
        DuplicateReport report = search.Deduplicate(documents), clean = search.Deduplicate(documents[..Originals]);
        probe.Observe("kept", report.Kept);
        probe.Observe("clusters", string.Join(' ', report.Clusters.Select(cluster => string.Join('+', cluster))));
        probe.Observe("clusters among the others", clean.Clusters.Count);
        probe.Observe("kept of the others", clean.Kept.Count);
    }

    public override Verdict Judge(Evidence evidence)
    {
        string expected = string.Join(' ', Enumerable.Range(0, Copies).Select(i => $"{i}+{Originals + i}")),
            seen = evidence.Text("clusters") ?? "";
        if (seen != expected)
            return Verdict.Fail($"{Copies} copies were planted among {Originals} texts, copy i at {Originals} + i; the clusters are `{(seen.Length > 160 ? seen[..160] + "…" : seen)}`.");
        int[] kept = [.. Enumerable.Range(0, Originals + Copies + 10).Where(i => i < Originals || i >= Originals + Copies)];
        if (!evidence.Tensor("kept").Values.SequenceEqual(kept.Select(i => (double)i)))
            return Verdict.Fail("Kept must be all texts but the copies, ascending: of each cluster the first.");
        return evidence.EqualsExpected(Tolerance.Exact);
    }
}

public sealed class ClustersAreConnected()
    : Check("M09.E8.clusters", "joins what is connected by similar pairs, and compares exactly before it joins")
{
    public override void Probe(Probe probe)
    {
        // A chain: each is similar to the next, the ends are not similar. Given in an order in which its parts are joined late.
        string[] words = MadeUpTexts.Words(probe.Random, 100);
        string[] chain = [.. Enumerable.Range(0, 5).Select(i => string.Join(' ', words[(i * 8)..((i * 8) + 60)]))];
        MinHash loose = new(new MinHashOptions { Hashes = 256, Bands = 128, ShingleWords = 1, Threshold = 0.7 });
        foreach ((string name, int[] order) in new[] { ("in order", new[] { 0, 1, 2, 3, 4 }), ("from the ends", [0, 4, 1, 3, 2]),
            ("from the middle", [2, 0, 4, 1, 3]), ("in pairs", [1, 0, 4, 3, 2]) })
            Observe(probe, name, loose.Deduplicate([.. order.Select(i => chain[i])]));
        Observe(probe, "the ends alone", loose.Deduplicate([chain[0], chain[4]]));

        // With bands of one hash nearly everything is a candidate; only the comparison keeps texts apart.
        string[] half = [.. words[..50], .. MadeUpTexts.Words(probe.Random, 50)];
        Observe(probe, "candidates that are not similar", loose.Deduplicate([string.Join(' ', words), string.Join(' ', half)]));
        (string a, string b) = TextPairs.Sharing(probe.Random, 70);
        Observe(probe, "exactly at the threshold", loose.Deduplicate([a, b]));
        (a, b) = TextPairs.Sharing(probe.Random, 69);
        Observe(probe, "just below it", loose.Deduplicate([a, b]));

        // One band of one hash: all three meet in a third of the searches, and the last is similar to the second alone.
        string[] alike = [string.Join(' ', words[..20]), string.Join(' ', words[..10].Concat(words[30..40])),
            string.Join(' ', words[..10].Concat(words[31..40]))];
        probe.Observe("similar to the second of a bucket", Enumerable.Range(0, 60).Sum(seed =>
            new MinHash(new MinHashOptions { Hashes = 1, Bands = 1, ShingleWords = 1, Threshold = 0.7, Seed = (ulong)seed }).Deduplicate(
                alike).Clusters.Count));
        Observe(probe, "texts without words", loose.Deduplicate(["", "a b", "...", "", "A, B"]));
        Observe(probe, "short texts", new MinHash(new MinHashOptions()).Deduplicate(["yes", "no", "Yes!", "no no", "yes no"]));
        Observe(probe, "no texts", loose.Deduplicate([]));
        Observe(probe, "clusters in the order of their first", loose.Deduplicate(["x y", "a b", "c d", "A B", "X Y", "c"]));
    }

    private static void Observe(Probe probe, string name, DuplicateReport report) =>
        probe.Observe(name, $"kept {string.Join(' ', report.Kept)}; clusters {string.Join(' ', report.Clusters.Select(cluster => string.Join('+', cluster)))}");
}

public sealed class ManyDocuments()
    : Check("M09.E8.many", "takes 8,000 short texts, and thousands of copies of one, without comparing each with each")
{
    public override void Probe(Probe probe)
    {
        string[] texts = [.. Enumerable.Range(0, 8_000).Select(_ => string.Join(' ', MadeUpTexts.Words(probe.Random, 12)))];
        MinHash search = new(new MinHashOptions { Hashes = 32, Bands = 4, ShingleWords = 3 });
        probe.Observe("kept of different ones", search.Deduplicate(texts).Kept.Count);
        DuplicateReport report = search.Deduplicate([.. Enumerable.Repeat(texts[0], 4_000), .. texts[..4_000]]);
        probe.Observe("kept with 4,000 copies", report.Kept.Count);
        probe.Observe("the cluster of the copies", report.Clusters.Count == 1 ? report.Clusters[0].Count : double.NaN);
    }
}

public sealed class SearchesAreRefused()
    : Check("M09.E8.refuses", "refuses bands that do not divide the hashes, and thresholds out of range")
{
    public override void Probe(Probe probe)
    {
        foreach ((string name, MinHashOptions options) in new (string, MinHashOptions)[]
        {
            ("no hashes", new() { Hashes = 0, Bands = 1 }), ("negative hashes", new() { Hashes = -16 }), ("no bands", new() { Bands = 0 }),
            ("negative bands", new() { Bands = -16 }), ("bands that do not divide", new() { Hashes = 10, Bands = 4 }),
            ("more bands than hashes", new() { Hashes = 8, Bands = 16 }), ("no words", new() { ShingleWords = 0 }),
            ("a threshold of 0", new() { Threshold = 0 }), ("a threshold above 1", new() { Threshold = 1.01 }),
            ("a threshold that is no number", new() { Threshold = double.NaN }),
        })
            probe.ObserveThrows<ArgumentException>(name, () => _ = new MinHash(options));
        probe.ObserveAccepts("one of everything",
            () => _ = new MinHash(new MinHashOptions { Hashes = 1, Bands = 1, ShingleWords = 1, Threshold = 1 }));
        probe.ObserveThrows<ArgumentNullException>("no options", () => _ = new MinHash(null!));
        MinHash search = new(new MinHashOptions());
        probe.ObserveThrows<ArgumentNullException>("no documents", () => search.Deduplicate(null!));
        probe.ObserveThrows<ArgumentNullException>("a document that is null", () => search.Deduplicate(["a", null!]));
        probe.ObserveThrows<ArgumentNullException>("a text that is null", () => search.Signature(null!));
        probe.ObserveThrows<ArgumentNullException>("no text to take shingles of", () => search.Shingles(null!));
        probe.ObserveThrows<ArgumentNullException>("similarity: the first text is null", () => search.Jaccard(null!, "a"));
        probe.ObserveThrows<ArgumentNullException>("similarity: the second text is null", () => search.Jaccard("", null!));
        probe.ObserveThrows<ArgumentNullException>("estimate: no first signature", () => MinHash.Estimate(null!, [1]));
        probe.ObserveThrows<ArgumentNullException>("estimate: no second signature", () => MinHash.Estimate([1], null!));
        probe.ObserveThrows<ArgumentNullException>("candidates: no second signature", () => search.AreCandidates(new ulong[128], null!));
    }
}

/// <summary>Pairs of texts of which the similarity is known.</summary>
internal static class TextPairs
{
    /// <summary>Makes two texts that share so many of 100 different words.</summary>
    public static (string A, string B) Sharing(CheckRandom random, int shared)
    {
        string[] words = [.. MadeUpTexts.Words(random, 160).Distinct().Take(100)];
        int alone = (100 - shared) / 2;
        return (string.Join(' ', words[..(shared + alone)]), string.Join(' ', [.. words[..shared], .. words[(shared + alone)..]]));
    }
}
