namespace LLMCourse.Classes.Similarity;

/// <summary>In how many submissions each passage stands, and how much it weighs therefore.</summary>
internal sealed class Rarity
{
    // What the whole class has in common weighs next to nothing, but never nothing: it has to be seen too.
    private const double Least = 0.02;

    private readonly Dictionary<ulong, List<int>> _where = [];
    private readonly int _submissions;

    /// <summary>Counts.</summary>
    /// <param name="passages">The different passages of each submission.</param>
    public Rarity(IReadOnlyList<IReadOnlyCollection<ulong>> passages)
    {
        _submissions = passages.Count;
        for (int i = 0; i < passages.Count; i++)
        {
            foreach (ulong passage in passages[i])
            {
                if (!_where.TryGetValue(passage, out List<int>? list)) _where[passage] = list = [];
                list.Add(i);
            }
        }
    }

    /// <summary>Returns the submissions that have a passage, ascending.</summary>
    public IReadOnlyList<int> Where(ulong passage) => _where[passage];

    /// <summary>Returns what a passage weighs: log(N/n)/log(N/2) for n of N submissions, which is 1
    /// for two, at most 1 and at least 0.02.</summary>
    /// <remarks>Inverse document frequency, Spärck Jones 1972, scaled so that a passage that two submissions alone have weighs 1.</remarks>
    public double Of(ulong passage) => OfCount(_where[passage].Count);

    internal double OfCount(int count) =>
        count <= 2 ? 1 : Math.Clamp(Math.Log((double)_submissions / count) / Math.Log(_submissions / 2.0), Least, 1);
}
