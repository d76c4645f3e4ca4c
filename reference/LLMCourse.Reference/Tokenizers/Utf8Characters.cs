using System.Buffers;
using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Text;

namespace LLMCourse.Reference.Tokenizers;

/// <summary>Reads characters out of UTF-8 and says what kind they are: whole code points, so that 𝒜
/// is a letter and not two surrogates.</summary>
internal static class Utf8Characters
{
    private const int PageSize = 256;
    private const int CodePoints = 0x110000;

    private static readonly CharacterKind[] Ascii = Page(0);
    private static readonly CharacterKind[]?[] Pages = new CharacterKind[CodePoints / PageSize][];

    /// <summary>The kind of the character at <paramref name="at"/>; what is not UTF-8 is <see cref="CharacterKind.Other"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static CharacterKind KindAt(ReadOnlySpan<byte> text, int at, out int length)
    {
        byte first = text[at];
        if (first >= 0x80) return KindBeyondAscii(text[at..], out length);
        length = 1;
        return Ascii[first];
    }

    /// <summary>
    /// The end of a word of ASCII letters, perhaps with one space before it, found without a loop, whose end would be guessed wrongly.
    /// </summary>
    /// <returns>The end; −1 if this is no such word, or one of 15 bytes or more, or too near to the end of the text.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int AsciiWordEnd(ReadOnlySpan<byte> text, int start)
    {
        if (!Vector128.IsHardwareAccelerated || text.Length - start < Vector128<byte>.Count) return -1;
        Vector128<byte> lower = Vector128.Create(text.Slice(start, Vector128<byte>.Count)) | Vector128.Create((byte)0x20);
        uint letters = Vector128.LessThan(lower - Vector128.Create((byte)'a'), Vector128.Create((byte)26)).ExtractMostSignificantBits();
        int space = text[start] == ' ' ? 1 : 0;
        int length = BitOperations.TrailingZeroCount(~(letters >> space));
        int end = space + length;
        return length > 0 && end < Vector128<byte>.Count && text[start + end] < 0x80 ? start + end : -1;
    }

    /// <summary>The place of the first character from <paramref name="at"/> on that is of another kind, or the end.</summary>
    public static int RunEnd(ReadOnlySpan<byte> text, int at, CharacterKind kind)
    {
        CharacterKind[] ascii = Ascii;
        while ((uint)at < (uint)text.Length)
        {
            byte first = text[at];
            if (first < 0x80)
            {
                if (ascii[first] != kind) break;
                at++;
            }
            else
            {
                if (KindBeyondAscii(text[at..], out int length) != kind) break;
                at += length;
            }
        }

        return at;
    }

    /// <summary>How many bytes there are without a character that has only begun at the end.</summary>
    public static int CompleteLength(ReadOnlySpan<byte> text)
    {
        for (int back = 1; back <= 3 && back <= text.Length; back++)
        {
            byte b = text[^back];
            if (b < 0x80) break;
            if (b < 0xC0) continue;
            return Rune.DecodeFromUtf8(text[^back..], out _, out _) == OperationStatus.NeedMoreData ? text.Length - back : text.Length;
        }

        return text.Length;
    }

    private static CharacterKind KindBeyondAscii(ReadOnlySpan<byte> text, out int length) =>
        Rune.DecodeFromUtf8(text, out Rune rune, out length) == OperationStatus.Done ? KindOf(rune.Value) : CharacterKind.Other;

    private static CharacterKind KindOf(int codePoint)
    {
        // Two threads may make the same page: they make it equal, and one is kept.
        CharacterKind[] page = Pages[codePoint / PageSize] ??= Page(codePoint / PageSize);
        return page[codePoint % PageSize];
    }

    private static CharacterKind[] Page(int number)
    {
        var page = new CharacterKind[PageSize];
        for (int i = 0; i < PageSize; i++)
        {
            int codePoint = (number * PageSize) + i;
            page[i] = codePoint <= char.MaxValue && char.IsWhiteSpace((char)codePoint)
                ? CharacterKind.Space
                : CharUnicodeInfo.GetUnicodeCategory(codePoint) switch
                {
                    <= UnicodeCategory.OtherLetter => CharacterKind.Letter,
                    UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber =>
                        CharacterKind.Number,
                    _ => CharacterKind.Other,
                };
        }

        return page;
    }
}
