using System.Text;
using Microsoft.ML.Tokenizers;

namespace LLMCourse.Compat.Tokenizers;

/// <summary>Small byte-level vocabularies, in GPT-2's order: 256 bytes by their printable characters, then a token for each merge.</summary>
internal static class ByteLevel
{
    /// <summary>The first merges of GPT-2 (Radford et al. 2019), whose tokens have the ids 256 to 284.</summary>
    public static readonly string[] Gpt2Merges =
    [
        "Ġ t", "Ġ a", "h e", "i n", "r e", "o n", "Ġt he", "e r", "Ġ s", "a t", "Ġ w", "Ġ o", "e n", "Ġ c", "i t",
        "i s", "a n", "o r", "e s", "Ġ b", "e d", "Ġ f", "in g", "Ġ p", "o u", "Ġa n", "a l", "a r", "Ġt o",
    ];

    /// <summary>Printable characters in the order of their ids; the first 188 stand for themselves.</summary>
    public static string[] Alphabet { get; } =
    [
        .. Enumerable.Range('!', 94).Concat(Enumerable.Range(0xA1, 12)).Concat(Enumerable.Range(0xAE, 82)).Concat(Enumerable.Range(0x100, 68))
            .Select(code => ((char)code).ToString()),
    ];

    public static BpeTokenizer Bpe(string[] merges, Dictionary<string, int>? special = null, PreTokenizer? preTokenizer = null) =>
        BpeTokenizer.Create(new BpeOptions(Vocabulary(merges))
        {
            Merges = merges,
            ByteLevel = true,
            SpecialTokens = special,
            PreTokenizer = preTokenizer ?? RobertaPreTokenizer.Instance,
        });

    /// <summary>The same vocabulary in tiktoken's file format.</summary>
    public static TiktokenTokenizer Tiktoken(string[] merges, PreTokenizer? preTokenizer, Dictionary<string, int>? special = null, Normalizer? normalizer = null)
    {
        var lines = Vocabulary(merges).Select(pair => $"{Convert.ToBase64String(Bytes(pair.Key))} {pair.Value}");
        using var stream = new MemoryStream(Encoding.ASCII.GetBytes(string.Join('\n', lines)));
        return TiktokenTokenizer.Create(stream, preTokenizer, normalizer, special);
    }

    public static Dictionary<string, int> Vocabulary(string[] merges) =>
        Alphabet.Concat(merges.Select(merge => merge.Replace(" ", "", StringComparison.Ordinal)))
            .Select((token, id) => (token, id)).ToDictionary(pair => pair.token, pair => pair.id);

    public static byte[] Bytes(string printable) => [.. printable.Select(ByteOf)];

    private static byte ByteOf(char printable)
    {
        if (printable < 0x100) return (byte)printable;
        return (byte)Enumerable.Range(0, 256).Where(b => b is < '!' or (> '~' and < 0xA1) or 0xAD).ElementAt(printable - 0x100);
    }
}
