namespace LLMCourse.Classes.Similarity;

/// <summary>Covers two sequences of tokens with common runs, the longest first; no token is in two
/// runs, and no run leaves its member.</summary>
/// <remarks>
/// Greedy String Tiling: Wise 1993, "String Similarity via Greedy String Tiling and Running Karp-Rabin Matching"; Prechelt, Malpohl and
/// Philippsen 2002, "Finding Plagiarisms among a Set of Programs with JPlag", §3.2. Differs: the runs are found once, through an index
/// of their beginnings, and one of which a longer run took a part is put back with what is left of it.
/// </remarks>
internal static class GreedyTiling
{
    // Of a beginning that stands this often in one submission, such as that of a long table, more places say nothing more.
    private const int MostPlaces = 64;

    /// <summary>Finds the runs, the longest first; of equally long ones those that come first.</summary>
    /// <param name="a">The one.</param>
    /// <param name="b">The other.</param>
    /// <param name="shortest">The shortest run that counts, in tokens.</param>
    public static List<Tile> Match(CodeTokens a, CodeTokens b, int shortest)
    {
        bool[] takenA = (bool[])a.Given.Clone(), takenB = (bool[])b.Given.Clone();
        Dictionary<ulong, List<int>> places = Places(b, shortest);
        var queue = new PriorityQueue<Tile, (int, int, int)>();
        foreach ((int i, ulong gram) in Grams.Of(a, shortest))
        {
            if (!places.TryGetValue(gram, out List<int>? starts)) continue;
            foreach (int j in starts)
            {
                // One that could begin a token earlier was found there.
                if (Continues(a, i) && Continues(b, j) && a.Symbols[i - 1] == b.Symbols[j - 1]) continue;
                Put(queue, new Tile(i, j, Extent(a, b, i, j)), shortest);
            }
        }

        List<Tile> tiles = [];
        while (queue.TryDequeue(out Tile tile, out _))
        {
            if (IsFree(tile, takenA, takenB))
            {
                takenA.AsSpan(tile.StartA, tile.Length).Fill(true);
                takenB.AsSpan(tile.StartB, tile.Length).Fill(true);
                tiles.Add(tile);
                continue;
            }

            int begun = -1;
            for (int k = 0; k <= tile.Length; k++)
            {
                bool free = k < tile.Length && !takenA[tile.StartA + k] && !takenB[tile.StartB + k];
                if (free && begun < 0) begun = k;
                if (free || begun < 0) continue;
                Put(queue, new Tile(tile.StartA + begun, tile.StartB + begun, k - begun), shortest);
                begun = -1;
            }
        }

        return tiles;
    }

    private static void Put(PriorityQueue<Tile, (int, int, int)> queue, Tile tile, int shortest)
    {
        if (tile.Length >= shortest) queue.Enqueue(tile, (-tile.Length, tile.StartA, tile.StartB));
    }

    private static Dictionary<ulong, List<int>> Places(CodeTokens tokens, int length)
    {
        Dictionary<ulong, List<int>> places = [];
        foreach ((int start, ulong gram) in Grams.Of(tokens, length))
        {
            if (!places.TryGetValue(gram, out List<int>? starts)) places[gram] = starts = [];
            if (starts.Count < MostPlaces) starts.Add(start);
        }

        return places;
    }

    private static bool Continues(CodeTokens tokens, int at) =>
        at > 0 && tokens.BlockOf[at - 1] == tokens.BlockOf[at] && !tokens.Given[at - 1];

    private static int Extent(CodeTokens a, CodeTokens b, int i, int j)
    {
        int endA = a.Blocks[a.BlockOf[i]].End, endB = b.Blocks[b.BlockOf[j]].End, length = 0;
        while (i + length < endA && j + length < endB && !a.Given[i + length] && !b.Given[j + length]
            && a.Symbols[i + length] == b.Symbols[j + length])
            length++;
        return length;
    }

    private static bool IsFree(Tile tile, bool[] takenA, bool[] takenB) =>
        !takenA.AsSpan(tile.StartA, tile.Length).Contains(true) && !takenB.AsSpan(tile.StartB, tile.Length).Contains(true);
}
