using System.Text;

namespace LLMCourse.M08;

/// <summary>chrF: an F-score of character n-grams, which forgives a wrong ending where BLEU sees a wrong word.</summary>
/// <remarks>Popović 2015 (<see href="https://aclanthology.org/W15-3049"/>), as sacreBLEU's <c>CHRF()</c>: n-grams of 1 to 6 characters, β =
/// 2, no n-grams of words, white space left out.</remarks>
public static class ChrF
{
    /// <summary>Computes the chrF score of a corpus.</summary>
    /// <param name="candidates">What the system wrote, one text for each item; at least one.</param>
    /// <param name="references">For each candidate its references, at least one.</param>
    /// <returns>From 0 to 100.</returns>
    /// <exception cref="ArgumentException">There is no candidate, the lists differ in length, or an item has no reference.</exception>
    /// <remarks>
    /// <para>All white space is taken out; a character is a Unicode code point (a <see cref="System.Text.Rune"/>): 😀 is one, and é is one
    /// or two, as it is written. Case counts.</para>
    /// <para>For each n = 1 to 6 three numbers are needed: the candidate's n-grams, the reference's, and the matches, an n-gram matching as
    /// often as both have it. Where a reference has no n-gram of a length, the candidate's of that length are not counted. The numbers of
    /// all items are summed, and precision n and recall n are quotients of the sums. They are averaged over those n of which both the
    /// candidates and the references have any n-gram: P and R. The score is 100·(1 + β²)·P·R / (β²·P + R), and 0 where there is no such n,
    /// or nothing matches.</para>
    /// <para>Of several references, an item uses the one that gives the item by itself the greatest score, the first among equals.</para>
    /// </remarks>
    [Exercise("M08.E3")]
    public static double Corpus(IReadOnlyList<string> candidates, IReadOnlyList<IReadOnlyList<string>> references)
    {
        // TODO M08.E3: for each item take the numbers of its best reference, sum them over all items, and compute one score.
        #region Solution
        ArgumentNullException.ThrowIfNull(candidates);
        ArgumentNullException.ThrowIfNull(references);
        if (candidates.Count == 0 || candidates.Count != references.Count) throw new ArgumentException($"There are {candidates.Count} candidates and references for {references.Count}; give at least one, and as many of both.");
        if (references.Any(item => item.Count == 0)) throw new ArgumentException("An item has no reference.", nameof(references));
        int[] sums = new int[3 * Longest];
        for (int item = 0; item < candidates.Count; item++)
        {
            string[] candidate = Characters(candidates[item]);
            int[] best = references[item].Select(reference => Counts(candidate, Characters(reference))).MaxBy(Score)!;
            for (int i = 0; i < sums.Length; i++) sums[i] += best[i];
        }

        return Score(sums);
        #endregion
    }

    #region Solution
    private const int Longest = 6;

    // For each length: the candidate's n-grams, the reference's, and the matches.
    private static int[] Counts(string[] candidate, string[] reference)
    {
        int[] counts = new int[3 * Longest];
        for (int n = 1; n <= Longest; n++)
        {
            Dictionary<string, int> wanted = NGrams.Count(reference, n), written = NGrams.Count(candidate, n);
            if (wanted.Count > 0) counts[3 * (n - 1)] = written.Values.Sum();
            counts[(3 * (n - 1)) + 1] = wanted.Values.Sum();
            counts[(3 * (n - 1)) + 2] = written.Sum(gram => Math.Min(gram.Value, wanted.GetValueOrDefault(gram.Key)));
        }

        return counts;
    }

    private static double Score(int[] counts)
    {
        double precision = 0, recall = 0;
        int lengths = 0;
        foreach (int[] of in counts.Chunk(3))
        {
            // Where the references have none, none of the candidates' are counted.
            if (of[0] == 0) continue;
            precision += (double)of[2] / of[0];
            recall += (double)of[2] / of[1];
            lengths++;
        }

        return precision == 0 ? 0 : 100 * 5 * precision * recall / ((4 * precision) + recall) / lengths;
    }

    private static string[] Characters(string text) => [.. text.EnumerateRunes().Where(rune => !Rune.IsWhiteSpace(rune)).Select(rune => rune.ToString())];
    #endregion
}
