using LLMCourse.LocalModels.Chat;

namespace LLMCourse.LocalModels.Tasks;

/// <summary>Words, known and made up, that are to be said again.</summary>
public sealed record CopyTask : ITask
{
    private static readonly string[] Ask = ["Repeat:", "Say this again:", "Copy:"];

    /// <inheritdoc/>
    public string Name => "copy";

    /// <summary>Gets the number of words; null, the default: 2 to 8.</summary>
    public int? Words { get; init; }

    /// <inheritdoc/>
    public TaskItem Make(TaskRandom random)
    {
        ArgumentNullException.ThrowIfNull(random);
        string text = string.Join(' ',
            Enumerable.Range(0, Words ?? random.Between(2, 8)).Select(_ => random.Chance(0.3) ? random.Pick(Lists.Nouns) : random.Word()));
        return new TaskItem(Name, [ChatTurn.User($"{random.Pick(Ask)} {text}")], ChatTurn.Assistant(text), text, AnswerRule.Exact);
    }
}
