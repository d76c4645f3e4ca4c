#region Solution
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
#endregion

namespace LLMCourse.M07;

/// <summary>Takes the personal data out of texts and can put it back: a model sees tokens, the user sees values.</summary>
public sealed class PrivacyVault
{
    #region Solution
    private const string Literal = "LITERAL";

    private readonly Dictionary<(string Kind, string Value), string> _tokens = [];
    private readonly Dictionary<string, string> _values = [];
    private readonly Dictionary<string, int> _counts = [];
    #endregion

    /// <summary>Replaces what <see cref="Redactor.Mask"/> would mask by numbered tokens: <c>|||EMAIL_ADDRESS_1|||</c>.</summary>
    /// <remarks>
    /// Each kind counts from 1, in the order in which its values are first hidden in this vault. The same value, to the letter, gets the
    /// same token again. A text may have
    /// tokens of its own, or parts of them, which somebody wrote there to be shown another's data: <see cref="Reveal"/> gives back every
    /// text that was hidden as it was,
    /// so that these have to be written in another way. How is left to you; a text without <c>|||</c> has no more changed in it than its
    /// values.
    /// </remarks>
    /// <param name="text">The text.</param>
    /// <returns>The text with tokens.</returns>
    [Exercise("M07.E1")]
    public string Hide(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        // TODO M07.E1: number the values that are found, remember which token stands for which, and write what reads as a token differently.
        #region Solution
        StringBuilder hidden = new();
        int from = 0;
        foreach ((int start, int end, string kind) in Redactor.Find(text, default, isEnd: true, out _))
        {
            _ = hidden.Append(Own(text[from..start])).Append(Token(kind, text[start..end]));
            from = end;
        }

        return hidden.Append(Own(text[from..])).ToString();
        #endregion
    }

    /// <summary>Puts the values back in the place of this vault's tokens.</summary>
    /// <param name="text">A text with tokens, such as a model's reply to a hidden one. Read from the left.</param>
    /// <returns>The text with values; tokens that this vault never wrote stay as they are.</returns>
    [Exercise("M07.E1")]
    public string Reveal(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        // TODO M07.E1: replace each token that was handed out, in one pass, so that no value is read for tokens again.
        #region Solution
        return TokenPattern.Replace(text, match => _values.GetValueOrDefault(match.Value, match.Value));
        #endregion
    }

    #region Solution
    // Three bars become a token like any value: then no text of the user's can begin one.
    private string Own(string text) =>
        text.Contains("|||", StringComparison.Ordinal) ? text.Replace("|||", Token(Literal, "|||"), StringComparison.Ordinal) : text;

    private string Token(string kind, string value)
    {
        if (_tokens.TryGetValue((kind, value), out string? token)) return token;
        int number = _counts[kind] = _counts.GetValueOrDefault(kind) + 1;
        token = string.Create(CultureInfo.InvariantCulture, $"|||{kind}_{number}|||");
        _values[token] = value;
        return _tokens[(kind, value)] = token;
    }

    private static readonly Regex TokenPattern = new(@"\|\|\|[A-Z_]+_[0-9]+\|\|\|", RegexOptions.CultureInvariant);
    #endregion
}
