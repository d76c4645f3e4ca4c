using System.Text;

namespace LLMCourse.Reference.Tokenizers;

/// <summary>Cuts text into the pieces that merges stay within, as the regular expressions of GPT-2 and of cl100k do, but by hand.</summary>
/// <remarks>
/// The rules read UTF-8 and judge whole code points: .NET's <c>\p{L}</c> sees UTF-16 units, to which no letter beyond U+FFFF is one.
/// Bytes that are not UTF-8 count as symbols and are kept. Letters and numbers are those of the Unicode version of .NET.
/// </remarks>
public abstract class SplitRule
{
    private protected SplitRule()
    {
    }

    /// <summary>Gets GPT-2's rule: <c>'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+</c>.</summary>
    /// <remarks>Radford et al. 2019, §2.2, and the code published with it.</remarks>
    public static SplitRule Gpt2 { get; } = new Gpt2SplitRule();

    /// <summary>
    /// Gets the rule of cl100k (GPT-3.5 and GPT-4; Llama 3 has the same):
    /// <c>'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+</c>.
    /// </summary>
    /// <remarks>Later releases of tiktoken add <c>\s++$</c>: there, white space at the very end is one
    /// piece even when it holds a line break.</remarks>
    public static SplitRule Cl100k { get; } = new Cl100kSplitRule();

    /// <summary>Finds where the piece that begins at <paramref name="start"/> ends.</summary>
    /// <param name="text">UTF-8. What comes before <paramref name="start"/> has no influence.</param>
    /// <param name="start">Where the piece begins, before the end of the text.</param>
    /// <param name="complete">Whether nothing follows the text; if something may, it must not end inside a character.</param>
    /// <returns>The end, exclusive, beyond <paramref name="start"/>; or −1 when it depends on what follows.</returns>
    public abstract int Next(ReadOnlySpan<byte> text, int start, bool complete = true);

    /// <summary>Cuts a text into pieces.</summary>
    /// <param name="text">The text; a lone surrogate is read as U+FFFD.</param>
    /// <returns>The pieces in order; joined they are the text.</returns>
    public IReadOnlyList<string> Split(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        var pieces = new List<string>();
        for (int at = 0; at < utf8.Length;)
        {
            int end = Next(utf8, at);
            pieces.Add(Encoding.UTF8.GetString(utf8, at, end - at));
            at = end;
        }

        return pieces;
    }

    /// <summary>The end of a run of white space without the last character, which goes with what
    /// follows, unless it is the only one.</summary>
    private protected static int WithoutLast(ReadOnlySpan<byte> text, int start, int end)
    {
        int last = end - 1;
        while ((text[last] & 0xC0) == 0x80) last--;
        return last > start ? last : end;
    }
}
