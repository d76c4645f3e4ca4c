using System.Text;

namespace LLMCourse.Reference.Tests.Tokenizers;

/// <summary>Random texts that are made of what the rules look at.</summary>
internal static class RandomTexts
{
    private static readonly string[] Parts =
    [
        " ", " ", " ", "  ", "\n", "\r\n", "\r", "\t", "\u00A0", "\u2028", "\u3000", "\v", "\u0085", "'", "'s", "'S", "'ll", "'Ve",
        "'r", "'re", "’s",
        "a", "b", "the", "The", "in", "ing", "ä", "ß", "é", "e\u0301", "漢", "字", "あ", "д", "ש", "ไ", "한", "𝒜", "𠀀", "𐍈",
        "1", "23", "4567", "½", "²", "Ⅻ", "٣", "𝟙", "𐄈", "!", "?!", "--", ".", ",", "(", "}", "<|a|>", "<|", "|>", "$", "™", "€", "😀",
        "👍🏽", "👨\u200D👩", "\uFE0F", "\0", "\u001C", "\u007F",
    ];

    public static string Next(Random random, int parts)
    {
        var text = new StringBuilder();
        for (int i = 0; i < parts; i++) text.Append(Parts[random.Next(Parts.Length)]);
        return text.ToString();
    }

    /// <summary>Any bytes, often the beginning of UTF-8 without its end.</summary>
    public static byte[] Bytes(Random random, int length)
    {
        byte[] some = [0xC3, 0xA9, 0xE2, 0x80, 0xF0, 0x9F, 0x98, 0xFF, 0xC0, 0xED, 0xA0, (byte)' ', (byte)'a', (byte)'\'', (byte)'\n',
            (byte)'1', (byte)'!'];
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) bytes[i] = random.Next(4) == 0 ? (byte)random.Next(256) : some[random.Next(some.Length)];
        return bytes;
    }
}
