using LLMCourse.LocalModels.Chat;
using LLMCourse.Reference.Tokenizers;

namespace LLMCourse.Checks.M06;

/// <summary>Vocabularies and conversations for the checks of the chat template.</summary>
internal static class Chats
{
    private const string Corpus =
        "the cat sat on the mat and the dog sat by the cat | system user assistant system user assistant | 12 and 12 are 24 | the end, the end";

    public static string[] SpecialTokens { get; } =
    [
        ChatTemplate.EndToken, ChatTemplate.CallToken, ChatTemplate.ToolToken, ChatTemplate.AssistantToken, ChatTemplate.UserToken,
        ChatTemplate.SystemToken, ChatTemplate.BeginToken,
    ];

    /// <summary>Makes a tokenizer of 300 tokens, whose special tokens stand in another order than in the handout's.</summary>
    public static BytePairTokenizer Tokenizer(params IEnumerable<string> special) =>
        new(BytePairTrainer.Train(Corpus, 300, new BytePairTrainerOptions { SpecialTokens = [.. special] }), SplitRule.Gpt2);

    public static BytePairTokenizer Tokenizer() => Tokenizer(SpecialTokens);

    /// <summary>Draws a conversation: system turns or none, then questions, some of which tools answer.</summary>
    public static List<ChatTurn> Conversation(CheckRandom random, int exchanges)
    {
        List<ChatTurn> turns = [];
        for (long i = random.NextInteger(0, 3); i > 0; i--) turns.Add(ChatTurn.System(Text(random)));
        if (random.NextInteger(0, 4) == 0) turns.Add(ChatTurn.Assistant(Text(random)));
        for (int i = 0; i < exchanges; i++)
        {
            turns.Add(ChatTurn.User(Text(random)));
            if (i == exchanges - 1 && random.NextInteger(0, 2) == 0) break;
            for (long calls = Math.Max(0, random.NextInteger(-2, 3)); calls > 0; calls--)
            {
                turns.Add(ChatTurn.Call($"{{\"name\": \"{Text(random)}\"}}"));
                turns.Add(ChatTurn.Tool(Text(random)));
            }

            if (random.NextInteger(0, 5) > 0) turns.Add(ChatTurn.Assistant(Text(random)));
        }

        return turns;
    }

    /// <summary>Writes which turns of a conversation a result has, by their indices; one that
    /// is not among them as a question mark.</summary>
    public static string Kept(IReadOnlyList<ChatTurn> turns, IEnumerable<ChatTurn> result) =>
        string.Join(' ', result.Select(kept => Enumerable.Range(0, turns.Count).Where(i => ReferenceEquals(turns[i], kept))
            .Select(i => $"{i}").FirstOrDefault("?")));

    private static string Text(CheckRandom random)
    {
        string[] words = ["the", "cat", "sat", "system", "<|end|>", "12", "é", "😀", "<|user|>", ",\r\n", "dog"];
        return string.Join(' ',
            Enumerable.Range(0, (int)random.NextInteger(1, 7)).Select(_ => words[(int)random.NextInteger(0, words.Length)]));
    }
}
