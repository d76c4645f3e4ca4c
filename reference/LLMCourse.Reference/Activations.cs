using System.Diagnostics;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LLMCourse.Reference;

/// <summary>The nonlinearities of the feed-forward layer.</summary>
public static class Activations
{
    /// <summary>Applies an ungated nonlinearity.</summary>
    /// <param name="x">Floating point, any shape.</param>
    /// <param name="activation">Which one; not <see cref="Activation.SwiGlu"/>, which has two inputs.</param>
    /// <returns>A new tensor of the same shape that the caller disposes.</returns>
    /// <exception cref="ArgumentException"><paramref name="activation"/> is gated.</exception>
    public static Tensor Apply(Tensor x, Activation activation) => activation switch
    {
        Activation.Gelu => functional.gelu(x),
        Activation.GeluTanh => GeluTanh(x),
        Activation.Relu => functional.relu(x),
        Activation.SwiGlu => throw new ArgumentException("SwiGLU is gated; use the SwiGlu layer.", nameof(activation)),
        _ => throw new UnreachableException(),
    };

    /// <summary>Computes x/2·(1 + tanh(√(2/π)·(x + 0.044715·x³))).</summary>
    /// <param name="x">Floating point, any shape.</param>
    /// <returns>A new tensor of the same shape that the caller disposes.</returns>
    /// <remarks>Hendrycks and Gimpel 2016, §2 (<see href="https://arxiv.org/abs/1606.08415"/>). Differs:
    /// none. At most 5e-4 from the exact GELU.</remarks>
    public static Tensor GeluTanh(Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        using var scope = NewDisposeScope();
        Tensor gate = x.square().mul_(0.044715).add_(1).mul(x).mul_(Math.Sqrt(2 / Math.PI)).tanh();
        return gate.add(1).mul(x).mul_(0.5).MoveToOuterDisposeScope();
    }
}
