namespace LLMCourse.Grader.Commands.Play;

/// <summary>What is asked of a player.</summary>
/// <param name="Text">The file to learn; null for Moby Dick.</param>
/// <param name="Time">How long to train.</param>
/// <param name="Steps">How many steps to train; null to go by the time.</param>
/// <param name="Prompt">What the written text begins with; null for the beginning of the text to learn.</param>
/// <param name="Tokens">How many characters to write.</param>
/// <param name="Temperature">0 for the likeliest each time.</param>
/// <param name="TopK">How many tokens are kept; 0 for all.</param>
/// <param name="TopP">The probability that the kept tokens hold together; 1 for all.</param>
/// <param name="MinP">The least probability of a kept token as a fraction of the greatest; 0 for all.</param>
/// <param name="RepetitionPenalty">The factor against what has occurred; 1 for none.</param>
/// <param name="Seed">The seed of weights, batches and draws.</param>
/// <param name="Reference">The exercises of which the reference's part is taken, whatever passes.</param>
internal sealed record PlayOptions(string? Text, TimeSpan Time, int? Steps, string? Prompt, int Tokens, double Temperature, int TopK,
    double TopP, double MinP, double RepetitionPenalty, int Seed, IReadOnlyList<string> Reference)
{
    /// <summary>Gets the options that only a player with logit processors has, as they were given.</summary>
    public IReadOnlyList<string> OfProcessors =>
    [
        .. TopK != 0 ? ["--top-k"] : (string[])[], .. TopP != 1 ? ["--top-p"] : (string[])[], .. MinP != 0 ? ["--min-p"] : (string[])[],
        .. RepetitionPenalty != 1 ? ["--repetition-penalty"] : (string[])[],
    ];
}
