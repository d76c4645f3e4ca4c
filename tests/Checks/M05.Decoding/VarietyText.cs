using System.Text;

namespace LLMCourse.Checks.M05;

/// <summary>The text that the experiment's model learns: sentences of a small grammar, some words far more frequent than others.</summary>
internal static class VarietyText
{
    /// <summary>The characters, in the order of their ids.</summary>
    public const string Letters = " .abcdefghijklmnopqrstuvwxyz";

    private static readonly string[] Nouns = ["fox", "river", "teacher", "child", "clock", "garden", "window", "letter", "horse", "engine",
        "poet", "lantern", "market", "storm"];
    private static readonly string[] Adjectives =
        ["old", "quiet", "small", "bright", "tired", "green", "clever", "broken", "early", "strange"];
    private static readonly string[] Verbs =
        ["sees", "follows", "finds", "paints", "forgets", "carries", "opens", "answers", "likes", "watches"];
    private static readonly string[] Moves = ["sleeps", "waits", "sings", "falls", "turns", "listens", "stays"];
    private static readonly string[] Places =
        ["under the bridge", "near the sea", "behind the house", "in the morning", "on the hill", "at night", "by the fire"];
    private static readonly string[] Names = ["anna", "bruno", "clara", "david", "emil", "frida"];

    /// <summary>Writes sentences until there are enough characters.</summary>
    public static string Write(CheckRandom random, int length)
    {
        var text = new StringBuilder();
        while (text.Length < length)
        {
            string sentence = random.NextInteger(0, 4) switch
            {
                0 => $"the {Pick(Adjectives)} {Pick(Nouns)} {Pick(Verbs)} the {Pick(Nouns)} {Pick(Places)}",
                1 => $"a {Pick(Nouns)} {Pick(Moves)} {Pick(Places)} and the {Pick(Nouns)} {Pick(Moves)}",
                2 => $"{Pick(Names)} {Pick(Verbs)} a {Pick(Adjectives)} {Pick(Nouns)}",
                _ => $"{Pick(Places)} {Pick(Names)} {Pick(Moves)} and {Pick(Verbs)} the {Pick(Nouns)}",
            };
            _ = text.Append(sentence).Append(". ");
        }

        return text.ToString(0, length);

        // Rank r comes with a weight of about 1/r, as words do.
        string Pick(string[] words) => words[(int)(Math.Pow(words.Length + 1, random.NextDouble()) - 1)];
    }
}
