using LLMCourse.Reference.Decoding;

namespace LLMCourse.Benchmarks.Works;

/// <summary>100,000 made-up passages and 500 queries, whose words are as rare and as frequent as those of a language.</summary>
internal static class SearchCorpus
{
    /// <summary>The number of passages.</summary>
    public const int Passages = 100_000;

    /// <summary>How many passages a search gives.</summary>
    public const int Wanted = 10;

    private const int Vocabulary = 50_000;

    /// <summary>Makes the passages, of 20 to 99 words.</summary>
    public static IEnumerable<string> Texts() => Draw(1, Passages, 20, 80);

    /// <summary>Makes the queries, of 2 to 6 words.</summary>
    public static IEnumerable<string> Queries() => Draw(2, 500, 2, 5);

    private static IEnumerable<string> Draw(ulong seed, int count, int least, int range)
    {
        // Zipf's law, but for the few most frequent words, which searches leave out mostly.
        double[] until = new double[Vocabulary];
        double total = 0;
        for (int i = 0; i < until.Length; i++) until[i] = total += 1.0 / (i + 5);
        Xoshiro256 random = new(seed);
        for (int i = 0; i < count; i++)
            yield return string.Join(' ', Enumerable.Range(0, least + (int)(random.NextDouble() * range)).Select(_ => Word()));

        string Word()
        {
            int at = Array.BinarySearch(until, random.NextDouble() * total);
            return $"w{(at < 0 ? ~at : at)}";
        }
    }
}
