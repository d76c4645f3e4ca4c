using LLMCourse.Checks;

namespace LLMCourse.Authoring.Samples;

/// <summary>Draws some of many mutants, mistakes or golden submissions: equal seeds draw equal ones.</summary>
internal static class SeededSample
{
    /// <summary>Draws without replacement.</summary>
    /// <param name="all">What is drawn from.</param>
    /// <param name="count">How many; null or more than there are for all.</param>
    /// <param name="seed">The seed.</param>
    /// <returns>Those drawn, in their order in <paramref name="all"/>.</returns>
    public static IReadOnlyList<T> Draw<T>(IReadOnlyList<T> all, int? count, ulong seed)
    {
        if (count is not { } wanted || wanted >= all.Count) return all;
        int[] places = [.. Enumerable.Range(0, all.Count)];
        CheckRandom random = new(seed);
        for (int i = 0; i < wanted; i++)
        {
            int other = (int)random.NextInteger(i, places.Length);
            (places[i], places[other]) = (places[other], places[i]);
        }

        return [.. places.Take(wanted).Order().Select(i => all[i])];
    }
}
