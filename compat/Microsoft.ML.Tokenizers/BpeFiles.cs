using System.Text.Json;

namespace Microsoft.ML.Tokenizers;

/// <summary>Reads vocab.json and merges.txt.</summary>
internal static class BpeFiles
{
    public static Dictionary<string, int> ReadVocabulary(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return JsonSerializer.Deserialize<Dictionary<string, int>>(stream) ?? [];
    }

    public static List<string> ReadMerges(Stream? stream)
    {
        List<string> merges = [];
        if (stream is null) return merges;

        // The stream is the caller's to close.
        using var reader = new StreamReader(stream, leaveOpen: true);
        for (int number = 1; reader.ReadLine() is { } line; number++)
        {
            if (line.Length == 0 || line.StartsWith("#version", StringComparison.Ordinal)) continue;
            if (!IsPair(line)) throw new InvalidOperationException($"Invalid merges at line {number}: expected two tokens and one space between them, found \"{line}\".");
            merges.Add(line);
        }

        return merges;
    }

    public static bool IsPair(string line)
    {
        int space = line.IndexOf(' ', StringComparison.Ordinal);
        return space >= 0 && space < line.Length - 1 && line.IndexOf(' ', space + 1) < 0;
    }
}
