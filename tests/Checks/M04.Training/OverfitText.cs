namespace LLMCourse.Checks.M04;

/// <summary>Two hundred short lines, most for training and the rest held out: too few for a model
/// of tens of thousands of parameters.</summary>
internal sealed class OverfitText
{
    public const int Lines = 200, TrainingLines = 150;

    private static readonly string[] Adjectives =
        ["old", "quiet", "green", "small", "heavy", "pale", "sudden", "patient", "broken", "warm", "narrow", "silver", "empty", "bright",
            "hollow", "gentle", "frozen", "wooden", "distant", "bitter"];
    private static readonly string[] Nouns =
    [
        "river", "lantern", "keeper", "window", "horse", "garden", "letter", "stone", "bridge", "sparrow", "winter", "ladder", "mirror",
        "harbour", "candle", "fox",
        "orchard", "pilot", "thunder", "market", "island", "kettle", "hammer", "desert", "village", "anchor", "meadow", "basket", "tower",
        "glacier", "violin", "ember",
    ];
    private static readonly string[] Verbs =
        ["waits", "sleeps", "turns", "falls", "sings", "stands", "burns", "hides", "moves", "rests", "listens", "trembles", "wanders",
            "returns", "glows", "breathes"];
    private static readonly string[] Places = ["under", "behind", "near", "beside", "above", "against"];

    /// <summary>Draws the lines from a seed.</summary>
    public OverfitText(CheckRandom random)
    {
        string[] lines = [.. Enumerable.Range(0, Lines)
            .Select(_ => $"the {Pick(Adjectives)} {Pick(Nouns)} {Pick(Verbs)} {Pick(Places)} the {Pick(Nouns)}\n")];
        string train = string.Concat(lines[..TrainingLines]), held = string.Concat(lines[TrainingLines..]);
        char[] alphabet = [.. (train + held).Distinct().Order()];
        Vocabulary = alphabet.Length;
        Train = Encode(train);
        Held = Encode(held);

        string Pick(string[] words) => words[random.NextInteger(0, words.Length)];
        ushort[] Encode(string text) => [.. text.Select(c => (ushort)Array.IndexOf(alphabet, c))];
    }

    /// <summary>Gets the number of different characters.</summary>
    public int Vocabulary { get; }

    /// <summary>Gets the characters of the first lines.</summary>
    public ushort[] Train { get; }

    /// <summary>Gets the characters of the held-out lines.</summary>
    public ushort[] Held { get; }
}
