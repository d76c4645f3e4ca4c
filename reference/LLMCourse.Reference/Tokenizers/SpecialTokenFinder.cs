using System.Buffers;
using System.Text;

namespace LLMCourse.Reference.Tokenizers;

/// <summary>Finds special tokens in text: the first one, and where several begin at the same place the longest.</summary>
internal sealed class SpecialTokenFinder
{
    private readonly (byte[] Text, int Id)[] _longestFirst;
    private readonly SearchValues<byte> _firstBytes;

    public SpecialTokenFinder(IReadOnlyDictionary<string, int> special)
    {
        _longestFirst = [.. special.Select(pair => (Text: Encoding.UTF8.GetBytes(pair.Key), Id: pair.Value))
            .OrderByDescending(token => token.Text.Length)];
        _firstBytes = SearchValues.Create([.. _longestFirst.Select(token => token.Text[0]).Distinct()]);
    }

    public bool IsEmpty => _longestFirst.Length == 0;

    /// <summary>Finds the first special token.</summary>
    /// <param name="text">UTF-8.</param>
    /// <param name="complete">Whether nothing follows the text.</param>
    /// <param name="id">The token's id, or −1 when there is none, or when it depends on what follows whether there is one.</param>
    /// <param name="length">The token's length in bytes, or 0.</param>
    /// <returns>Where it begins, or may begin; the end of the text if nowhere.</returns>
    public int Find(ReadOnlySpan<byte> text, bool complete, out int id, out int length)
    {
        (id, length) = (-1, 0);
        for (int at = 0; ; at++)
        {
            int step = text[at..].IndexOfAny(_firstBytes);
            if (step < 0) return text.Length;
            at += step;
            ReadOnlySpan<byte> rest = text[at..];
            foreach ((byte[] token, int tokenId) in _longestFirst)
            {
                if (rest.StartsWith(token))
                {
                    (id, length) = (tokenId, token.Length);
                    return at;
                }

                if (!complete && token.AsSpan().StartsWith(rest)) return at;
            }
        }
    }
}
