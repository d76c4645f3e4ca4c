using System.Globalization;
using System.Text;

namespace LLMCourse.Grader.Intake;

/// <summary>Turns a file's bytes into text, strictly.</summary>
internal static class StrictText
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private static readonly UnicodeEncoding Utf16Little = new(bigEndian: false, byteOrderMark: false, throwOnInvalidBytes: true);
    private static readonly UnicodeEncoding Utf16Big = new(bigEndian: true, byteOrderMark: false, throwOnInvalidBytes: true);

    /// <summary>Decodes UTF-8, or UTF-16 where a byte order mark says so.</summary>
    /// <param name="bytes">The file's content.</param>
    /// <param name="text">The text without its byte order mark; null when <paramref name="problem"/> is not.</param>
    /// <param name="problem">What is wrong and what to do; null when nothing is.</param>
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
            string name = encoding == Utf8 ? "UTF-8" : "UTF-16";
            problem = string.Create(CultureInfo.InvariantCulture, $"is not {name} text: the byte at offset {e.Index + mark} is not part of a character. Save it as UTF-8.");
            return false;
        }

        int nul = text.IndexOf('\0', StringComparison.Ordinal);
        if (nul < 0) return true;
        int line = text.AsSpan(0, nul).Count('\n') + 1;
        text = null;
        problem = string.Create(CultureInfo.InvariantCulture, $"holds a NUL character in line {line}: it is not a text file, or was damaged. Save it again as UTF-8.");
        return false;
    }
}
