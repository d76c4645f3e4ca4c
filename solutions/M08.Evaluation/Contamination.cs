using System.Text;

namespace LLMCourse.M08;

/// <summary>Looks for test items in training data.</summary>
/// <remarks>Brown et al. 2020, appendix C (<see href="https://arxiv.org/abs/2005.14165"/>), who took 13 words.</remarks>
public static class Contamination
{
    /// <summary>Finds the test items of which n words in a row stand in a training document.</summary>
    /// <param name="train">The training documents. A run of words does not go from one into the next.</param>
    /// <param name="test">The test items.</param>
    /// <param name="n">How many words in a row, 1 or more.</param>
    /// <exception cref="ArgumentException"><paramref name="n"/> is 0 or less.</exception>
    /// <remarks>
    /// Words are the longest runs of letters and digits of any script, by code points (<see cref="Rune.IsLetterOrDigit"/>), in lower case
    /// (invariant culture); all else separates. No item may be missed, and none reported that shares no run: a hash alone does not do.
    /// </remarks>
    [Exercise("M08.E7")]
    public static ContaminationReport NGramOverlap(IReadOnlyList<string> train, IReadOnlyList<string> test, int n = 13)
    {
        // TODO M08.E7: collect the runs of n words of the training data, and look each test item's runs up.
        #region Solution
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(test);
        ArgumentOutOfRangeException.ThrowIfLessThan(n, 1);
        HashSet<string> seen = [.. train.SelectMany(document => Runs(document, n))];
        List<int> leaked = [], tooShort = [];
        for (int item = 0; item < test.Count; item++)
        {
            List<string> runs = Runs(test[item], n);
            if (runs.Count == 0) tooShort.Add(item);
            if (runs.Exists(seen.Contains)) leaked.Add(item);
        }

        return new ContaminationReport(leaked, tooShort);
        #endregion
    }

    #region Solution
    private static List<string> Runs(string text, int n)
    {
        StringBuilder spaced = new();
        foreach (Rune rune in text.ToLowerInvariant().EnumerateRunes()) spaced.Append(Rune.IsLetterOrDigit(rune) ? rune.ToString() : " ");
        string[] words = spaced.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        List<string> runs = [];
        for (int i = 0; i + n <= words.Length; i++) runs.Add(string.Join(' ', words, i, n));
        return runs;
    }
    #endregion
}
