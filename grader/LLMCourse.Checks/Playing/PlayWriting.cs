using System.Text.Json;

namespace LLMCourse.Checks.Playing;

/// <summary>What to write: the argument of the probe <see cref="Probe"/>, which observes the text.</summary>
/// <param name="Prompt">What the text begins with; at least one character, and none that the training text lacks.</param>
/// <param name="Tokens">How many characters to write.</param>
/// <param name="Temperature">0 takes the likeliest character each time.</param>
/// <param name="Seed">The seed of the draws.</param>
/// <param name="TopK">How many tokens are kept; 0 keeps all. Only module 5's player has this and the following.</param>
/// <param name="TopP">The probability that the kept tokens hold together; 1 keeps all.</param>
/// <param name="MinP">The least probability of a kept token as a fraction of the greatest; 0 keeps all.</param>
/// <param name="RepetitionPenalty">The factor against what has occurred; 1 is none.</param>
public sealed record PlayWriting(string Prompt, int Tokens, double Temperature, int Seed, int TopK = 0, double TopP = 1, double MinP = 0,
    double RepetitionPenalty = 1)
{
    /// <summary>The probe that writes.</summary>
    public const string Probe = "M00.E1.play-write";

    /// <summary>The name of what it observes, the prompt left out.</summary>
    public const string Written = "text";

    /// <summary>The name of how many characters a second came with the student's cache, which <see cref="Probe"/> observes if there is
    /// one.</summary>
    public const string Cached = "characters a second, cached";

    /// <summary>The name of how many come when everything is computed anew.</summary>
    public const string Anew = "characters a second, anew";

    /// <summary>Writes the argument.</summary>
    public string ToArgument() => JsonSerializer.Serialize(this);

    /// <summary>Reads the argument.</summary>
    public static PlayWriting From(string argument) => JsonSerializer.Deserialize<PlayWriting>(argument)!;
}
