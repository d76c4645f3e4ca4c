using System.Text;
using LLMCourse.Reference.Tokenizers;

namespace LLMCourse.Reference.Tests.Tokenizers;

/// <summary>Training as its definition reads: all pairs of all pieces are counted anew for each merge.
/// Tokens are known by their bytes alone.</summary>
internal static class NaiveTrainer
{
    /// <summary>Bytes are written as Latin-1 text, which compares as they do.</summary>
    public static List<(string Left, string Right)> Train(IEnumerable<string> texts, int merges, SplitRule rule)
    {
        Dictionary<string, int> counts = [];
        foreach (string piece in texts.SelectMany(rule.Split))
        {
            string bytes = Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(piece));
            counts[bytes] = counts.GetValueOrDefault(bytes) + 1;
        }

        List<(List<string> Tokens, int Times)> pieces =
            [.. counts.Select(pair => (pair.Key.Select(c => c.ToString()).ToList(), pair.Value))];
        var made = new List<(string, string)>();
        while (made.Count < merges)
        {
            Dictionary<(string Left, string Right), int> pairs = [];
            foreach ((List<string> tokens, int times) in pieces)
            {
                for (int i = 0; i + 1 < tokens.Count; i++)
                    pairs[(tokens[i], tokens[i + 1])] = pairs.GetValueOrDefault((tokens[i], tokens[i + 1])) + times;
            }

            if (pairs.Count == 0) break;
            (string Left, string Right) best = pairs.Keys.OrderByDescending(pair => pairs[pair])
                .ThenByDescending(pair => pair.Left, StringComparer.Ordinal)
                    .ThenByDescending(pair => pair.Right, StringComparer.Ordinal).First();
            made.Add(best);
            foreach ((List<string> tokens, _) in pieces)
            {
                for (int i = 0; i + 1 < tokens.Count; i++)
                {
                    if ((tokens[i], tokens[i + 1]) != best) continue;
                    tokens[i] += tokens[i + 1];
                    tokens.RemoveAt(i + 1);
                }
            }
        }

        return made;
    }
}
