using System.Text;

namespace LLMCourse.M09;

/// <summary>The quality filter that MassiveText was made with: eight rules of thumb that most pages of no use break.</summary>
/// <remarks>Rae et al. 2021, <see href="https://arxiv.org/abs/2112.11446"/>, appendix A.1.1, "Quality filtering". The paper leaves open what a word, a bullet or a
/// line is; here it is said.</remarks>
public static class GopherRules
{
    #region Solution
    private static readonly string[] Stops = ["the", "be", "to", "of", "and", "that", "have", "with"];
    #endregion

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
        #region Solution
        ArgumentNullException.ThrowIfNull(text);
        string[] words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        string[] lines = [.. text.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0)];
        int ellipses = text.Replace("...", "…", StringComparison.Ordinal).Count(c => c == '…');
        HashSet<string> found = [.. words.Select(Bare)];

        double length = Share(words.Sum(word => word.EnumerateRunes().Count()), words.Length);
        double hashes = Share(text.Count(c => c == '#'), words.Length);
        double symbols = Share(ellipses, words.Length);
        double bullets = Share(lines.Count(line => "•‣◦▪-*".Contains(line[0], StringComparison.Ordinal)), lines.Length);
        double trails = Share(lines.Count(line => line.EndsWith('…') || line.EndsWith("...", StringComparison.Ordinal)), lines.Length);
        double letters = Share(words.Count(word => word.EnumerateRunes().Any(Rune.IsLetter)), words.Length);
        int stops = Stops.Count(found.Contains);

        (GopherRule Rule, bool IsBroken)[] rules =
        [
            (GopherRule.WordCount, words.Length is < 50 or > 100_000),
            (GopherRule.WordLength, length is < 3 or > 10),
            (GopherRule.Hashes, hashes > 0.1),
            (GopherRule.Ellipses, symbols > 0.1),
            (GopherRule.Bullets, bullets > 0.9),
            (GopherRule.LineEllipses, trails > 0.3),
            (GopherRule.Letters, letters < 0.8),
            (GopherRule.StopWords, stops < 2),
        ];
        return new GopherReport(words.Length, length, hashes, symbols, bullets, trails, letters, stops, [.. rules.Where(rule => rule.IsBroken).Select(rule => rule.Rule)]);
        #endregion
    }

    #region Solution
    // A quotient of whole numbers is rounded as the border's literal is: 5/50 is 0.1, and not above it.
    private static double Share(int part, int whole) => whole == 0 ? 0 : part / (double)whole;

    private static string Bare(string word)
    {
        int start = 0, end = word.Length;
        while (start < end && !char.IsLetter(word[start]))
            start++;
        while (end > start && !char.IsLetter(word[end - 1]))
            end--;
        return word[start..end].ToLowerInvariant();
    }
    #endregion
}
