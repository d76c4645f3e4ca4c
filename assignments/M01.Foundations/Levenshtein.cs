using System.Text;

namespace LLMCourse.M01;

/// <summary>The edit distance between two texts.</summary>
/// <remarks>
/// Levenshtein 1966; the table is filled as in Wagner and Fischer 1974, "The String-to-String Correction Problem"
/// (<see href="https://doi.org/10.1145/321796.321811"/>), §3, with every cost 1.
/// </remarks>
public static class Levenshtein
{
    /// <summary>Counts the fewest insertions, deletions and replacements of a code point that turn one text into the other.</summary>
    /// <param name="a">A text, also an empty one.</param>
    /// <param name="b">Another.</param>
    /// <returns>0 for equal texts, the length of the other where one is empty; symmetric.</returns>
    /// <exception cref="ArgumentException">A text is null.</exception>
    /// <remarks>Example: kitten → sitting takes 3. Half of a surrogate pair counts as one character, U+FFFD.</remarks>
    [Exercise("M01.E7")]
    public static int Distance(string a, string b)
    {
        // TODO M01.E7: fill the table of distances between the beginnings of a and b, row by row, over code points.
        throw new NotImplementedException("M01.E7: fill the table of distances between the beginnings of a and b, row by row, over code points.");
    }
}
