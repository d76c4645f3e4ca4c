using LLMCourse.LocalModels;
using LLMCourse.Reference.Decoding;

namespace LLMCourse.M08;

/// <summary>How replies are written: all that a reply depends on beside the model and the prompt.</summary>
/// <param name="MaxTokens">The greatest number of tokens of a reply, at least 1.</param>
/// <param name="Temperature">The temperature; 0 is greedy.</param>
/// <param name="Seed">The seed of sampled replies.</param>
public sealed record EvalParameters(int MaxTokens = 64, double Temperature = 0, ulong Seed = 0)
{
    /// <summary>Writes them as the model takes them.</summary>
    public CompletionOptions ToOptions() => new() { MaxTokens = MaxTokens, Sampling = new SamplingOptions { Temperature = Temperature, Seed = Seed } };
}
