using LLMCourse.LocalModels.Chat;

namespace LLMCourse.LocalModels.Tasks;

/// <summary>Words are sorted into groups by labels that are made up for each prompt, so that only solved
/// examples tell which label is meant.</summary>
/// <remarks>The groups are those that the model knows, such as animals or tools. Without
/// examples it can but guess among the labels.</remarks>
public sealed record LabelTask : ITask
{
    /// <summary>The number of ways in which the same question is asked.</summary>
    public const int Phrasings = 3;

    private static readonly string[] Ask =
        ["Label each word with one of", "Say the label of each word. Labels:", "Each word has a label. The labels are"];

    /// <inheritdoc/>
    public string Name => "labels";

    /// <summary>Gets the number of labels, from 2 to 8. The default is 4.</summary>
    public int Labels { get; init; } = 4;

    /// <summary>Gets the number of solved examples for each label, from 0 to 5. The default is 2.</summary>
    public int Shots { get; init; } = 2;

    /// <summary>Gets where the examples stand. The default is as turns.</summary>
    public ShotLayout Layout { get; init; } = ShotLayout.Turns;

    /// <summary>Gets how the question is asked, from 0 to <see cref="Phrasings"/> − 1; null, the default: at random.</summary>
    public int? Phrasing { get; init; }

    /// <summary>Gets the number of further questions that were answered before the one that is asked. The default is 0.</summary>
    public int Questions { get; init; }

    /// <summary>Gets the probability that a question is about a word of the examples, which then says
    /// the answer itself. The default is 0.</summary>
    public double Seen { get; init; }

    /// <inheritdoc/>
    public TaskItem Make(TaskRandom random)
    {
        ArgumentNullException.ThrowIfNull(random);
        int phrasing = Phrasing ?? random.Between(0, Phrasings - 1);
        string[] labels = random.Words(Labels);
        string[][] groups = [.. random.Sample(Lists.Categories, Labels).Select(words => random.Sample(words, words.Length))];
        (string Word, string Label)[] shots = random.Sample(
            [.. Enumerable.Range(0, Labels).SelectMany(group => Enumerable.Range(0, Shots).Select(i => (groups[group][i], labels[group])))],
            Labels * Shots);

        string task = Ask[phrasing] + " " + string.Join(", ", labels) + ".";
        var turns = new List<ChatTurn>();
        if (Layout == ShotLayout.Lines)
        {
            task += string.Concat(shots.Select(shot => $"\n- {shot.Word} {shot.Label}"));
        }
        else
        {
            foreach ((string word, string label) in shots)
                AddQuestion(turns, task, word, label);
        }

        for (int i = 0; i <= Questions; i++)
        {
            int group = random.Between(0, Labels - 1);
            string word = Shots > 0 && random.Chance(Seen)
                ? groups[group][random.Between(0, Shots - 1)]
                : groups[group][random.Between(Shots, groups[group].Length - 1)];
            AddQuestion(turns, task, word, labels[group]);
        }

        ChatTurn reply = turns[^1];
        return new TaskItem(Name, turns[..^1], reply, reply.Text.Split(' ')[^1], AnswerRule.LastWord);
    }

    /// <summary>Adds a word and what the model says to it: the word again and its label, so that a
    /// label always stands behind its word.</summary>
    private static void AddQuestion(List<ChatTurn> turns, string task, string word, string label)
    {
        turns.Add(ChatTurn.User(turns.Count == 0 ? $"{task}\nWord: {word}" : word));
        turns.Add(ChatTurn.Assistant($"{word} {label}"));
    }
}
