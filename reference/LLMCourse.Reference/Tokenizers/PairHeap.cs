namespace LLMCourse.Reference.Tokenizers;

/// <summary>Finds the most frequent pair; of equally frequent ones the lexicographically greatest, by its first
/// token's bytes, then by its second's.</summary>
/// <remarks>Counts change while pairs are in the heap. One that has risen is pushed again; one that has
/// fallen is put right when it is met.</remarks>
internal sealed class PairHeap(PairCounts counts, List<byte[]> tokens)
{
    private (long Times, int Pair)[] _items = new (long, int)[1 << 12];
    private int _count;

    public void Push(int pair)
    {
        if (_count == _items.Length) Array.Resize(ref _items, 2 * _count);
        (long Times, int Pair) item = (counts.Times(pair), pair);
        int at = _count++;
        while (at > 0 && Before(item, _items[(at - 1) / 2]))
        {
            _items[at] = _items[(at - 1) / 2];
            at = (at - 1) / 2;
        }

        _items[at] = item;
    }

    /// <summary>Takes the best pair; false when no pair occurs any more.</summary>
    public bool TryPop(out int pair)
    {
        while (_count > 0)
        {
            (long times, pair) = _items[0];
            long now = counts.Times(pair);
            if (now == times && now > 0)
            {
                Replace(_items[--_count]);
                return true;
            }

            // It has fallen since: it may still be the best after others. If it has risen, it was pushed again.
            Replace(now > 0 && now < times ? (now, pair) : _items[--_count]);
        }

        pair = -1;
        return false;
    }

    private void Replace((long Times, int Pair) item)
    {
        int at = 0;
        while (true)
        {
            int child = (2 * at) + 1;
            if (child >= _count) break;
            if (child + 1 < _count && Before(_items[child + 1], _items[child])) child++;
            if (!Before(_items[child], item)) break;
            _items[at] = _items[child];
            at = child;
        }

        _items[at] = item;
    }

    private bool Before((long Times, int Pair) one, (long Times, int Pair) other)
    {
        if (one.Times != other.Times) return one.Times > other.Times;
        if (one.Pair == other.Pair) return false;
        (int left, int right) = counts.Tokens(one.Pair);
        (int otherLeft, int otherRight) = counts.Tokens(other.Pair);
        int order = left == otherLeft ? 0 : tokens[left].AsSpan().SequenceCompareTo(tokens[otherLeft]);
        return order != 0 ? order > 0 : tokens[right].AsSpan().SequenceCompareTo(tokens[otherRight]) > 0;
    }
}
