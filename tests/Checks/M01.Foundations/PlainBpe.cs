using System.Text;
using System.Text.RegularExpressions;

namespace LLMCourse.Checks.M01;

/// <summary>
/// A straightforward good byte-pair encoding, to train vocabularies for checks and to time submissions against. For texts below
/// U+10000, where .NET's regular expressions cut as the published pattern does.
/// </summary>
internal sealed partial class PlainBpe
{
    private static readonly Lazy<PlainBpe> Trained = new(() => Train(Corpus.MobyDick[..24_000], 480));

    private readonly Dictionary<(int Left, int Right), int> _merged = [];
    private readonly Dictionary<string, int[]> _cache = new(StringComparer.Ordinal);

    private PlainBpe(List<byte[]> tokens, List<(int Left, int Right)> merges)
    {
        (Tokens, Merges) = (tokens, merges);
        for (int rank = 0; rank < merges.Count; rank++) _merged[merges[rank]] = 256 + rank;
    }

    /// <summary>Gets one that was trained on English text, with 480 tokens.</summary>
    public static PlainBpe English => Trained.Value;

    /// <summary>Gets the bytes of each id.</summary>
    public IReadOnlyList<byte[]> Tokens { get; }

    /// <summary>Gets the merges as pairs of ids; the r-th makes the id 256 + r.</summary>
    public IReadOnlyList<(int Left, int Right)> Merges { get; }

    /// <summary>Gets the merges as pairs of bytes.</summary>
    public IReadOnlyList<(byte[] Left, byte[] Right)> MergesOfBytes => [.. Merges.Select(m => (Tokens[m.Left], Tokens[m.Right]))];

    [GeneratedRegex(@"'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+", RegexOptions.CultureInvariant)]
    public static partial Regex Pattern { get; }

    /// <summary>Learns merges: every different piece once with its count, and after a merge
    /// new counts for the pieces that had it.</summary>
    public static PlainBpe Train(string text, int size)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        var lookup = counts.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (ValueMatch piece in Pattern.EnumerateMatches(text))
        {
            ReadOnlySpan<char> word = text.AsSpan(piece.Index, piece.Length);
            lookup[word] = lookup.TryGetValue(word, out int count) ? count + 1 : 1;
        }

        int[][] words = [.. counts.Keys.Select(word => Encoding.UTF8.GetBytes(word).Select(b => (int)b).ToArray())];
        int[] times = [.. counts.Values];
        List<byte[]> tokens = [.. Enumerable.Range(0, 256).Select(b => new[] { (byte)b })];
        List<(int, int)> merges = [];
        var pairs = new Dictionary<(int Left, int Right), int>();
        var places = new Dictionary<(int Left, int Right), HashSet<int>>();
        for (int w = 0; w < words.Length; w++) Count(w, times[w]);
        while (tokens.Count < size)
        {
            (int Left, int Right) best = default;
            int most = 0;
            foreach (((int Left, int Right) pair, int count) in pairs)
            {
                if (count > most || (count == most && most > 0 && IsGreater(pair, best))) (best, most) = (pair, count);
            }

            if (most == 0) break;
            merges.Add(best);
            tokens.Add([.. tokens[best.Left], .. tokens[best.Right]]);
            foreach (int w in places[best].ToArray())
            {
                Count(w, -times[w]);
                words[w] = Replace(words[w], best, tokens.Count - 1);
                Count(w, times[w]);
            }
        }

        return new PlainBpe(tokens, merges);

        void Count(int w, int change)
        {
            for (int i = 1; i < words[w].Length; i++)
            {
                (int, int) pair = (words[w][i - 1], words[w][i]);
                pairs[pair] = pairs.GetValueOrDefault(pair) + change;
                if (change > 0) _ = (places.TryGetValue(pair, out HashSet<int>? at) ? at : places[pair] = []).Add(w);
                else if (places.TryGetValue(pair, out HashSet<int>? was)) _ = was.Remove(w);
            }
        }

        bool IsGreater((int Left, int Right) a, (int Left, int Right) b)
        {
            int left = tokens[a.Left].AsSpan().SequenceCompareTo(tokens[b.Left]);
            return left > 0 || (left == 0 && tokens[a.Right].AsSpan().SequenceCompareTo(tokens[b.Right]) > 0);
        }
    }

    /// <summary>Returns one with about half of the merges that no other builds on: its ids are like no other's.</summary>
    /// <param name="random">Says which.</param>
    public PlainBpe Thinned(CheckRandom random)
    {
        HashSet<int> used = [.. Merges.SelectMany(m => new[] { m.Left, m.Right })];
        int[] ids = [.. Enumerable.Range(0, Tokens.Count)];
        List<byte[]> tokens = [.. Tokens.Take(256)];
        List<(int, int)> merges = [];
        for (int rank = 0; rank < Merges.Count; rank++)
        {
            if (!used.Contains(256 + rank) && random.NextDouble() < 0.5) continue;
            ids[256 + rank] = tokens.Count;
            tokens.Add(Tokens[256 + rank]);
            merges.Add((ids[Merges[rank].Left], ids[Merges[rank].Right]));
        }

        return new PlainBpe(tokens, merges);
    }

    /// <summary>Encodes a text; pieces are remembered.</summary>
    public List<int> Encode(string text)
    {
        List<int> ids = [];
        var lookup = _cache.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (ValueMatch piece in Pattern.EnumerateMatches(text))
        {
            ReadOnlySpan<char> word = text.AsSpan(piece.Index, piece.Length);
            if (!lookup.TryGetValue(word, out int[]? known))
                lookup[word] = known = Merge([.. Encoding.UTF8.GetBytes(word.ToString()).Select(b => (int)b)]);
            ids.AddRange(known);
        }

        return ids;
    }

    /// <summary>Forgets the pieces that were encoded.</summary>
    public void Forget() => _cache.Clear();

    private static int[] Replace(int[] ids, (int Left, int Right) pair, int id)
    {
        var replaced = new List<int>(ids.Length);
        for (int i = 0; i < ids.Length; i++)
        {
            bool found = i + 1 < ids.Length && (ids[i], ids[i + 1]) == pair;
            replaced.Add(found ? id : ids[i]);
            if (found) i++;
        }

        return [.. replaced];
    }

    private int[] Merge(int[] ids)
    {
        while (true)
        {
            int best = int.MaxValue;
            for (int i = 1; i < ids.Length; i++)
            {
                if (_merged.TryGetValue((ids[i - 1], ids[i]), out int id)) best = Math.Min(best, id);
            }

            if (best == int.MaxValue) return ids;
            ids = Replace(ids, Merges[best - 256], best);
        }
    }
}
