using LLMCourse.LocalModels.Chat;

namespace LLMCourse.LocalModels.Training;

/// <summary>A conversation to learn from.</summary>
/// <param name="Turns">The turns.</param>
/// <param name="Learned">For each turn, whether the model learns to say it.</param>
public sealed record TrainingConversation(IReadOnlyList<ChatTurn> Turns, IReadOnlyList<bool> Learned)
{
    /// <summary>Writes the conversation as tokens.</summary>
    /// <param name="format">The format.</param>
    /// <returns>The tokens, and for each whether it is one that the model learns to write.</returns>
    public (int[] Ids, bool[] Learned) Render(ChatFormat format)
    {
        ArgumentNullException.ThrowIfNull(format);
        var ids = new List<int>(format.Render([], addReply: false));
        var learned = new List<bool>(ids.Select(_ => false));
        foreach ((ChatTurn turn, bool isLearned) in Turns.Zip(Learned))
        {
            int[] head = format.RenderHead(turn), body = format.RenderBody(turn);
            ids.AddRange([.. head, .. body]);
            learned.AddRange([.. head.Select(_ => false), .. body.Select(_ => isLearned)]);
        }

        return ([.. ids], [.. learned]);
    }
}
