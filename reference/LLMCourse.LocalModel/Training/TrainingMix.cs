using System.Globalization;
using System.Text;
using LLMCourse.LocalModels.Chat;
using LLMCourse.LocalModels.Tasks;
using LLMCourse.Reference.Tokenizers;

namespace LLMCourse.LocalModels.Training;

/// <summary>The conversations that the model learns from: all tasks, in shares that give the hard ones more.</summary>
/// <remarks>
/// A conversation has several questions of a kind, so that it pays to look at what was answered before. Labels are made up anew each time
/// and are learned only where an earlier turn tells them: what cannot be known is not worth learning.
/// </remarks>
public static class TrainingMix
{
    private const int VocabularySize = 1024;
    private const int VocabularyConversations = 5000;

    /// <summary>Makes a conversation.</summary>
    /// <param name="random">The random choices.</param>
    public static TrainingConversation Next(TaskRandom random)
    {
        ArgumentNullException.ThrowIfNull(random);
        return random.Between(0, 99) switch
        {
            < 22 => Labels(random),
            < 44 => Arithmetic(random),
            < 54 => Several(random, 1, () => new SumTask()),
            < 60 => Several(random, random.Between(1, 2), () => new KindTask()),
            < 72 => Several(random, random.Between(1, 2), () => new LookupTask { Entries = random.Between(2, 7) }),
            < 77 => Several(random, random.Between(1, 3), () => new CopyTask()),
            < 80 => Several(random, random.Between(1, 3), () => new SortTask()),
            < 84 => Several(random, random.Between(1, 3), () => new TranslationTask()),
            < 87 => Several(random, random.Between(1, 2), () => new RefusalTask()),
            _ => Several(random, 1, () => new ToolTask { HasResult = random.Chance(0.2), Missing = 0.25 }),
        };
    }

    /// <summary>Learns the vocabulary of about 1,000 tokens. The numbers of <see cref="ArithmeticTask"/> are
    /// one each, and in others every digit.</summary>
    /// <param name="seed">The seed of the text.</param>
    public static BytePairVocabulary TrainVocabulary(ulong seed)
    {
        var random = new TaskRandom(seed);
        var text = new StringBuilder();
        for (int i = 0; i < VocabularyConversations; i++)
        {
            foreach (ChatTurn turn in Next(random).Turns)
                _ = text.Append(' ').Append(turn.Text).Append(ChatFormat.End);
        }

        string withoutDigits = string.Concat(text.ToString().Where(c => !char.IsAsciiDigit(c)));
        string numbers = string.Concat(Enumerable.Range(0, ArithmeticTask.Greatest + 1)
            .Select(number => string.Create(CultureInfo.InvariantCulture, $" {number}")));
        return BytePairTrainer.Train(withoutDigits + string.Concat(Enumerable.Repeat(numbers, VocabularyConversations)), VocabularySize,
            new BytePairTrainerOptions { SpecialTokens = ChatFormat.SpecialTokens });
    }

    private static TrainingConversation Labels(TaskRandom random)
    {
        int labels = random.Between(2, 5);
        var task = new LabelTask
        {
            Labels = labels,
            Shots = random.Between(1, labels > 3 ? 2 : 3),
            Layout = random.Chance(0.5) ? ShotLayout.Turns : ShotLayout.Lines,
            Questions = random.Between(4, 9),
            Seen = 0.5, // easy at first, which shows the way to the others
        };
        if (random.Chance(0.05))
            task = task with { Shots = 0, Questions = 0 };
        TaskItem item = task.Make(random);
        ChatTurn[] turns = [.. item.Prompt, item.Reply];
        bool told(int i) => task.Layout == ShotLayout.Lines || task.Shots == 0
            || turns[..i].Any(turn => turn.Role == ChatRole.Assistant && LastWord(turn) == LastWord(turns[i]));
        return WithSystem(random, turns, [.. turns.Select((turn, i) => turn.Role == ChatRole.Assistant && told(i))]);
    }

    private static TrainingConversation Arithmetic(TaskRandom random)
    {
        bool steps = random.Chance(0.8), system = random.Chance(0.2);
        var turns = new List<ChatTurn>();
        if (steps && system)
            turns.Add(ChatTurn.System(random.Pick<string>(["Think step by step.", "Show each step."])));
        int questions = random.Between(1, steps ? 2 : 3);
        for (int i = 0; i < questions; i++)
        {
            // Unasked, the first reply is the number alone, and a later one is like the one before it.
            bool instructs = i == 0 && steps && !system ? true : random.Chance(0.5);
            TaskItem item = new ArithmeticTask { Operations = random.Between(1, 5), Steps = steps, Instructs = instructs }.Make(random);
            turns.AddRange([.. item.Prompt, item.Reply]);
        }

        return Learn(turns);
    }

    private static TrainingConversation Several(TaskRandom random, int count, Func<ITask> task)
    {
        var turns = new List<ChatTurn>();
        for (int i = 0; i < count; i++)
        {
            TaskItem item = task().Make(random);
            turns.AddRange([.. item.Prompt, item.Reply]);
        }

        return WithSystem(random, turns, [.. turns.Select(turn => turn.Role == ChatRole.Assistant)]);
    }

    private static string LastWord(ChatTurn turn) => turn.Text.Split(' ')[^1];

    private static TrainingConversation Learn(List<ChatTurn> turns) =>
        new(turns, [.. turns.Select(turn => turn.Role == ChatRole.Assistant)]);

    /// <summary>Sometimes begins with a system turn that changes nothing, where there is none.</summary>
    private static TrainingConversation WithSystem(TaskRandom random, IReadOnlyList<ChatTurn> turns, IReadOnlyList<bool> learned) =>
        turns[0].Role != ChatRole.System && random.Chance(0.2)
            ? new([ChatTurn.System(random.Pick(Lists.SystemPrompts)), .. turns], [false, .. learned])
            : new(turns, learned);
}
