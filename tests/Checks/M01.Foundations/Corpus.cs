using System.Text;

namespace LLMCourse.Checks.M01;

/// <summary>Texts to work on: an embedded one in English, and others made up from a seed.</summary>
internal static class Corpus
{
    private static readonly Lazy<string> Text = new(Read);

    private static readonly string[] Syllables =
        ["la", "ko", "mi", "ra", "the", "ing", "zu", "Na", "st", "é", "ß", "ő", "字", "𝒜", "𠀀", "Ω", "ja", "un"];

    private static readonly string[] Ascii = ["la", "ko", "mi", "ra", "the", "ing", "zu", "Na", "st", "qu", "ou", "er", "on", "be"];

    private static readonly string[] Between =
        [" ", " ", " ", " ", " ", " ", ", ", ". ", "  ", "\n", "'s ", "'ll ", " 42 ", " – ", "!\n\n", " 😀 ", "👩🏽‍🚀", "\t", "\n \n",
            " (", ") ", "½ "];

    private static readonly string[] AsciiBetween = [" ", " ", " ", " ", " ", " ", " ", ", ", ". ", "\n", "'s ", " 42 ", " (", ") ", "; "];

    /// <summary>Gets the first eleven chapters of Herman Melville, "Moby-Dick; or, The Whale" (1851), which are
    /// in the public domain: 113,912 bytes.</summary>
    public static string MobyDick => Text.Value;

    /// <summary>Makes a text of made-up words, some far more frequent than others, with scripts,
    /// signs and white space of all kinds.</summary>
    public static string MadeUp(CheckRandom random, int words, bool ascii = false)
    {
        string[] syllables = ascii ? Ascii : Syllables, between = ascii ? AsciiBetween : Between;
        string[] lexicon = [.. Enumerable.Range(0, 40 + (words / 8)).Select(_ => Word(random, syllables))];
        var text = new StringBuilder();
        for (int i = 0; i < words; i++)
        {
            int rank = (int)(lexicon.Length * Math.Pow(random.NextDouble(), 3));
            _ = text.Append(lexicon[rank]).Append(between[random.NextInteger(0, between.Length)]);
        }

        return text.ToString();
    }

    /// <summary>Cuts a text at random places, also within characters; some chunks are empty.</summary>
    public static List<string> Chunks(CheckRandom random, string text, int longest)
    {
        List<string> chunks = [];
        for (int at = 0; at < text.Length;)
        {
            int length = (int)random.NextInteger(0, Math.Min(longest, text.Length - at) + 1);
            chunks.Add(text.Substring(at, length));
            at += length;
        }

        return chunks;
    }

    private static string Word(CheckRandom random, string[] syllables) =>
        string.Concat(Enumerable.Range(0, (int)random.NextInteger(1, 5)).Select(_ => syllables[random.NextInteger(0, syllables.Length)]));

    private static string Read()
    {
        using Stream stream = typeof(Corpus).Assembly.GetManifestResourceStream("moby-dick.txt")
            ?? throw new InvalidOperationException("The assembly of the checks has no moby-dick.txt; build it again.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
