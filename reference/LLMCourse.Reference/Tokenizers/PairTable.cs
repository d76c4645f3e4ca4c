using System.Numerics;
using System.Runtime.CompilerServices;

namespace LLMCourse.Reference.Tokenizers;

/// <summary>Finds what two neighbouring tokens merge into: a hash table with open addressing, which
/// is never changed once it is filled.</summary>
internal sealed class PairTable
{
    /// <summary>The rank of a pair that does not merge, behind all others.</summary>
    public const int NoRank = int.MaxValue;

    private const ulong Empty = ulong.MaxValue;

    private readonly Entry[] _entries;
    private readonly int _shift;

    public PairTable(BytePairVocabulary vocabulary)
    {
        List<(int Left, int Right, int Rank, int Result)> pairs = vocabulary.ByRank ? Splits(vocabulary) : InOrder(vocabulary);
        int bits = BitOperations.Log2((uint)Math.Max(pairs.Count, 1)) + 2;
        _entries = new Entry[1 << bits];
        _shift = 64 - bits;
        Array.Fill(_entries, new Entry { Key = Empty });
        foreach ((int left, int right, int rank, int result) in pairs) Add(left, right, rank, result);
    }

    /// <summary>The rank of a pair, the least of which merges first, and the token it makes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Find(int left, int right, out int result)
    {
        ulong key = Key(left, right);
        Entry[] entries = _entries;
        for (int at = Slot(key); ; at = (at + 1) & (entries.Length - 1))
        {
            ref readonly Entry entry = ref entries[at];
            if (entry.Key == key)
            {
                result = entry.Result;
                return entry.Rank;
            }

            if (entry.Key == Empty)
            {
                result = -1;
                return NoRank;
            }
        }
    }

    private static ulong Key(int left, int right) => ((ulong)(uint)left << 32) | (uint)right;

    private static List<(int Left, int Right, int Rank, int Result)> InOrder(BytePairVocabulary vocabulary) =>
        [.. vocabulary.Merges.Select((merge, rank) => (merge.Left, merge.Right, rank, merge.Result))];

    /// <summary>Every way to cut a token into two tokens.</summary>
    private static List<(int Left, int Right, int Rank, int Result)> Splits(BytePairVocabulary vocabulary)
    {
        HashSet<int> special = [.. vocabulary.SpecialTokens.Values];
        var pairs = new List<(int, int, int, int)>();
        for (int id = 0; id < vocabulary.Count; id++)
        {
            if (special.Contains(id) || !vocabulary.IsUsed(id)) continue;
            ReadOnlySpan<byte> bytes = vocabulary.Bytes(id);
            for (int cut = 1; cut < bytes.Length; cut++)
            {
                if (vocabulary.TryGetId(bytes[..cut], out int left) && vocabulary.TryGetId(bytes[cut..], out int right))
                    pairs.Add((left, right, id, id));
            }
        }

        return pairs;
    }

    private int Slot(ulong key) => (int)((key ^ (key >> 29)) * 0x9E3779B97F4A7C15 >> _shift);

    /// <summary>A pair that is there already keeps its first rank.</summary>
    private void Add(int left, int right, int rank, int result)
    {
        ulong key = Key(left, right);
        int at = Slot(key);
        while (_entries[at].Key != Empty && _entries[at].Key != key) at = (at + 1) & (_entries.Length - 1);
        if (_entries[at].Key == Empty) _entries[at] = new Entry { Key = key, Rank = rank, Result = result };
    }

    private struct Entry
    {
        public ulong Key;
        public int Rank;
        public int Result;
    }
}
