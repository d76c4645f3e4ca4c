using System.Globalization;
using LLMCourse.LocalModels.Chat;

namespace LLMCourse.LocalModels.Tasks;

/// <summary>A question about a list in the prompt: the answer stands there, or it does not and is <c>unknown</c>.</summary>
public sealed record LookupTask : ITask
{
    /// <summary>The number of kinds of lists.</summary>
    public const int Phrasings = 4;

    /// <summary>The answer that the text does not say.</summary>
    public const string Unknown = "unknown";

    /// <inheritdoc/>
    public string Name => "lookup";

    /// <summary>Gets the number of entries in the list, from 2 to 8. The default is 4.</summary>
    public int Entries { get; init; } = 4;

    /// <summary>Gets the kind of list, from 0 to <see cref="Phrasings"/> − 1; null, the default: at random.</summary>
    public int? Phrasing { get; init; }

    /// <summary>Gets the probability that the list does not say the answer. The default is 0.15.</summary>
    public double Missing { get; init; } = 0.15;

    /// <inheritdoc/>
    public TaskItem Make(TaskRandom random)
    {
        ArgumentNullException.ThrowIfNull(random);
        int phrasing = Phrasing ?? random.Between(0, Phrasings - 1);
        string[] keys = phrasing == 3 ? random.Words(Entries + 1) : random.Sample(Lists.Names, Entries + 1);
        string[] values = phrasing switch
        {
            0 => [.. Enumerable.Range(0, Entries).Select(_ => random.Between(10, 99).ToString(CultureInfo.InvariantCulture))],
            1 => random.Sample(Lists.Cities, Entries),
            2 => random.Sample(Lists.Nouns, Entries),
            _ => random.Words(Entries),
        };
        int asked = random.Chance(Missing) ? Entries : random.Between(0, Entries - 1);
        (string title, string question) = phrasing switch
        {
            0 => ("Numbers", "What is the number of"),
            1 => ("Homes", "Where is the home of"),
            2 => ("Things", "Which thing has"),
            _ => ("Words", "What is"),
        };
        string text = $"{title}:" + string.Concat(values.Select((value, i) => $"\n- {keys[i]} {value}"));
        string answer = asked == Entries ? Unknown : values[asked];
        return new TaskItem(Name, [ChatTurn.User($"{text}\n{question} {keys[asked]}?")], ChatTurn.Assistant($"{keys[asked]} {answer}"),
            answer, AnswerRule.LastWord);
    }
}
