namespace Microsoft.ML.Tokenizers;

/// <summary>
/// Byte-pair merging: the pair of lowest rank first, the leftmost of equals. Neighbours are a linked list and candidates a heap,
/// so n symbols take O(n log n) steps.
/// </summary>
internal static class Merger
{
    [ThreadStatic]
    private static PriorityQueue<Candidate, long>? _queue;

    private readonly record struct Candidate(int Left, int Middle, int End, int Id);

    public static PieceToken[] Merge<TRules>(List<PieceToken> symbols, TRules rules)
        where TRules : IMergeRules, allows ref struct
    {
        if (symbols.Count < 2) return [.. symbols];
        PieceToken[] tokens = [.. symbols];
        int[] previous = new int[tokens.Length];
        int[] next = new int[tokens.Length];
        PriorityQueue<Candidate, long> queue = _queue ??= new();
        queue.Clear();
        for (int i = 0; i < tokens.Length; i++) (previous[i], next[i]) = (i - 1, i + 1);
        for (int i = 0; i < tokens.Length - 1; i++) Offer(tokens, next, queue, i, rules);

        int count = tokens.Length;
        while (queue.TryDequeue(out Candidate best, out _))
        {
            // A candidate is out of date when either of its halves has grown or gone since it was offered.
            int left = best.Left;
            int right = next[left];
            if (tokens[left].End != best.Middle || right >= tokens.Length || tokens[right].End != best.End) continue;

            tokens[left] = new PieceToken(best.Id, tokens[left].Start, best.End);
            tokens[right] = new PieceToken(-1, -1, -1);
            next[left] = next[right];
            if (next[left] < tokens.Length) previous[next[left]] = left;
            count--;

            if (previous[left] >= 0) Offer(tokens, next, queue, previous[left], rules);
            Offer(tokens, next, queue, left, rules);
        }

        PieceToken[] merged = new PieceToken[count];
        for (int i = 0, at = 0; at < tokens.Length; at = next[at]) merged[i++] = tokens[at];
        return merged;
    }

    private static void Offer<TRules>(PieceToken[] tokens, int[] next, PriorityQueue<Candidate, long> queue, int left, TRules rules)
        where TRules : IMergeRules, allows ref struct
    {
        int right = next[left];
        if (right < tokens.Length && rules.TryMerge(tokens[left], tokens[right], out int rank, out int id))
            queue.Enqueue(new Candidate(left, tokens[left].End, tokens[right].End, id), ((long)rank << 32) | (uint)left);
    }
}
