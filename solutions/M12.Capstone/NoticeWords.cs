using System.Text;

namespace LLMCourse.M12;

/// <summary>Cuts texts into words.</summary>
public static class NoticeWords
{
    /// <summary>Returns the maximal runs of the letters a to z and the digits, after the letters A to Z have become lower case.</summary>
    /// <param name="text">The text.</param>
    public static IReadOnlyList<string> Split(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        List<string> words = [];
        StringBuilder word = new();
        foreach (char c in text + " ")
        {
            if (char.IsAsciiLetterOrDigit(c))
            {
                _ = word.Append(char.ToLowerInvariant(c));
            }
            else if (word.Length > 0)
            {
                words.Add(word.ToString());
                _ = word.Clear();
            }
        }

        return words;
    }
}
