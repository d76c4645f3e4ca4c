using LLMCourse.LocalModels.Chat;

namespace LLMCourse.LocalModels.Tasks;

/// <summary>Different digits that are to be put in order.</summary>
public sealed record SortTask : ITask
{
    private static readonly string[] Ask = ["Sort:", "Sort these numbers:", "Put in order:"];
    private static readonly int[] Digits = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];

    /// <inheritdoc/>
    public string Name => "sort";

    /// <summary>Gets how many digits there are, at most 10; null, the default: 3 to 6.</summary>
    public int? Count { get; init; }

    /// <inheritdoc/>
    public TaskItem Make(TaskRandom random)
    {
        ArgumentNullException.ThrowIfNull(random);
        int[] digits = random.Sample(Digits, Count ?? random.Between(3, 6));
        string answer = string.Join(' ', digits.Order());
        return new TaskItem(Name, [ChatTurn.User($"{random.Pick(Ask)} {string.Join(' ', digits)}")], ChatTurn.Assistant(answer), answer,
            AnswerRule.Exact);
    }
}
