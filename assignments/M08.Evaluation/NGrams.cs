namespace LLMCourse.M08;

/// <summary>Counts n-grams. Given; there is nothing to do here.</summary>
public static class NGrams
{
    /// <summary>Counts every run of n units that follow each other.</summary>
    /// <param name="units">Words, or characters, each a string without spaces.</param>
    /// <param name="n">The length of a run, 1 or more.</param>
    /// <returns>How often each run occurs, its units joined by spaces; empty where there are fewer than n units. A, B, A, B has "A B" twice
    /// and "B A" once.</returns>
    public static Dictionary<string, int> Count(IReadOnlyList<string> units, int n)
    {
        ArgumentNullException.ThrowIfNull(units);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(n);
        Dictionary<string, int> counts = new(StringComparer.Ordinal);
        for (int i = 0; i + n <= units.Count; i++)
        {
            string run = string.Join(' ', units.Skip(i).Take(n));
            counts[run] = counts.GetValueOrDefault(run) + 1;
        }

        return counts;
    }
}
