using System.Text.RegularExpressions;

namespace Microsoft.ML.Tokenizers;

/// <summary>
/// Cuts special tokens out first, then the rest by a regular expression; what neither matches is dropped. As in the real package,
/// special tokens are tried in the order in which the dictionary gives them: where one begins with another, list the longer one first.
/// </summary>
public sealed class RegexPreTokenizer : PreTokenizer
{
    private readonly Regex _regex;
    private readonly Regex? _special;

    public RegexPreTokenizer(Regex regex, IReadOnlyDictionary<string, int>? specialTokens)
    {
        ArgumentNullException.ThrowIfNull(regex);
        _regex = regex;
        if (specialTokens is { Count: > 0 })
            _special = new Regex(string.Join('|', specialTokens.Keys.Select(Regex.Escape)), RegexOptions.CultureInvariant);
    }

    public override IEnumerable<(int Offset, int Length)> PreTokenize(ReadOnlySpan<char> text) => PreTokenize(text.ToString());

    public override IEnumerable<(int Offset, int Length)> PreTokenize(string text)
    {
        if (string.IsNullOrEmpty(text)) yield break;
        int from = 0;
        while (_special is not null && FirstMatch(text, _special, from, text.Length) is (int offset, int length))
        {
            foreach ((int Offset, int Length) match in Matches(text, _regex, from, offset)) yield return match;
            yield return (offset, length);
            from = offset + length;
        }

        foreach ((int Offset, int Length) match in Matches(text, _regex, from, text.Length)) yield return match;
    }
}
