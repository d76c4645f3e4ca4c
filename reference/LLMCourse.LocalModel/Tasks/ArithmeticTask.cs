using System.Globalization;
using LLMCourse.LocalModels.Chat;

namespace LLMCourse.LocalModels.Tasks;

/// <summary>A number that is added to, taken from and doubled by a numbered list: too much for one pass of a
/// small network, but each step is easy.</summary>
/// <remarks>All numbers are from 0 to <see cref="Greatest"/>.</remarks>
public sealed record ArithmeticTask : ITask
{
    /// <summary>The greatest number that occurs.</summary>
    public const int Greatest = 20;

    /// <summary>The number of ways in which the same question is asked.</summary>
    public const int Phrasings = 3;

    private static readonly string[] AskForSteps = ["Think step by step.", "Work step by step.", "Show each step."];
    private static readonly string[] AskForNumber = ["Answer with the number only.", "Give only the number.", "Answer directly."];

    /// <inheritdoc/>
    public string Name => "arithmetic";

    /// <summary>Gets the number of operations, at least 1. The default is 4.</summary>
    public int Operations { get; init; } = 4;

    /// <summary>Gets whether the worked steps are asked for; otherwise it is the number alone.</summary>
    public bool Steps { get; init; }

    /// <summary>Gets how the question is asked, from 0 to <see cref="Phrasings"/> − 1; null, the default: at random.</summary>
    public int? Phrasing { get; init; }

    /// <summary>Gets whether the question says if steps are wanted. The default is true.</summary>
    public bool Instructs { get; init; } = true;

    /// <inheritdoc/>
    public TaskItem Make(TaskRandom random)
    {
        ArgumentNullException.ThrowIfNull(random);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Operations);
        int phrasing = Phrasing ?? random.Between(0, Phrasings - 1), value = random.Between(2, 15);
        string begin = Number(value);
        var words = new List<string>();
        var steps = new List<string>();
        for (int i = 0; i < Operations; i++)
        {
            int before = value, by = random.Between(1, 9), kind = random.Between(0, 4);
            if (kind == 0 && before is > 0 and <= Greatest / 2)
            {
                value = before * 2;
                words.Add("double");
                steps.Add(Number(i + 1) + ": " + Number(before) + " * 2 = " + Number(value));
            }
            else if ((kind <= 2 && before + by <= Greatest) || before < by)
            {
                value = before + by;
                words.Add("add " + Number(by));
                steps.Add(Number(i + 1) + ": " + Number(before) + " + " + Number(by) + " = " + Number(value));
            }
            else
            {
                value = before - by;
                words.Add("subtract " + Number(by));
                steps.Add(Number(i + 1) + ": " + Number(before) + " - " + Number(by) + " = " + Number(value));
            }
        }

        string list = string.Concat(words.Select((word, i) => $"\n{Number(i + 1)}: {word}"));
        string question = phrasing switch
        {
            0 => $"Start with {begin}.{list}\nWhat is the result?",
            1 => $"Take {begin}.{list}\nWhat do you get?",
            _ => $"{begin}{list}\nResult?",
        };
        if (Instructs)
            question += " " + random.Pick(Steps ? AskForSteps : AskForNumber);
        string answer = Number(value), reply = Steps ? $"{string.Join('\n', steps)}\nThe answer is {answer}." : answer;
        return new TaskItem(Name, [ChatTurn.User(question)], ChatTurn.Assistant(reply), answer, AnswerRule.LastNumber);
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
