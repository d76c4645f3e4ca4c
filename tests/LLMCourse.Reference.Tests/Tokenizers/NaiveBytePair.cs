namespace LLMCourse.Reference.Tests.Tokenizers;

/// <summary>Merging as its definition reads: find the earliest merge among all pairs, make it
/// everywhere from the left, look again.</summary>
internal sealed class NaiveBytePair
{
    private readonly Dictionary<(int Left, int Right), (int Rank, int Result)> _merges = [];

    public NaiveBytePair(IEnumerable<(int Left, int Right, int Result)> merges)
    {
        foreach ((int left, int right, int result) in merges) _ = _merges.TryAdd((left, right), (_merges.Count, result));
    }

    public int[] Merge(IReadOnlyList<int> ids)
    {
        List<int> list = [.. ids];
        while (true)
        {
            var pairs = list.Zip(list.Skip(1)).Where(_merges.ContainsKey).ToList();
            if (pairs.Count == 0) return [.. list];
            (int Left, int Right) best = pairs.MinBy(pair => _merges[pair].Rank);
            list = Replace(list, best, _merges[best].Result);
        }
    }

    public static List<int> Replace(List<int> list, (int Left, int Right) pair, int result)
    {
        var merged = new List<int>();
        for (int i = 0; i < list.Count; i++)
        {
            bool here = i + 1 < list.Count && list[i] == pair.Left && list[i + 1] == pair.Right;
            merged.Add(here ? result : list[i]);
            if (here) i++;
        }

        return merged;
    }
}
