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

    #region Solution
    private readonly MinHashOptions _options;
    private readonly ulong[] _a, _b;
    #endregion

    /// <summary>Draws the hash functions h_i(x) = (a_i·x + b_i) mod p with p = 2⁶¹ − 1.</summary>
    /// <param name="options">How.</param>
    /// <exception cref="ArgumentException">An option is out of range, or the bands do not divide the hashes.</exception>
    /// <remarks>From <c>Xoshiro256(seed)</c>, for each i in turn, a_i = 1 + (the next number mod (p − 1)), b_i = the next number mod p.</remarks>
    [Exercise("M09.E8", Title = "Curating text", Weight = 2)]
    public MinHash(MinHashOptions options)
    {
        // TODO M09.E8: check the options, and draw a and b for each hash.
        #region Solution
        ArgumentNullException.ThrowIfNull(options);
        if (options.Hashes < 1 || options.Bands < 1 || options.Hashes % options.Bands != 0)
            throw new ArgumentException($"Hashes is {options.Hashes} and Bands {options.Bands}; both must be at least 1, and the bands divide the hashes.", nameof(options));
        if (options.ShingleWords < 1)
            throw new ArgumentException($"ShingleWords is {options.ShingleWords}; it must be at least 1.", nameof(options));
        if (!(options.Threshold is > 0 and <= 1))
            throw new ArgumentException($"Threshold is {options.Threshold}; it must be above 0 and at most 1.", nameof(options));
        _options = options;
        (_a, _b) = (new ulong[options.Hashes], new ulong[options.Hashes]);
        var random = new Xoshiro256(options.Seed);
        for (int i = 0; i < options.Hashes; i++)
            (_a[i], _b[i]) = (1 + (random.NextUInt64() % (Prime - 1)), random.NextUInt64() % Prime);
        #endregion
    }

    /// <summary>Cuts a text into words: the longest runs of letters and digits (<see cref="Rune.IsLetterOrDigit"/>) and combining marks, in lower case
    /// (<see cref="Rune.ToLowerInvariant"/>). All else parts words: "Don't!" is don, t.</summary>
    /// <param name="text">Any text.</param>
    /// <returns>The words, in order.</returns>
    [Exercise("M09.E8", Title = "Curating text", Weight = 2)]
    public static IReadOnlyList<string> Words(string text)
    {
        // TODO M09.E8: go through the characters (runes), and begin a new word behind each that belongs to none.
        #region Solution
        ArgumentNullException.ThrowIfNull(text);
        var words = new List<string>();
        var word = new StringBuilder();
        Span<char> buffer = stackalloc char[2];
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (Rune.IsLetterOrDigit(rune) || Rune.GetUnicodeCategory(rune) is >= System.Globalization.UnicodeCategory.NonSpacingMark and <= System.Globalization.UnicodeCategory.EnclosingMark)
            {
                word.Append(buffer[..Rune.ToLowerInvariant(rune).EncodeToUtf16(buffer)]);
            }
            else if (word.Length > 0)
            {
                words.Add(word.ToString());
                word.Clear();
            }
        }

        if (word.Length > 0)
            words.Add(word.ToString());
        return words;
        #endregion
    }

    /// <summary>Hashes the shingles of a text: each n words in a row, joined by single spaces; all its words, if there are fewer than n.</summary>
    /// <param name="text">Any text.</param>
    /// <returns>The FNV-1a hashes of 64 bits of the shingles' UTF-8 bytes, modulo p, ascending, each once; empty for a text without words.</returns>
    /// <remarks>FNV-1a: begin with 14695981039346656037; for each byte, xor it in, then multiply by 1099511628211, modulo 2⁶⁴.</remarks>
    [Exercise("M09.E8", Title = "Curating text", Weight = 2)]
    public IReadOnlyList<ulong> Shingles(string text)
    {
        // TODO M09.E8: hash each window of n words, sort, and drop what is there twice.
        #region Solution
        IReadOnlyList<string> words = Words(text);
        byte[][] bytes = [.. words.Select(Encoding.UTF8.GetBytes)];
        int size = Math.Min(_options.ShingleWords, bytes.Length);
        var hashes = new List<ulong>();
        for (int start = 0; size > 0 && start + size <= bytes.Length; start++)
        {
            ulong hash = 14695981039346656037;
            for (int i = start; i < start + size; i++)
            {
                if (i > start)
                    hash = (hash ^ ' ') * 1099511628211;
                foreach (byte b in bytes[i])
                    hash = (hash ^ b) * 1099511628211;
            }

            hashes.Add(hash % Prime);
        }

        return [.. hashes.Distinct().Order()];
        #endregion
    }

    /// <summary>Computes the exact Jaccard similarity of two texts: how many shingles they share, divided by how many different ones they have together.</summary>
    /// <param name="a">A text.</param>
    /// <param name="b">Another.</param>
    /// <returns>From 0 to 1; 0 if either has no words.</returns>
    [Exercise("M09.E8", Title = "Curating text", Weight = 2)]
    public double Jaccard(string a, string b)
    {
        // TODO M09.E8: |A ∩ B| / |A ∪ B|.
        #region Solution
        return Jaccard(Shingles(a), Shingles(b));
        #endregion
    }

    /// <summary>Computes a text's signature: for each hash function the least h_i(x) of its shingles x.</summary>
    /// <param name="text">Any text.</param>
    /// <returns>H numbers below p; p throughout for a text without words.</returns>
    [Exercise("M09.E8", Title = "Curating text", Weight = 2)]
    public ulong[] Signature(string text)
    {
        // TODO M09.E8: the least value of each hash function; a·x needs 122 bits.
        #region Solution
        return Signature(Shingles(text));
        #endregion
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
        #region Solution
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        if (a.Count != b.Count || a.Count == 0)
            throw new ArgumentException($"The signatures have {a.Count} and {b.Count} entries; they must have as many, at least 1.");
        return a.Zip(b).Count(pair => pair.First == pair.Second) / (double)a.Count;
        #endregion
    }

    /// <summary>Says whether two signatures meet in the index: whether they have a band in which all entries are the same.</summary>
    /// <param name="a">A signature; band k has the entries k·r to k·r + r − 1, r = H/b.</param>
    /// <param name="b">Another.</param>
    /// <exception cref="ArgumentException">A signature has not H entries.</exception>
    [Exercise("M09.E8", Title = "Curating text", Weight = 2)]
    public bool AreCandidates(IReadOnlyList<ulong> a, IReadOnlyList<ulong> b)
    {
        // TODO M09.E8: is there a band without a difference?
        #region Solution
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        if (a.Count != _options.Hashes || b.Count != _options.Hashes)
            throw new ArgumentException($"The signatures have {a.Count} and {b.Count} entries; they must have {_options.Hashes}.");
        int rows = _options.Hashes / _options.Bands;
        return Enumerable.Range(0, _options.Bands).Any(band => Enumerable.Range(band * rows, rows).All(i => a[i] == b[i]));
        #endregion
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
        #region Solution
        ArgumentNullException.ThrowIfNull(documents);
        IReadOnlyList<ulong>[] shingles = [.. documents.Select(Shingles)];
        ulong[][] signatures = [.. shingles.Select(Signature)];
        int[] parents = [.. Enumerable.Range(0, documents.Count)];
        int rows = _options.Hashes / _options.Bands;
        for (int band = 0; band < _options.Bands; band++)
        {
            var buckets = new Dictionary<ulong, List<int>>();
            for (int document = 0; document < documents.Count; document++)
            {
                if (shingles[document].Count == 0)
                    continue;
                ulong key = Key(signatures[document].AsSpan(band * rows, rows));
                if (!buckets.TryGetValue(key, out List<int>? bucket))
                    buckets.Add(key, bucket = []);
                foreach (int other in bucket)
                {
                    int first = Root(parents, other), second = Root(parents, document);
                    // What is joined already need not be compared: of many copies of one page each is compared once.
                    if (first != second && Jaccard(shingles[other], shingles[document]) >= _options.Threshold)
                        parents[Math.Max(first, second)] = Math.Min(first, second);
                }

                bucket.Add(document);
            }
        }

        // The root is the least of its cluster, since the greater root is always hung below the lesser.
        List<int>[] clusters = [.. Enumerable.Range(0, documents.Count).GroupBy(i => Root(parents, i)).Select(group => group.ToList())];
        return new DuplicateReport([.. clusters.Select(cluster => cluster[0])], [.. clusters.Where(cluster => cluster.Count > 1)]);
        #endregion
    }

    #region Solution
    private ulong[] Signature(IReadOnlyList<ulong> shingles)
    {
        ulong[] signature = new ulong[_options.Hashes];
        Array.Fill(signature, Prime);
        foreach (ulong shingle in shingles)
        {
            for (int i = 0; i < signature.Length; i++)
            {
                ulong hash = Hash(_a[i], shingle, _b[i]);
                if (hash < signature[i])
                    signature[i] = hash;
            }
        }

        return signature;
    }

    /// <summary>(a·x + b) mod 2⁶¹ − 1, for numbers below it: since 2⁶¹ leaves 1, the upper bits of the product are added to the lower.</summary>
    private static ulong Hash(ulong a, ulong x, ulong b)
    {
        ulong high = Math.BigMul(a, x, out ulong low);
        ulong sum = (low & Prime) + ((high << 3) | (low >> 61)) + b; // below 3·2⁶¹
        sum = (sum & Prime) + (sum >> 61);
        return sum >= Prime ? sum - Prime : sum;
    }

    /// <summary>Goes through two ascending lists at once.</summary>
    private static double Jaccard(IReadOnlyList<ulong> a, IReadOnlyList<ulong> b)
    {
        int shared = 0;
        for (int i = 0, j = 0; i < a.Count && j < b.Count;)
        {
            int order = a[i].CompareTo(b[j]);
            shared += order == 0 ? 1 : 0;
            i += order <= 0 ? 1 : 0;
            j += order >= 0 ? 1 : 0;
        }

        return shared == 0 ? 0 : shared / (double)(a.Count + b.Count - shared);
    }

    /// <summary>A bucket's key. Bands whose keys collide meet for nothing; the comparison decides.</summary>
    private static ulong Key(ReadOnlySpan<ulong> entries)
    {
        ulong key = 14695981039346656037;
        foreach (ulong entry in entries)
            key = (key ^ entry) * 1099511628211;
        return key;
    }

    private static int Root(int[] parents, int i)
    {
        while (parents[i] != i)
            i = parents[i] = parents[parents[i]];
        return i;
    }
    #endregion
}
