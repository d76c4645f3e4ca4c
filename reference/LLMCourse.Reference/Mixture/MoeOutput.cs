using static TorchSharp.torch;

namespace LLMCourse.Reference.Mixture;

/// <summary>What a mixture of experts computes, and how it spread the work.</summary>
/// <param name="Output">The mixed outputs of the experts, of the input's type and shape <c>[…, C]</c>.</param>
/// <param name="LoadBalanceLoss">The auxiliary loss <c>[]</c>, 1 where the routing is uniform and up to E where one expert gets everything;
/// add it to the training loss with a small factor (0.01 in Fedus et al. 2022).</param>
/// <param name="TokensPerExpert">How often each of the E experts was chosen, int64 <c>[E]</c>; the
/// sum is the number of tokens times top-k.</param>
public sealed record MoeOutput(Tensor Output, Tensor LoadBalanceLoss, Tensor TokensPerExpert) : IDisposable
{
    /// <summary>Disposes the three tensors.</summary>
    public void Dispose()
    {
        Output.Dispose();
        LoadBalanceLoss.Dispose();
        TokensPerExpert.Dispose();
    }
}
