using LLMCourse.Checks.Playing;

namespace LLMCourse.Grader.Commands.Play;

/// <summary>What is asked of a player.</summary>
/// <param name="Text">The file to learn; null for Moby Dick.</param>
/// <param name="Time">How long to train.</param>
/// <param name="Steps">How many steps to train; null to go by the time.</param>
/// <param name="Prompt">What the written text begins with; null for the beginning of the text to learn.</param>
/// <param name="Tokens">How many characters to write.</param>
/// <param name="Sampling">How they are drawn.</param>
/// <param name="Seed">The seed of weights, batches and draws.</param>
/// <param name="Reference">The exercises of which the reference's part is taken, whatever passes.</param>
internal sealed record PlayOptions(string? Text, TimeSpan Time, int? Steps, string? Prompt, int Tokens, PlaySampling Sampling, int Seed,
    IReadOnlyList<string> Reference);
