using LLMCourse.LocalModels.Chat;
using LLMCourse.LocalModels.Tasks;

namespace LLMCourse.LocalModels.Training;

/// <summary>A window that can be predicted only by looking back: made-up words that are repeated, or pairs of
/// them that come again in another order.</summary>
/// <remarks>
/// Finding an earlier place that looks alike and copying what followed it is what examples in a prompt are used by (Olsson et al. 2022,
/// "In-context Learning and Induction Heads", <see href="https://arxiv.org/abs/2209.11895"/>). From chats alone a small model finds that
/// late, because few of their tokens ask for it; here most do.
/// </remarks>
internal static class RecallWindow
{
    /// <summary>Makes a window.</summary>
    /// <param name="random">The random choices.</param>
    /// <param name="format">The format.</param>
    /// <param name="length">The number of tokens.</param>
    /// <returns>The tokens, and for each whether it can be known.</returns>
    public static (int[] Ids, bool[] Learned) Make(TaskRandom random, ChatFormat format, int length)
    {
        var ids = new List<int>(format.Render([], addReply: false));
        var learned = new List<bool>(ids.Select(_ => false));
        bool pairs = random.Chance(0.6);
        int count = random.Between(length / 16, Math.Min(pairs ? length / 6 : length / 3, 40));
        string[] words = random.Words(2 * count);
        for (int i = 0; i < words.Length; i++)
        {
            if (random.Chance(0.4))
                words[i] = random.Pick(Lists.Nouns);
        }

        if (!pairs)
            words = words[..count];
        for (int round = 0; ids.Count < length; round++)
        {
            if (pairs)
            {
                foreach (int pair in random.Sample([.. Enumerable.Range(0, count)], count))
                {
                    Add(words[2 * pair], isLearned: false);
                    Add(words[(2 * pair) + 1], round > 0);
                }
            }
            else
            {
                foreach (string word in words)
                    Add(word, round > 0);
            }
        }

        return ([.. ids.Take(length)], [.. learned.Take(length)]);

        void Add(string word, bool isLearned)
        {
            int[] tokens = format.Tokenizer.EncodeOrdinary(" " + word);
            ids.AddRange(tokens);
            learned.AddRange(tokens.Select(_ => isLearned));
        }
    }
}
