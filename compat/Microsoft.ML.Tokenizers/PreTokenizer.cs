using System.Text.RegularExpressions;

namespace Microsoft.ML.Tokenizers;

public abstract partial class PreTokenizer
{
    public abstract IEnumerable<(int Offset, int Length)> PreTokenize(string text);

    public abstract IEnumerable<(int Offset, int Length)> PreTokenize(ReadOnlySpan<char> text);

    public static PreTokenizer CreateWhiteSpace(IReadOnlyDictionary<string, int>? specialTokens = null) =>
        new RegexPreTokenizer(WhiteSpaceRegex(), specialTokens);

    public static PreTokenizer CreateWordOrNonWord(IReadOnlyDictionary<string, int>? specialTokens = null) =>
        new RegexPreTokenizer(WordOrNonWordRegex(), specialTokens);

    public static PreTokenizer CreateWordOrPunctuation(IReadOnlyDictionary<string, int>? specialTokens = null) =>
        new RegexPreTokenizer(WordOrPunctuationRegex(), specialTokens);

    /// <summary>The matches in one stretch of the text, each searched for as if the text began and ended with what is left.</summary>
    private protected static IEnumerable<(int Offset, int Length)> Matches(string text, Regex regex, int from, int to)
    {
        while (from < to && FirstMatch(text, regex, from, to) is (int offset, int length) && length > 0)
        {
            yield return (offset, length);
            from = offset + length;
        }
    }

    private protected static (int Offset, int Length)? FirstMatch(string text, Regex regex, int from, int to)
    {
        foreach (ValueMatch match in regex.EnumerateMatches(text.AsSpan(from, to - from))) return (from + match.Index, match.Length);
        return null;
    }

    [GeneratedRegex(@"\S+")]
    private static partial Regex WhiteSpaceRegex();

    [GeneratedRegex(@"\w+|[^\w\s]+")]
    private static partial Regex WordOrNonWordRegex();

    [GeneratedRegex(@"\w+|[\p{P}]")]
    private static partial Regex WordOrPunctuationRegex();
}
