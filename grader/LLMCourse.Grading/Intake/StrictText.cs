using System.Buffers;
using System.Globalization;
using System.Text;

namespace LLMCourse.Grading.Intake;

/// <summary>Turns a file's bytes into text, strictly, but for what older editors save.</summary>
internal static class StrictText
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private static readonly Encoding Windows1252 = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;
    private static readonly UnicodeEncoding Utf16Little = new(bigEndian: false, byteOrderMark: false, throwOnInvalidBytes: true);
    private static readonly UnicodeEncoding Utf16Big = new(bigEndian: true, byteOrderMark: false, throwOnInvalidBytes: true);

    /// <summary>Decodes UTF-8, or UTF-16 where a byte order mark says so; what is neither is read as Windows-1252, as the compiler does on
    /// Windows, with a word.</summary>
    /// <param name="bytes">The file's content.</param>
    /// <param name="text">The text without its byte order mark; null when it is none.</param>
    /// <param name="problem">What is wrong and what to do; null when nothing is. With a text it is about the encoding alone.</param>
    /// <returns>Whether it is text.</returns>
    internal static bool TryDecode(ReadOnlySpan<byte> bytes, out string? text, out string? problem)
    {
        (Encoding encoding, int mark) = bytes switch
        {
            [0xEF, 0xBB, 0xBF, ..] => (Utf8, 3),
            [0xFF, 0xFE, ..] => (Utf16Little, 2),
            [0xFE, 0xFF, ..] => ((Encoding)Utf16Big, 2),
            _ => (Utf8, 0),
        };
        text = null;
        problem = null;
        try
        {
            text = encoding.GetString(bytes[mark..]);
        }
        catch (DecoderFallbackException e)
        {
            if (encoding != Utf8)
            {
                problem = string.Create(CultureInfo.InvariantCulture,
                    $"is not UTF-16 text: the byte at offset {e.Index + mark} is not part of a character. Save it as UTF-8.");
                return false;
            }

            text = Windows1252.GetString(bytes);
            int line = bytes[..FirstForeign(bytes)].Count((byte)'\n') + 1;
            problem = string.Create(CultureInfo.InvariantCulture,
                $"is not UTF-8; it is read as Windows-1252, in which line {line} has the first such character. Save it as UTF-8, so that no text in it is read otherwise elsewhere.");
        }

        int nul = text!.IndexOf('\0', StringComparison.Ordinal);
        if (nul < 0) return true;
        int at = text.AsSpan(0, nul).Count('\n') + 1;
        text = null;
        problem = string.Create(CultureInfo.InvariantCulture,
            $"holds a NUL character in line {at}: it is not a text file, or was damaged. Save it again as UTF-8.");
        return false;
    }

    // Where UTF-8 ends, as the decoder sees it.
    private static int FirstForeign(ReadOnlySpan<byte> bytes)
    {
        int at = 0;
        while (at < bytes.Length && Rune.DecodeFromUtf8(bytes[at..], out _, out int length) == OperationStatus.Done) at += length;
        return at;
    }
}
