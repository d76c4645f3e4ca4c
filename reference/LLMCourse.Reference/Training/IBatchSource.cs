using static TorchSharp.torch;

namespace LLMCourse.Reference.Training;

/// <summary>Makes the batches that a <see cref="Trainer"/> learns from.</summary>
public interface IBatchSource
{
    /// <summary>Gets the number of windows B.</summary>
    int BatchSize { get; }

    /// <summary>Gets the number of positions T.</summary>
    int Length { get; }

    /// <summary>Gets or sets where the sequence of batches stands: set to an earlier value, the batches after it come again.</summary>
    ulong State { get; set; }

    /// <summary>Makes the next batch.</summary>
    /// <returns>Two new tensors, int64 <c>[B, T]</c>, that the caller disposes: the tokens, and the token after each, or −100 where the
    /// loss leaves a position out. Shorter windows are allowed, and more of them.</returns>
    (Tensor Ids, Tensor Targets) Next();
}
