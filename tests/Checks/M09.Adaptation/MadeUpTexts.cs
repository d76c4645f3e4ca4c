namespace LLMCourse.Checks.M09;

/// <summary>Texts of made-up words.</summary>
internal static class MadeUpTexts
{
    private static readonly string[] Starts = ["b", "d", "f", "k", "l", "m", "n", "p", "r", "s", "t", "v"],
        Vowels = ["a", "e", "i", "o", "u"];

    /// <summary>Draws a word of two or three syllables.</summary>
    public static string Word(CheckRandom random) =>
        string.Concat(Enumerable.Range(0, (int)random.NextInteger(2, 4)).Select(_ => Draw(random, Starts) + Draw(random, Vowels)));

    /// <summary>Draws words; there are 216,000 and more, so that few are the same.</summary>
    public static string[] Words(CheckRandom random, int count) => [.. Enumerable.Range(0, count).Select(_ => Word(random))];

    /// <summary>Replaces words of a text, each by another.</summary>
    public static string[] Edited(CheckRandom random, string[] words, int edits)
    {
        string[] edited = [.. words];
        for (int i = 0; i < edits; i++) edited[random.NextInteger(0, words.Length)] = "zz" + Word(random);
        return edited;
    }

    /// <summary>Picks one of several.</summary>
    public static string Draw(CheckRandom random, string[] of) => of[random.NextInteger(0, of.Length)];

    /// <summary>Writes what would be unreadable in a report.</summary>
    public static string Visible(string text) => text.Replace("\n", "⏎", StringComparison.Ordinal)
        .Replace("\r", "␍", StringComparison.Ordinal).Replace("\t", "⇥", StringComparison.Ordinal);
}
