using LLMCourse.LocalModels.Chat;

namespace LLMCourse.LocalModels.Tasks;

/// <summary>Words of which the model is to say what they are: an animal, a tool, and so on.</summary>
public sealed record KindTask : ITask
{
    private static readonly string[] Ask = ["What kinds are these?", "Name the kinds:", "Kinds:"];

    /// <inheritdoc/>
    public string Name => "kinds";

    /// <summary>Gets the number of words; null, the default: 1 to 6.</summary>
    public int? Count { get; init; }

    /// <inheritdoc/>
    public TaskItem Make(TaskRandom random)
    {
        ArgumentNullException.ThrowIfNull(random);
        int[] kinds = [.. Enumerable.Range(0, Count ?? random.Between(1, 6)).Select(_ => random.Between(0, Lists.Categories.Length - 1))];
        string words = string.Join(' ', kinds.Select(kind => random.Pick(Lists.Categories[kind])));
        string answer = string.Join(' ', kinds.Select(kind => Lists.CategoryNames[kind]));
        return new TaskItem(Name, [ChatTurn.User($"{random.Pick(Ask)} {words}")], ChatTurn.Assistant(answer), answer, AnswerRule.Exact);
    }
}
