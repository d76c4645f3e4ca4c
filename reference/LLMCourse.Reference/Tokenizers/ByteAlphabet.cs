namespace LLMCourse.Reference.Tokenizers;

/// <summary>GPT-2's way of writing bytes as visible characters: those that print stand for
/// themselves, the rest follow from U+0100 on.</summary>
internal static class ByteAlphabet
{
    private const int Beyond = 0x100;

    private static readonly char[] CharacterOf = new char[256];
    private static readonly short[] ByteOf = new short[Beyond + 68];

    static ByteAlphabet()
    {
        Array.Fill(ByteOf, (short)-1);
        int next = Beyond;
        for (int b = 0; b < 256; b++)
        {
            char c = b is (>= '!' and <= '~') or (>= 0xA1 and <= 0xAC) or >= 0xAE ? (char)b : (char)next++;
            CharacterOf[b] = c;
            ByteOf[c] = (short)b;
        }

        InIdOrder = [.. CharacterOf.Order().Select(c => (byte)ByteOf[c])];
    }

    /// <summary>The bytes in the order in which GPT-2 gives them the ids 0 to 255: by their characters.</summary>
    public static byte[] InIdOrder { get; }

    public static string Write(ReadOnlySpan<byte> bytes)
    {
        char[] text = new char[bytes.Length];
        for (int i = 0; i < bytes.Length; i++) text[i] = CharacterOf[bytes[i]];
        return new string(text);
    }

    /// <summary>The bytes that a text stands for, or null when it has another character.</summary>
    public static byte[]? Read(ReadOnlySpan<char> text)
    {
        byte[] bytes = new byte[text.Length];
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] >= ByteOf.Length || ByteOf[text[i]] < 0) return null;
            bytes[i] = (byte)ByteOf[text[i]];
        }

        return bytes;
    }
}
