using LLMCourse.Reference.Decoding;

namespace LLMCourse.M09;

[Trait("Exercise", "M09.E8")]
public sealed class MinHashTests
{
    private const string Text = "the quick brown fox jumps over the lazy dog while the old cat sleeps in the warm afternoon sun";

    [Fact(DisplayName = "M09.E8 Worked by hand: four words have three pairs, and share one with another text")]
    public void Jaccard_OfPairs_IsWorkedByHand()
    {
        var search = new MinHash(new MinHashOptions { ShingleWords = 2 });

        // "a b", "b c", "c d" and "c d", "d e": one of four.
        Assert.Equal(3, search.Shingles("A b, c -- D!").Count);
        Assert.Equal(0.25, search.Jaccard("A b, c -- D!", "c d e"));
    }

    [Fact(DisplayName = "M09.E8 A signature has the least hash of all shingles")]
    public void Signature_OfOneShingle_IsItsHash()
    {
        var search = new MinHash(new MinHashOptions { Hashes = 2, Bands = 1, Seed = 7 });
        var random = new Xoshiro256(7);
        ulong a = 1 + (random.NextUInt64() % (MinHash.Prime - 1)), b = random.NextUInt64() % MinHash.Prime;
        ulong x = search.Shingles("one short text")[0];

        Assert.Equal((ulong)((((UInt128)a * x) + b) % MinHash.Prime), search.Signature("one short text")[0]);
    }

    [Fact(DisplayName = "M09.E8 The share of equal entries estimates the similarity")]
    public void Estimate_OfManyHashes_IsClose()
    {
        var search = new MinHash(new MinHashOptions { Hashes = 2048, Bands = 1, ShingleWords = 1 });
        string other = Text.Replace("lazy dog", "busy bee", StringComparison.Ordinal);

        double exact = search.Jaccard(Text, other), estimate = MinHash.Estimate(search.Signature(Text), search.Signature(other));

        Assert.Equal(exact, estimate, 4 * Math.Sqrt(exact * (1 - exact) / 2048));
    }

    [Fact(DisplayName = "M09.E8 Of near-duplicates the first stays")]
    public void Deduplicate_WithCopies_KeepsTheFirst()
    {
        string[] documents = ["Something else altogether, which nobody wrote twice.", Text, "", Text.ToUpperInvariant() + "!!!", "", Text + "."];

        DuplicateReport report = new MinHash(new MinHashOptions()).Deduplicate(documents);

        Assert.Equal([0, 1, 2, 4], report.Kept);
        Assert.Equal([1, 3, 5], Assert.Single(report.Clusters));
    }

    [Fact(DisplayName = "M09.E8 Bands that do not divide the hashes are refused")]
    public void Constructor_OddBands_Throws() => Assert.Throws<ArgumentException>(() => new MinHash(new MinHashOptions { Hashes = 10, Bands = 4 }));
}
