using System.Text;
using LLMCourse.Reference.Decoding;

namespace LLMCourse.M09;

/// <summary>Finds near-duplicates among many documents without comparing each with each.</summary>
/// <remarks>
/// Broder 1997, "On the resemblance and containment of documents" (<see href="https://doi.org/10.1109/SEQUEN.1997.666900"/>): the chance that two sets have the
/// same least hash is their Jaccard similarity s. Bands of r hashes: Leskovec, Rajaraman and Ullman, "Mining of Massive Datasets", §3.4; a pair is a
/// candidate with probability 1 − (1 − sʳ)ᵇ.
/// </remarks>
public sealed class MinHash
{
    /// <summary>The modulus of the hash functions, the prime 2⁶¹ − 1. Also every entry of the signature of a text without words, which no other text has.</summary>
    public const ulong Prime = (1UL << 61) - 1;

    /// <summary>Draws the hash functions h_i(x) = (a_i·x + b_i) mod p with p = 2⁶¹ − 1.</summary>
    /// <param name="options">How.</param>
    /// <exception cref="ArgumentException">An option is out of range, or the bands do not divide the hashes.</exception>
    /// <remarks>From <c>Xoshiro256(seed)</c>, for each i in turn, a_i = 1 + (the next number mod (p − 1)), b_i = the next number mod p.</remarks>
    [Exercise("M09.E8", Title = "Curating text", Weight = 2)]
    public MinHash(MinHashOptions options)
    {
        // TODO M09.E8: check the options, and draw a and b for each hash.
        throw new NotImplementedException("M09.E8: check the options, and draw a and b for each hash.");
    }

    /// <summary>Cuts a text into words: the longest runs of letters and digits (<see cref="Rune.IsLetterOrDigit"/>) and combining marks, in lower case
    /// (<see cref="Rune.ToLowerInvariant"/>). All else parts words: "Don't!" is don, t.</summary>
    /// <param name="text">Any text.</param>
    /// <returns>The words, in order.</returns>
    [Exercise("M09.E8", Title = "Curating text", Weight = 2)]
    public static IReadOnlyList<string> Words(string text)
    {
        // TODO M09.E8: go through the characters (runes), and begin a new word behind each that belongs to none.
        throw new NotImplementedException("M09.E8: go through the characters (runes), and begin a new word behind each that belongs to none.");
    }

    /// <summary>Hashes the shingles of a text: each n words in a row, joined by single spaces; all its words, if there are fewer than n.</summary>
    /// <param name="text">Any text.</param>
    /// <returns>The FNV-1a hashes of 64 bits of the shingles' UTF-8 bytes, modulo p, ascending, each once; empty for a text without words.</returns>
    /// <remarks>FNV-1a: begin with 14695981039346656037; for each byte, xor it in, then multiply by 1099511628211, modulo 2⁶⁴.</remarks>
    [Exercise("M09.E8", Title = "Curating text", Weight = 2)]
    public IReadOnlyList<ulong> Shingles(string text)
    {
        // TODO M09.E8: hash each window of n words, sort, and drop what is there twice.
        throw new NotImplementedException("M09.E8: hash each window of n words, sort, and drop what is there twice.");
    }

    /// <summary>Computes the exact Jaccard similarity of two texts: how many shingles they share, divided by how many different ones they have together.</summary>
    /// <param name="a">A text.</param>
    /// <param name="b">Another.</param>
    /// <returns>From 0 to 1; 0 if either has no words.</returns>
    [Exercise("M09.E8", Title = "Curating text", Weight = 2)]
    public double Jaccard(string a, string b)
    {
        // TODO M09.E8: |A ∩ B| / |A ∪ B|.
        throw new NotImplementedException("M09.E8: |A ∩ B| / |A ∪ B|.");
    }

    /// <summary>Computes a text's signature: for each hash function the least h_i(x) of its shingles x.</summary>
    /// <param name="text">Any text.</param>
    /// <returns>H numbers below p; p throughout for a text without words.</returns>
    [Exercise("M09.E8", Title = "Curating text", Weight = 2)]
    public ulong[] Signature(string text)
    {
        // TODO M09.E8: the least value of each hash function; a·x needs 122 bits.
        throw new NotImplementedException("M09.E8: the least value of each hash function; a·x needs 122 bits.");
    }

    /// <summary>Estimates the Jaccard similarity of two texts from their signatures.</summary>
    /// <param name="a">A signature.</param>
    /// <param name="b">Another, as long.</param>
    /// <returns>The share of entries that are the same: without bias, with a standard deviation of √(s·(1 − s)/H).</returns>
    /// <exception cref="ArgumentException">The signatures are empty, or not of the same length.</exception>
    [Exercise("M09.E8", Title = "Curating text", Weight = 2)]
    public static double Estimate(IReadOnlyList<ulong> a, IReadOnlyList<ulong> b)
    {
        // TODO M09.E8: count the places at which both have the same number.
        throw new NotImplementedException("M09.E8: count the places at which both have the same number.");
    }

    /// <summary>Says whether two signatures meet in the index: whether they have a band in which all entries are the same.</summary>
    /// <param name="a">A signature; band k has the entries k·r to k·r + r − 1, r = H/b.</param>
    /// <param name="b">Another.</param>
    /// <exception cref="ArgumentException">A signature has not H entries.</exception>
    [Exercise("M09.E8", Title = "Curating text", Weight = 2)]
    public bool AreCandidates(IReadOnlyList<ulong> a, IReadOnlyList<ulong> b)
    {
        // TODO M09.E8: is there a band without a difference?
        throw new NotImplementedException("M09.E8: is there a band without a difference?");
    }

    /// <summary>Finds near-duplicates, and keeps one document of each cluster.</summary>
    /// <param name="documents">The documents.</param>
    /// <returns>What was found. Two documents are joined if they are candidates and their exact Jaccard similarity is at least the threshold; clusters
    /// are what is connected by such pairs. A document without words is nobody's duplicate, and stays.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="documents"/> or one of them is null.</exception>
    /// <remarks>The time grows with the documents and with the pairs that meet in a band, not with the square of the documents.</remarks>
    [Exercise("M09.E8", Title = "Curating text", Weight = 2)]
    public DuplicateReport Deduplicate(IReadOnlyList<string> documents)
    {
        // TODO M09.E8: put signatures into buckets by band, compare what meets there, and join what is similar (union-find).
        throw new NotImplementedException("M09.E8: put signatures into buckets by band, compare what meets there, and join what is similar (union-find).");
    }
}
