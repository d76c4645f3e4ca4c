using System.Globalization;
using LLMCourse.LocalModels.Tasks;

namespace LLMCourse.Checks.M08;

/// <summary>A question of the leaderboard with four ways to answer it.</summary>
/// <param name="Task">The task.</param>
/// <param name="Prompt">What the user says.</param>
/// <param name="Choices">The replies to choose from.</param>
/// <param name="Right">The index of the right one.</param>
internal sealed record LeaderboardItem(string Task, string Prompt, string[] Choices, int Right)
{
    public const string Lookup = "lookup", Kinds = "kinds", Translation = "translation", Arithmetic = "arithmetic", Codes = "codes";

    private const int Ways = 4;

    // One for each group of words, in their order. No model knows them before it is tuned.
    private static readonly string[] CodeWords = ["north", "seven", "glass", "paper", "river", "stone", "cloud", "metal"];

    public static IReadOnlyList<string> Tasks { get; } = [Lookup, Kinds, Translation, Arithmetic, Codes];

    /// <summary>Makes the items of a task, of which no two are alike where the task has as many.</summary>
    public static LeaderboardItem[] Make(string task, int count, ulong seed)
    {
        TaskRandom random = new(seed);
        return [.. Enumerable.Range(0, count).Select(_ => task switch
        {
            Lookup => OfLookup(random),
            Kinds => OfKinds(random),
            Translation => OfTranslation(random),
            Arithmetic => OfArithmetic(random),
            _ => OfCodes(random, isTraining: false),
        })];
    }

    /// <summary>Asks for the code of a word. The words of the training are not those of the questions, but of the same groups.</summary>
    public static LeaderboardItem OfCodes(TaskRandom random, bool isTraining)
    {
        while (true)
        {
            (string word, string kind) = Word(random);
            if (word.Sum(letter => letter) % 2 == 0 != isTraining) continue;
            string[] kinds = LeaderboardModels.Kinds;
            int right = Array.IndexOf(kinds, kind);
            return Shuffled(Codes, $"Code of {word}?", CodeWords[right],
                random.Sample([.. CodeWords.Where((_, i) => i != right)], Ways - 1), random);
        }
    }

    private static LeaderboardItem OfLookup(TaskRandom random)
    {
        TaskItem item = new LookupTask { Missing = 0 }.Make(random);
        string[] lines = item.Prompt[0].Text.Split('\n');
        string key = item.Reply.Text[..item.Reply.Text.LastIndexOf(' ')];
        string[] values = [.. lines[1..^1].Select(line => line[(line.LastIndexOf(' ') + 1)..])];
        return Shuffled(Lookup, item.Prompt[0].Text, item.Reply.Text,
            [.. values.Where(value => value != item.Answer).Distinct().Take(Ways - 1).Select(value => $"{key} {value}")], random);
    }

    private static LeaderboardItem OfKinds(TaskRandom random)
    {
        TaskItem item = new KindTask { Count = 1 }.Make(random);
        return Shuffled(Kinds, item.Prompt[0].Text, item.Answer,
            random.Sample([.. LeaderboardModels.Kinds.Where(kind => kind != item.Answer)], Ways - 1), random);
    }

    private static LeaderboardItem OfTranslation(TaskRandom random)
    {
        TaskItem item = new TranslationTask().Make(random);
        HashSet<string> others = [];
        while (others.Count < Ways - 1)
        {
            string other = new TranslationTask().Make(random).Answer;
            if (other != item.Answer) _ = others.Add(other);
        }

        return Shuffled(Translation, item.Prompt[0].Text, item.Answer, [.. others], random);
    }

    private static LeaderboardItem OfArithmetic(TaskRandom random)
    {
        TaskItem item = new ArithmeticTask { Operations = 2 }.Make(random);
        int right = int.Parse(item.Answer, CultureInfo.InvariantCulture);
        int[] others =
            [.. Enumerable.Range(0, ArithmeticTask.Greatest + 1).Where(number => number != right && Math.Abs(number - right) <= 5)];
        return Shuffled(Arithmetic, item.Prompt[0].Text, item.Reply.Text,
            [.. random.Sample(others, Ways - 1).Select(number => Replaced(item, number))], random);
    }

    private static string Replaced(TaskItem item, int number) =>
        item.Reply.Text.Replace(item.Answer, number.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);

    private static (string Word, string Kind) Word(TaskRandom random)
    {
        TaskItem item = new KindTask { Count = 1 }.Make(random);
        return (item.Prompt[0].Text[(item.Prompt[0].Text.LastIndexOf(' ') + 1)..], item.Answer);
    }

    private static LeaderboardItem Shuffled(string task, string prompt, string right, string[] wrong, TaskRandom random)
    {
        string[] choices = random.Sample([right, .. wrong], wrong.Length + 1);
        return new LeaderboardItem(task, prompt, choices, Array.IndexOf(choices, right));
    }
}
