using System.Globalization;
using System.Text;

namespace LLMCourse.Reference.Tokenizers;

/// <summary>Reads and writes <c>.tiktoken</c> files.</summary>
internal static class TiktokenFile
{
    public static Dictionary<int, byte[]> Read(string text, string name)
    {
        var tokens = new Dictionary<int, byte[]>();
        var seen = new HashSet<byte[]>(ByteSpans.Comparer);
        int number = 0;
        foreach (ReadOnlySpan<char> line in text.AsSpan().EnumerateLines())
        {
            number++;
            if (line.IsEmpty) continue;
            int space = line.IndexOf(' ');
            byte[] bytes = new byte[Math.Max(space, 0)];
            if (space <= 0 || !Convert.TryFromBase64Chars(line[..space], bytes, out int length) || length == 0)
            {
                string found = VocabularyException.Quote(line);
                throw new VocabularyException(
                    name, number,
                    $"A line is a token in Base64, a space and an id, but this one is {found}. The file is damaged; fetch it again.");
            }

            if (!int.TryParse(line[(space + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out int id)
                || id >= BytePairVocabulary.IdLimit)
            {
                string found = VocabularyException.Quote(line[(space + 1)..]);
                throw new VocabularyException(name, number,
                    $"An id is a whole number below {BytePairVocabulary.IdLimit}, but this one is {found}.");
            }

            bytes = bytes[..length];
            if (!tokens.TryAdd(id, bytes)) throw new VocabularyException(name, number, $"An earlier line has the id {id} too.");
            if (!seen.Add(bytes))
                throw new VocabularyException(name, number,
                    $"An earlier line has the token {VocabularyException.Quote(line[..space])} too.");
        }

        return tokens;
    }

    public static void Write(BytePairVocabulary vocabulary, string path)
    {
        HashSet<int> special = [.. vocabulary.SpecialTokens.Values];
        using var writer =
            new StreamWriter(path, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { NewLine = "\n" };
        for (int id = 0; id < vocabulary.Count; id++)
        {
            if (special.Contains(id) || !vocabulary.IsUsed(id)) continue;
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Convert.ToBase64String(vocabulary.Bytes(id))} {id}"));
        }
    }
}
