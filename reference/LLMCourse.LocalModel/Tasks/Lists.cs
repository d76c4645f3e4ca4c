namespace LLMCourse.LocalModels.Tasks;

/// <summary>The words that questions are about.</summary>
internal static class Lists
{
    public static readonly string[] Names =
    [
        "Ann", "Bob", "Carl", "Dora", "Emil", "Fay", "Gus", "Hana", "Ivan", "Jane", "Karl", "Lena", "Max", "Nora", "Otto", "Pia", "Rosa",
        "Sam", "Tina", "Uwe", "Vera", "Will", "Yara", "Zoe",
    ];

    public static readonly string[] Cities =
    [
        "Oslo", "Rome", "Paris", "Lima", "Cairo", "Delhi", "Tokyo", "Bern", "Quito", "Dakar", "Riga", "Seoul", "Turin", "Perth",
        "Porto", "Minsk",
    ];

    /// <summary>What belongs together, for questions about labels.</summary>
    public static readonly string[][] Categories =
    [
        ["fox", "cat", "dog", "horse", "cow", "goat"],
        ["red", "blue", "green", "black", "white", "pink"],
        ["bread", "rice", "cheese", "soup", "cake", "pasta"],
        ["hammer", "saw", "drill", "axe", "shovel", "rake"],
        ["shirt", "hat", "shoe", "coat", "sock", "glove"],
        ["bus", "train", "car", "ship", "bike", "plane"],
        ["violin", "piano", "flute", "drum", "guitar", "harp"],
        ["rose", "tulip", "lily", "daisy", "poppy", "iris"],
    ];

    /// <summary>What the categories are called.</summary>
    public static readonly string[] CategoryNames = ["animal", "colour", "food", "tool", "garment", "vehicle", "instrument", "flower"];

    /// <summary>All words of the categories that name things, which leaves out the colours.</summary>
    public static readonly string[] Nouns = [.. Categories.Where((_, i) => i != 1).SelectMany(words => words)];

    public static readonly string[] SystemPrompts = ["You are a helpful assistant.", "You are helpful.", "Be brief.", "Answer the user."];

    /// <summary>Words that mean nothing but what a prompt says, and always the same ones.</summary>
    public static readonly string[] MadeUp = new TaskRandom(7).MakeUp(TaskRandom.MadeUpWords);
}
