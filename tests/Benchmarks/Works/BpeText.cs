using System.Text;
using LLMCourse.Reference.Corpora;

namespace LLMCourse.Benchmarks.Works;

/// <summary>The texts that byte-pair encodings are trained on; <c>peers/bpe_text.py</c> makes the same, byte for byte.</summary>
internal static class BpeText
{
    private const ulong Seed = 1;

    /// <summary>The beginning of the novel: English with typographic quotation marks.</summary>
    public static byte[] Small() => DataSets.Shipped.ReadBytes("moby-dick")[..130_000];

    /// <summary>
    /// English-like text of any length whose vocabulary keeps growing: each word is one that follows the last word somewhere in the novel,
    /// and one in 25 gets the end of another word, so that new words come at about the rate of real text.
    /// </summary>
    public static byte[] Large(int length)
    {
        string[] words = Encoding.Latin1.GetString(DataSets.Shipped.ReadBytes("moby-dick")).Split(' ');
        Dictionary<string, List<int>> followers = new(StringComparer.Ordinal);
        for (int i = 0; i + 1 < words.Length; i++)
        {
            if (!followers.TryGetValue(words[i], out List<int>? list)) followers[words[i]] = list = [];
            list.Add(i + 1);
        }

        var random = new SplitMix64(Seed);
        var text = new StringBuilder(length + 100);
        string word = words[0];
        while (text.Length < length)
        {
            string written = word;
            if (random.Next(25) == 0)
            {
                string other = words[random.Next(words.Length)];
                written = string.Concat(word.AsSpan(0, (word.Length + 1) / 2), other.AsSpan(other.Length / 2));
            }

            _ = text.Append(written).Append(' ');
            word = followers.TryGetValue(word, out List<int>? next) ? words[next[random.Next(next.Count)]] : words[0];
        }

        return Encoding.Latin1.GetBytes(text.ToString(0, length));
    }
}
