using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace LLMCourse.M04;

/// <summary>Layers on layers, with or without residual connections: the smallest model in which gradients vanish.</summary>
/// <remarks>
/// <para>He et al. 2016, §3.1, eq. 1 (<see href="https://arxiv.org/abs/1512.03385"/>). Each layer is f(x) = tanh(x·Wᵀ + b).</para>
/// <para>State dictionary: <c>layers.{i}.weight</c> [C, C] and <c>layers.{i}.bias</c> [C], as <c>nn.Linear</c> makes them.</para>
/// </remarks>
public sealed class DeepStack : nn.Module<Tensor, Tensor>
{
    /// <summary>Creates the layers.</summary>
    /// <param name="layers">Their number L, at least 1.</param>
    /// <param name="width">The width C, at least 1.</param>
    /// <param name="residual">Whether each layer's input is added to its output.</param>
    /// <exception cref="ArgumentException"><paramref name="layers"/> or <paramref name="width"/> is below 1.</exception>
    [Exercise("M04.E8")]
    public DeepStack(int layers, int width, bool residual)
        : base(nameof(DeepStack))
    {
        // TODO M04.E8: check the arguments, and register a ModuleList of linear layers under the name layers.
        throw new NotImplementedException("M04.E8: check the arguments, and register a ModuleList of linear layers under the name layers.");
    }

    /// <summary>Applies the layers from the first to the last: x ← f(x), or x ← x + f(x).</summary>
    /// <param name="input">float32 <c>[…, C]</c>.</param>
    /// <returns><c>[…, C]</c>; a new tensor that the caller disposes.</returns>
    /// <exception cref="ArgumentException">The last axis of <paramref name="input"/> is not C.</exception>
    [Exercise("M04.E8")]
    public override Tensor forward(Tensor input)
    {
        // TODO M04.E8: tanh of each linear layer, plus its input if residual.
        throw new NotImplementedException("M04.E8: tanh of each linear layer, plus its input if residual.");
    }
}
