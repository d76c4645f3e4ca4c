using System.Text.RegularExpressions;

namespace LLMCourse.M08;

/// <summary>ROUGE: how much of a reference summary a candidate has.</summary>
/// <remarks>Lin 2004 (<see href="https://aclanthology.org/W04-1013"/>), with the conventions of Google's <c>rouge_score</c>, without its
/// stemmer.</remarks>
public static class Rouge
{
    /// <summary>Scores one candidate.</summary>
    /// <param name="candidate">What the system wrote.</param>
    /// <param name="references">The references, at least one. The score is that of the reference with the greatest F1, the first among
    /// equals.</param>
    /// <param name="variant">What is counted.</param>
    /// <returns>From 0 to 1 each; all 0 where either side has nothing to count.</returns>
    /// <exception cref="ArgumentException">There is no reference.</exception>
    /// <remarks>
    /// The text is put into lower case (invariant culture); then every run of characters other than a to z and 0 to 9 separates tokens, as
    /// in <c>rouge_score</c>: "Größe" is "gr" and "e". For n-grams, an n-gram matches as often as both sides have it; matches over the
    /// candidate's n-grams are the precision, over the reference's the recall. For the longest common subsequence its length counts, over
    /// the numbers of tokens.
    /// </remarks>
    [Exercise("M08.E3")]
    public static RougeScore Score(string candidate, IReadOnlyList<string> references, RougeVariant variant)
    {
        // TODO M08.E3: cut both texts into tokens, count what they share, and keep the best reference's score.
        #region Solution
        ArgumentNullException.ThrowIfNull(candidate);
        ArgumentNullException.ThrowIfNull(references);
        if (references.Count == 0) throw new ArgumentException("There is no reference.", nameof(references));
        string[] written = Tokens(candidate);
        return references.Select(reference => Score(written, Tokens(reference), variant)).MaxBy(score => score.F1);
        #endregion
    }

    #region Solution
    private static RougeScore Score(string[] candidate, string[] reference, RougeVariant variant)
    {
        if (variant == RougeVariant.Longest) return Score(Longest(candidate, reference), candidate.Length, reference.Length);
        int n = variant == RougeVariant.One ? 1 : 2;
        Dictionary<string, int> wanted = NGrams.Count(reference, n);
        int shared = NGrams.Count(candidate, n).Sum(gram => Math.Min(gram.Value, wanted.GetValueOrDefault(gram.Key)));
        return Score(shared, candidate.Length - n + 1, reference.Length - n + 1);
    }

    private static RougeScore Score(int shared, int ofCandidate, int ofReference) =>
        shared == 0 ? default : new RougeScore((double)shared / ofCandidate, (double)shared / ofReference, 2.0 * shared / (ofCandidate + ofReference));

    private static int Longest(string[] a, string[] b)
    {
        int[,] longest = new int[a.Length + 1, b.Length + 1];
        for (int i = 1; i <= a.Length; i++)
        {
            for (int j = 1; j <= b.Length; j++)
                longest[i, j] = a[i - 1] == b[j - 1] ? longest[i - 1, j - 1] + 1 : Math.Max(longest[i - 1, j], longest[i, j - 1]);
        }

        return longest[a.Length, b.Length];
    }

    private static string[] Tokens(string text) => Regex.Split(text.ToLowerInvariant(), "[^a-z0-9]+", RegexOptions.CultureInvariant).Where(token => token.Length > 0).ToArray();
    #endregion
}
