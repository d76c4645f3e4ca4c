using System.Globalization;
using LLMCourse.LocalModels.Chat;

namespace LLMCourse.LocalModels.Tasks;

/// <summary>Single steps of <see cref="ArithmeticTask"/>: what its worked answers are made of.</summary>
public sealed record SumTask : ITask
{
    private static readonly string[] Ask = ["Calculate:", "Work out:", "Sums:"];

    /// <inheritdoc/>
    public string Name => "sums";

    /// <summary>Gets the number of sums; null, the default: 1 to 8.</summary>
    public int? Count { get; init; }

    /// <inheritdoc/>
    public TaskItem Make(TaskRandom random)
    {
        ArgumentNullException.ThrowIfNull(random);
        (string Sum, int Value)[] sums = [.. Enumerable.Range(0, Count ?? random.Between(1, 8)).Select(_ => Sum(random))];
        string list = string.Concat(sums.Select((sum, i) => string.Create(CultureInfo.InvariantCulture, $"\n{i + 1}: {sum.Sum}")));
        string answer =
            string.Join('\n', sums.Select((sum, i) => string.Create(CultureInfo.InvariantCulture, $"{i + 1}: {sum.Sum} = {sum.Value}")));
        return new TaskItem(Name, [ChatTurn.User(random.Pick(Ask) + list)], ChatTurn.Assistant(answer), answer, AnswerRule.Exact);
    }

    private static (string Sum, int Value) Sum(TaskRandom random)
    {
        int by = random.Between(1, 9), kind = random.Between(0, 4);
        int value = random.Between(kind is 3 or 4 ? by : 0,
            kind == 0 ? ArithmeticTask.Greatest / 2 : kind <= 2 ? ArithmeticTask.Greatest - by : ArithmeticTask.Greatest);
        (string sign, int operand, int result) = kind switch
        {
            0 => ("*", 2, value * 2),
            <= 2 => ("+", by, value + by),
            _ => ("-", by, value - by),
        };
        return (string.Create(CultureInfo.InvariantCulture, $"{value} {sign} {operand}"), result);
    }
}
