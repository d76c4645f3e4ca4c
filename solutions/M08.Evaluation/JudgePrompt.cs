using LLMCourse.LocalModels.Chat;

namespace LLMCourse.M08;

/// <summary>What a judge is asked. Given; there is nothing to do here.</summary>
public static class JudgePrompt
{
    /// <summary>Writes the conversation for one comparison.</summary>
    /// <param name="question">What was asked.</param>
    /// <param name="shownFirst">The answer that the judge reads first, as A.</param>
    /// <param name="shownSecond">The one that it reads second, as B.</param>
    public static IReadOnlyList<ChatTurn> Turns(string question, string shownFirst, string shownSecond) =>
    [
        ChatTurn.System("Compare two answers to a question. Their order and their length are no reasons. Explain in a few words, then end with "
            + "[[A]] if answer A is better, [[B]] if answer B is better, or [[C]] if neither is."),
        ChatTurn.User($"Question:\n{question}\n\nAnswer A:\n{shownFirst}\n\nAnswer B:\n{shownSecond}"),
    ];
}
