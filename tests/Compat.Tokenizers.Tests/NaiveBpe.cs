using System.Text;

namespace LLMCourse.Compat.Tokenizers;

/// <summary>Byte-pair encoding as its definition reads: find the pair of lowest rank, leftmost first, merge it, look again.</summary>
internal static class NaiveBpe
{
    private static readonly Dictionary<byte, string> Letters = ByteLevel.Alphabet.ToDictionary(letter => ByteLevel.Bytes(letter)[0]);

    public static int[] Encode(string piece, string[] merges)
    {
        Dictionary<string, int> vocabulary = ByteLevel.Vocabulary(merges);
        List<string> parts = [.. Encoding.UTF8.GetBytes(piece).Select(Printable)];
        while (true)
        {
            (int rank, int at) = (int.MaxValue, -1);
            for (int i = 0; i + 1 < parts.Count; i++)
            {
                int found = Array.IndexOf(merges, $"{parts[i]} {parts[i + 1]}");
                if (found >= 0 && found < rank) (rank, at) = (found, i);
            }

            if (at < 0) return [.. parts.Select(part => vocabulary[part])];
            parts[at] += parts[at + 1];
            parts.RemoveAt(at + 1);
        }
    }

    private static string Printable(byte value) => Letters[value];
}
