namespace LLMCourse.M12;

/// <summary>What near-duplicates are counted in.</summary>
public static class WordGrams
{
    /// <summary>Gets the distinct 3-grams of words of a text.</summary>
    /// <remarks>A word is a run of letters and digits (<see cref="char.IsLetterOrDigit(char)"/>) in lower case of the invariant culture. A text of one or two words has one
    /// gram with all of them, a text without words has none.</remarks>
    /// <param name="text">The text.</param>
    /// <returns>The grams, words joined by spaces: "The bus, the tram." has <c>the bus the</c> and <c>bus the tram</c>.</returns>
    public static HashSet<string> Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        List<string> words = [];
        int start = -1;
        for (int i = 0; i <= text.Length; i++)
        {
            bool isWord = i < text.Length && char.IsLetterOrDigit(text[i]);
            if (isWord && start < 0) start = i;
            if (isWord || start < 0) continue;
            words.Add(text[start..i].ToLowerInvariant());
            start = -1;
        }

        HashSet<string> grams = new(StringComparer.Ordinal);
        for (int i = 0; i + 3 <= words.Count; i++) _ = grams.Add($"{words[i]} {words[i + 1]} {words[i + 2]}");
        if (words.Count is 1 or 2) _ = grams.Add(string.Join(' ', words));
        return grams;
    }
}
