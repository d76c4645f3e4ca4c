namespace LLMCourse.M11;

/// <summary>The words of a text that say what it is about.</summary>
public static class ContentWords
{
    private static readonly HashSet<string> Common = new(
        "a an and are as at be been but by can could did do does for from had has have he her his i if in into is it its may me my no not of on or our she should so than that the their them then there these they this to was we were what when which who will with would you your".Split(' '),
        StringComparer.Ordinal);

    /// <summary>Finds the content words of a text: runs of letters and digits in lower case, without those that stand in every text.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The words in their order, each as often as it stands there.</returns>
    public static IReadOnlyList<string> Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        List<string> words = [];
        for (int i = 0, start = 0; i <= text.Length; i++)
        {
            if (i < text.Length && char.IsLetterOrDigit(text[i]))
                continue;
            if (i > start && text[start..i].ToLowerInvariant() is var word && !Common.Contains(word))
                words.Add(word);
            start = i + 1;
        }

        return words;
    }
}
