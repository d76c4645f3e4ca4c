namespace LLMCourse.Checks.Protocol;

/// <summary>Cuts texts to a length without splitting a surrogate pair.</summary>
public static class TextCut
{
    /// <summary>Returns <paramref name="text"/>, or its beginning and an ellipsis.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="limit">The most characters to return; at least 1.</param>
    public static string To(string text, int limit)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        if (text.Length <= limit) return text;
        int keep = limit - 1;
        if (keep > 0 && char.IsHighSurrogate(text[keep - 1])) keep--;
        return text[..keep] + "…";
    }
}
