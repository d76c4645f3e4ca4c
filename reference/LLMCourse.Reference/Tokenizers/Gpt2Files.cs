using System.Text;
using System.Text.Json;

namespace LLMCourse.Reference.Tokenizers;

/// <summary>Reads and writes <c>vocab.json</c> and <c>merges.txt</c>.</summary>
internal static class Gpt2Files
{
    private const string FirstLine = "#version: 0.2";

    /// <summary>Both files.</summary>
    public static BytePairVocabulary Read(byte[] vocabulary, string vocabularyName, string merges, string mergesName)
    {
        List<(int Line, byte[] Left, byte[] Right)> rules = Merges(merges, mergesName);
        var made = new HashSet<byte[]>(rules.Select(rule => (byte[])[.. rule.Left, .. rule.Right]), ByteSpans.Comparer);
        var tokens = new Dictionary<int, byte[]>();
        var special = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach ((string text, int id) in Entries(vocabulary, vocabularyName))
        {
            byte[]? bytes = ByteAlphabet.Read(text);
            if (bytes is null || (bytes.Length > 1 && !made.Contains(bytes))) special.Add(text, id);
            else if (!tokens.TryAdd(id, bytes))
                throw new VocabularyException(vocabularyName, 0,
                    $"Two tokens have the id {id}; {VocabularyException.Quote(text)} is the second.");
        }

        var (all, specials) = BytePairVocabulary.Place(tokens, special, vocabularyName);
        return BytePairVocabulary.FromMerges(all, BytePairVocabulary.Index(all, specials), rules, specials, mergesName);
    }

    /// <summary>The merges alone: ids are the bytes in GPT-2's order, then the merges in theirs, then the special tokens.</summary>
    public static BytePairVocabulary ReadMerges(string merges, string name, IReadOnlyList<string> special)
    {
        List<(int Line, byte[] Left, byte[] Right)> rules = Merges(merges, name);
        byte[]?[] tokens =
        [
            .. ByteAlphabet.InIdOrder.Select(b => (byte[])[b]),
            .. rules.Select(rule => (byte[])[.. rule.Left, .. rule.Right]),
            .. special.Select(Encoding.UTF8.GetBytes),
        ];
        int first = tokens.Length - special.Count;
        Dictionary<string, int> specials = special.Index()
            .ToDictionary(pair => pair.Item, pair => first + pair.Index, StringComparer.Ordinal);
        return BytePairVocabulary.FromMerges(tokens, BytePairVocabulary.Index(tokens, specials), rules, specials, name);
    }

    public static void Write(BytePairVocabulary vocabulary, string vocabularyPath, string mergesPath)
    {
        Dictionary<int, string> special = vocabulary.SpecialTokens.ToDictionary(pair => pair.Value, pair => pair.Key);
        using (FileStream stream = File.Create(vocabularyPath))
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            foreach (int id in Enumerable.Range(0, vocabulary.Count).Where(vocabulary.IsUsed))
                json.WriteNumber(special.TryGetValue(id, out string? text) ? text : ByteAlphabet.Write(vocabulary.Bytes(id)), id);
            json.WriteEndObject();
        }

        string written(int id) => ByteAlphabet.Write(vocabulary.Bytes(id));
        IEnumerable<string> lines = vocabulary.Merges.Select(merge => $"{written(merge.Left)} {written(merge.Right)}").Prepend(FirstLine);
        File.WriteAllText(mergesPath, string.Concat(lines.Select(line => line + "\n")));
    }

    private static IEnumerable<(string Text, int Id)> Entries(byte[] json, string name)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(json);
        }
        catch (JsonException error)
        {
            throw new VocabularyException(name, (int)(error.LineNumber ?? -1) + 1,
                "This is not JSON. The file is damaged or cut short; fetch it again.", error);
        }

        using (document)
        {
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                throw new VocabularyException(name, 0,
                    $"The file must be a JSON object of tokens and ids, but it is of the kind {document.RootElement.ValueKind}.");
            var seen = new HashSet<string>(StringComparer.Ordinal);
            foreach (JsonProperty entry in document.RootElement.EnumerateObject())
            {
                if (entry.Value.ValueKind != JsonValueKind.Number || !entry.Value.TryGetInt32(out int id))
                {
                    string found = VocabularyException.Quote(entry.Value.GetRawText());
                    throw new VocabularyException(name, 0,
                        $"The id of {VocabularyException.Quote(entry.Name)} must be a whole number, but it is {found}.");
                }

                if (!seen.Add(entry.Name))
                    throw new VocabularyException(name, 0, $"{VocabularyException.Quote(entry.Name)} is there twice.");
                yield return (entry.Name, id);
            }
        }
    }

    private static List<(int Line, byte[] Left, byte[] Right)> Merges(string text, string name)
    {
        var merges = new List<(int, byte[], byte[])>();
        int number = 0;
        foreach (ReadOnlySpan<char> raw in text.AsSpan().EnumerateLines())
        {
            number++;
            ReadOnlySpan<char> line = raw;
            if (line.IsEmpty || (number == 1 && line.StartsWith("#version", StringComparison.Ordinal))) continue;
            int space = line.IndexOf(' ');
            byte[]? left = space > 0 ? ByteAlphabet.Read(line[..space]) : null;
            byte[]? right = space > 0 ? ByteAlphabet.Read(line[(space + 1)..]) : null;
            if (left is null || right is null || right.Length == 0)
            {
                throw new VocabularyException(
                    name, number, $"A merge is two tokens in GPT-2's byte characters with one space between them, but the line is {VocabularyException.Quote(line)}.");
            }

            merges.Add((number, left, right));
        }

        return merges;
    }
}
