using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace LLMCourse.Reference.Training;

/// <summary>A model's copy in bfloat16 that computes losses and gradients, while the model itself keeps the weights in float32.</summary>
/// <remarks>
/// Micikevicius et al. 2018, §3.1 (<see href="https://arxiv.org/abs/1710.03740"/>): one step changes most weights by less than half the
/// distance between two numbers of 8 bits, so that weights kept in them would hardly move. bfloat16 has the range of float32, so the loss
/// is not scaled as it would have to be for float16 (Kalamkar et al. 2019, <see href="https://arxiv.org/abs/1905.12322"/>). Differs from an
/// autocast: norms and the residual stream are in bfloat16 too, though each sums in float32; only the loss is taken in float32.
/// </remarks>
internal sealed class WorkingCopy : IDisposable
{
    private readonly (Parameter Own, Parameter Copy)[] _pairs;

    /// <summary>Makes the copy, on the model's device; it has the model's weights after <see cref="TakeWeights"/>.</summary>
    /// <param name="model">The model; it stays the caller's.</param>
    /// <exception cref="ArgumentException">The model's weights are not float32.</exception>
    public WorkingCopy(Gpt model)
    {
        Parameter[] own = [.. model.parameters()];
        if (own.FirstOrDefault(parameter => parameter.dtype != ScalarType.Float32) is { } other)
            throw new ArgumentException(
                $"The model's weights are {other.dtype}. Training in bfloat16 keeps them in float32: move the model there first, with model.to(ScalarType.Float32).", nameof(model));
        Model = new Gpt(model.Config);
        Model.to(own[0].device, ScalarType.BFloat16);
        _pairs = [.. own.Zip(Model.parameters())]; // in the same order, because the configuration is the same
        foreach ((Parameter from, Parameter to) in _pairs)
            to.requires_grad = from.requires_grad;
    }

    /// <summary>Gets the copy.</summary>
    public Gpt Model { get; }

    /// <summary>Rounds the model's weights into the copy.</summary>
    public void TakeWeights()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        foreach ((Parameter own, Parameter copy) in _pairs)
            _ = copy.copy_(own);
    }

    /// <summary>Adds the copy's gradients to the model's, in float32, and forgets them.</summary>
    public void GiveGradients()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        foreach ((Parameter own, Parameter copy) in _pairs)
        {
            if (copy.grad is not { } gradient)
                continue;
            if (own.grad is { } sum)
                _ = sum.add_(gradient);
            else
                own.grad = gradient.to(ScalarType.Float32);
        }

        Model.zero_grad(set_to_none: true);
    }

    /// <summary>Frees the copy; the model stays.</summary>
    public void Dispose() => Model.Dispose();
}
