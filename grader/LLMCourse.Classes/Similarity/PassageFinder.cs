namespace LLMCourse.Classes.Similarity;

/// <summary>Writes out what two submissions have in common.</summary>
internal static class PassageFinder
{
    // A changed operator or an added call does not make two passages of one.
    private const int WidestGap = 8;

    /// <summary>Finds the passages, the one that weighs most first.</summary>
    public static IReadOnlyList<AlignedPassage> Find(SubmissionCode a, SubmissionCode b, Rarity rarity)
    {
        Dictionary<int, ulong> grams = Grams.Of(a.Tokens, SimilarityReport.ShortestPassage).ToDictionary(g => g.Start, g => g.Hash);
        List<Tile> tiles = [.. GreedyTiling.Match(a.Tokens, b.Tokens, SimilarityReport.ShortestPassage).OrderBy(t => t.StartA)];
        List<AlignedPassage> passages = [];
        for (int i = 0; i < tiles.Count;)
        {
            int next = i + 1;
            while (next < tiles.Count && Adjoins(tiles[next - 1], tiles[next], a.Tokens, b.Tokens)) next++;
            passages.Add(Passage(a, b, tiles[i..next], grams, rarity));
            i = next;
        }

        return [.. passages.OrderByDescending(p => p.Shared).ThenByDescending(p => p.Tokens)];
    }

    private static bool Adjoins(Tile first, Tile second, CodeTokens a, CodeTokens b)
    {
        int gapA = second.StartA - first.StartA - first.Length, gapB = second.StartB - first.StartB - first.Length;
        return gapA is >= 0 and <= WidestGap && gapB is >= 0 and <= WidestGap
            && a.BlockOf[first.StartA] == a.BlockOf[second.StartA] && b.BlockOf[first.StartB] == b.BlockOf[second.StartB];
    }

    private static AlignedPassage Passage(SubmissionCode a, SubmissionCode b, List<Tile> tiles, Dictionary<int, ulong> grams, Rarity rarity)
    {
        List<ulong> inside = [.. tiles.SelectMany(t => Enumerable.Range(t.StartA, t.Length - SimilarityReport.ShortestPassage + 1))
            .Select(start => grams[start])];
        List<int> counts = [.. inside.Select(g => rarity.Where(g).Count).Order()];
        Tile first = tiles[0], last = tiles[^1];
        return new AlignedPassage(
            tiles.Sum(t => t.Length),
            counts[counts.Count / 2],
            Math.Round(inside.Distinct().Order().Sum(rarity.Of), 2),
            Place(a, first.StartA, last.StartA + last.Length - 1, tiles.SelectMany(t => Enumerable.Range(t.StartA, t.Length))),
            Place(b, first.StartB, last.StartB + last.Length - 1, tiles.SelectMany(t => Enumerable.Range(t.StartB, t.Length))));
    }

    private static PassagePlace Place(SubmissionCode code, int first, int last, IEnumerable<int> alike)
    {
        CodeBlock block = code.Tokens.Blocks[code.Tokens.BlockOf[first]];
        int from = code.Tokens.Lines[first], to = code.Tokens.Lines[last];
        string[] lines =
            [.. code.Files[block.File][(from - 1)..to].Select(l => l.Replace("\t", "    ", StringComparison.Ordinal).TrimEnd())];
        int indent = lines.Where(l => l.Length > 0).Select(l => l.Length - l.TrimStart(' ').Length).DefaultIfEmpty(0).Min();
        return new PassagePlace(block.File, block.Member, from, [.. lines.Select(l => l.Length > indent ? l[indent..] : "")])
        {
            Alike = [.. alike.Select(i => code.Tokens.Lines[i]).Distinct().Order()]
        };
    }
}
