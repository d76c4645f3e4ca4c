namespace LLMCourse.Reference.Corpora;

/// <summary>The language of balanced brackets of several kinds (the Dyck language).</summary>
public static class BracketLanguage
{
    /// <summary>Says whether every bracket is closed by one of its own kind, in order, and nothing else is there.</summary>
    /// <param name="text">The text; the empty one is balanced.</param>
    /// <param name="brackets">The kinds, each an opening and a closing character.</param>
    public static bool IsBalanced(ReadOnlySpan<char> text, string brackets = "()[]{}")
    {
        ArgumentNullException.ThrowIfNull(brackets);
        var open = new Stack<int>();
        foreach (char c in text)
        {
            int at = brackets.IndexOf(c, StringComparison.Ordinal);
            if (at < 0) return false;
            if (at % 2 == 0) open.Push(at);
            else if (!open.TryPop(out int opened) || opened != at - 1) return false;
        }

        return open.Count == 0;
    }

    /// <summary>Draws one of the balanced lines with that many pairs, each with the same probability.</summary>
    /// <remarks>
    /// The cycle lemma (Dvoretzky and Motzkin 1947): of the 2n + 1 rotations of n openings and n + 1 closings exactly one stays balanced
    /// up to its last closing. So a shuffle, rotated to there, is a balanced line and no shape is favoured.
    /// </remarks>
    internal static string Sample(ref SplitMix64 random, int pairs, string brackets)
    {
        int length = (2 * pairs) + 1;
        bool[] opens = new bool[length];
        Array.Fill(opens, true, 0, pairs);
        for (int i = length - 1; i > 0; i--)
        {
            int other = random.Next(i + 1);
            (opens[i], opens[other]) = (opens[other], opens[i]);
        }

        // The rotation begins behind the place where the depth is least for the first time.
        int depth = 0, least = 0, start = 0;
        for (int i = 0; i < length; i++)
        {
            depth += opens[i] ? 1 : -1;
            if (depth < least) (least, start) = (depth, i + 1);
        }

        char[] line = new char[2 * pairs];
        var kinds = new Stack<int>();
        for (int i = 0; i < line.Length; i++)
        {
            if (opens[(start + i) % length])
            {
                kinds.Push(random.Next(brackets.Length / 2));
                line[i] = brackets[2 * kinds.Peek()];
            }
            else
            {
                line[i] = brackets[(2 * kinds.Pop()) + 1];
            }
        }

        return new string(line);
    }
}
