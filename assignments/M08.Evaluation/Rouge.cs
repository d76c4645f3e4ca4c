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
        throw new NotImplementedException("M08.E3: cut both texts into tokens, count what they share, and keep the best reference's score.");
    }
}
