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
        throw new NotImplementedException("M08.E3: for each item take the numbers of its best reference, sum them over all items, and compute one score.");
    }
}
