using System.Buffers;
using System.Text;

namespace Microsoft.ML.Tokenizers;

/// <summary>Text as bytes and back, byte for byte as the real package has it.</summary>
internal static class ByteText
{
    private static readonly char[] ByteToChar = MapBytes();
    private static readonly Dictionary<char, byte> CharToByte = ByteToChar.Select((c, b) => (c, b)).ToDictionary(p => p.c, p => (byte)p.b);

    /// <summary>The bytes of a text, and for each the index of the UTF-16 unit where its character begins.</summary>
    /// <remarks>UTF-8, but for half of a surrogate pair on its own, which becomes the three bytes of its own number and not U+FFFD.</remarks>
    public static byte[] Encode(ReadOnlySpan<char> text, out int[] starts)
    {
        byte[] bytes = new byte[3 * text.Length];
        starts = new int[bytes.Length];
        int count = 0;
        for (int i = 0; i < text.Length; i++)
        {
            int start = i;
            int from = count;
            if (char.IsSurrogate(text[i]) && !(i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1])))
            {
                bytes[count++] = (byte)(0xE0 | (text[i] >> 12));
                bytes[count++] = (byte)(0x80 | ((text[i] >> 6) & 0x3F));
                bytes[count++] = (byte)(0x80 | (text[i] & 0x3F));
            }
            else
            {
                Rune rune = char.IsSurrogate(text[i]) ? new Rune(text[i], text[++i]) : new Rune(text[i]);
                count += rune.EncodeToUtf8(bytes.AsSpan(count));
            }

            starts.AsSpan(from, count - from).Fill(start);
        }

        Array.Resize(ref bytes, count);
        Array.Resize(ref starts, count);
        return bytes;
    }

    /// <summary>Writes each byte as the printable character that GPT-2's vocabulary has for it.</summary>
    public static string ToPrintable(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(bytes.Length);
        foreach (byte value in bytes) text.Append(ByteToChar[value]);
        return text.ToString();
    }

    /// <summary>The bytes that printable characters stand for; any other character stands for its own UTF-8.</summary>
    public static byte[] FromPrintable(ReadOnlySpan<char> text)
    {
        var bytes = new ArrayBufferWriter<byte>(text.Length + 1);
        Span<byte> utf8 = stackalloc byte[4];
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (rune.IsBmp && CharToByte.TryGetValue((char)rune.Value, out byte value)) bytes.Write([value]);
            else bytes.Write(utf8[..rune.EncodeToUtf8(utf8)]);
        }

        return bytes.WrittenSpan.ToArray();
    }

    /// <summary>Decodes id by id into a span that may be too short, and never writes half a character.</summary>
    public static OperationStatus Decode(
        IEnumerable<int> ids, Func<int, byte[]?> bytesOf, Span<char> destination, out int idsConsumed, out int charsWritten, out bool incomplete)
    {
        (idsConsumed, charsWritten, incomplete) = (0, 0, false);
        var pending = new ArrayBufferWriter<byte>();
        int waiting = 0;
        foreach (int id in ids)
        {
            if (bytesOf(id) is not { } bytes) return OperationStatus.InvalidData;
            pending.Write(bytes);
            waiting++;
            OperationStatus status = CountChars(pending.WrittenSpan, out int chars);
            if (status == OperationStatus.InvalidData) return status;
            incomplete = status == OperationStatus.NeedMoreData;
            if (incomplete) continue;
            if (chars > destination.Length - charsWritten) return OperationStatus.DestinationTooSmall;
            charsWritten += Encoding.UTF8.GetChars(pending.WrittenSpan, destination[charsWritten..]);
            idsConsumed += waiting;
            waiting = 0;
            pending.ResetWrittenCount();
        }

        return OperationStatus.Done;
    }

    private static OperationStatus CountChars(ReadOnlySpan<byte> bytes, out int chars)
    {
        chars = 0;
        while (!bytes.IsEmpty)
        {
            OperationStatus status = Rune.DecodeFromUtf8(bytes, out Rune rune, out int consumed);
            if (status != OperationStatus.Done) return status;
            chars += rune.Utf16SequenceLength;
            bytes = bytes[consumed..];
        }

        return OperationStatus.Done;
    }

    // Radford et al. 2019: printable Latin-1 stands for itself, the other 68 bytes for the characters from U+0100 on.
    private static char[] MapBytes()
    {
        char[] map = new char[256];
        char spare = '\u0100';
        for (int b = 0; b < 256; b++)
            map[b] = b is (>= '!' and <= '~') or (>= 0xA1 and <= 0xAC) or (>= 0xAE and <= 0xFF) ? (char)b : spare++;
        return map;
    }
}
