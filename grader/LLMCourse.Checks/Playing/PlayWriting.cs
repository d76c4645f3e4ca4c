using System.Text.Json;

namespace LLMCourse.Checks.Playing;

/// <summary>What to write: the argument of the probe <see cref="Probe"/>, which observes the text.</summary>
/// <param name="Prompt">What the text begins with; at least one character, and none that the training text lacks.</param>
/// <param name="Tokens">How many characters to write.</param>
/// <param name="Sampling">How they are drawn.</param>
/// <param name="Seed">The seed of the draws.</param>
public sealed record PlayWriting(string Prompt, int Tokens, PlaySampling Sampling, int Seed)
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
