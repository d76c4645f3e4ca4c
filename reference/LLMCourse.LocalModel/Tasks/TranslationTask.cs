using LLMCourse.LocalModels.Chat;

namespace LLMCourse.LocalModels.Tasks;

/// <summary>English sentences that are to be said in Zelan, a made-up language whose words the model learned and
/// whose adjectives come after their nouns.</summary>
public sealed record TranslationTask : ITask
{
    private static readonly string[] Ask = ["Translate into Zelan:", "Say in Zelan:", "In Zelan, please:"];
    private static readonly string[] Nouns = ["fox", "cat", "dog", "horse", "cow", "goat"];
    private static readonly string[] Adjectives = ["red", "blue", "green", "black", "white", "pink"];
    private static readonly string[] Verbs = ["sees", "hears", "likes", "finds", "follows", "helps"];

    /// <summary>The words of the language never change: they are made up from a seed of their own.</summary>
    private static readonly Dictionary<string, string> Words = MakeWords();

    /// <inheritdoc/>
    public string Name => "translation";

    /// <inheritdoc/>
    public TaskItem Make(TaskRandom random)
    {
        ArgumentNullException.ThrowIfNull(random);
        (string english, string subject) = Phrase(random);
        string verb = random.Pick(Verbs);
        english = $"{english} {verb}";
        string answer = $"{subject} {Words[verb]}";
        if (random.Chance(0.7))
        {
            (string noun, string translated) = Phrase(random);
            (english, answer) = ($"{english} {noun}", $"{answer} {translated}");
        }

        return new TaskItem(Name, [ChatTurn.User($"{random.Pick(Ask)} {english}")], ChatTurn.Assistant(answer), answer, AnswerRule.Exact);
    }

    private static (string English, string Zelan) Phrase(TaskRandom random)
    {
        string noun = random.Pick(Nouns);
        if (random.Chance(0.4))
            return ($"the {noun}", Words[noun]);
        string adjective = random.Pick(Adjectives);
        return ($"the {adjective} {noun}", $"{Words[noun]} {Words[adjective]}");
    }

    private static Dictionary<string, string> MakeWords()
    {
        string[] english = [.. Nouns, .. Adjectives, .. Verbs];
        return english.Zip(new TaskRandom(2026).Words(english.Length))
            .ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal);
    }
}
