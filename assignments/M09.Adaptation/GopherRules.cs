using System.Text;

namespace LLMCourse.M09;

/// <summary>The quality filter that MassiveText was made with: eight rules of thumb that most pages of no use break.</summary>
/// <remarks>Rae et al. 2021, <see href="https://arxiv.org/abs/2112.11446"/>, appendix A.1.1, "Quality filtering". The paper leaves open what a word, a bullet or a
/// line is; here it is said.</remarks>
public static class GopherRules
{

    /// <summary>Measures a text and says which rules it breaks.</summary>
    /// <param name="text">Any text.</param>
    /// <returns>The measures and the broken rules. A text exactly on a border is kept: 50 words, an average of 10 characters, one # for ten words, 90 % bullets.</returns>
    /// <remarks>
    /// Words are what white space parts; their length is in characters (runes), and punctuation counts. Ellipses are "…" and "...", counted from the left
    /// without overlap. Lines are what <c>\n</c> parts; blank ones do not count. A line begins with a bullet if •, ‣, ◦, ▪, - or * is its first character
    /// that is not white space, and ends with an ellipsis if that is its last. Letters are those of any script. A stop word counts once, however often it
    /// is there, in upper or lower case, with whatever is not a letter taken from both ends of the word.
    /// </remarks>
    [Exercise("M09.E8", Title = "Curating text", Weight = 2)]
    public static GopherReport Check(string text)
    {
        // TODO M09.E8: count words, characters, symbols and lines; compare each with its border.
        throw new NotImplementedException("M09.E8: count words, characters, symbols and lines; compare each with its border.");
    }
}
