using System.Text.Json;

namespace LLMCourse.Checks.Playing;

/// <summary>What to write: the argument of the probe <see cref="Probe"/>, which observes the text.</summary>
/// <param name="Prompt">What the text begins with; at least one character, and none that the training text lacks.</param>
/// <param name="Tokens">How many characters to write.</param>
/// <param name="Temperature">0 takes the likeliest character each time.</param>
/// <param name="Seed">The seed of the draws.</param>
public sealed record PlayWriting(string Prompt, int Tokens, double Temperature, int Seed)
{
    /// <summary>The probe that writes.</summary>
    public const string Probe = "M02.E7.play-write";

    /// <summary>The name of what it observes, the prompt left out.</summary>
    public const string Written = "text";

    /// <summary>Writes the argument.</summary>
    public string ToArgument() => JsonSerializer.Serialize(this);

    /// <summary>Reads the argument.</summary>
    public static PlayWriting From(string argument) => JsonSerializer.Deserialize<PlayWriting>(argument)!;
}
