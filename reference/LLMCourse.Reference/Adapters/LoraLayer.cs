using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LLMCourse.Reference.Adapters;

/// <summary>The update of one linear layer: α/r·x·Aᵀ·Bᵀ is added to what it returns.</summary>
internal sealed class LoraLayer : IDisposable
{
    private readonly Linear _linear;
    private readonly double _scale;
    private readonly double _dropout;
    private readonly Action _detach;

    /// <summary>Makes the update and attaches it.</summary>
    /// <param name="name">The layer's name in the model.</param>
    /// <param name="linear">The layer.</param>
    /// <param name="options">The rank and the scale, already checked.</param>
    /// <param name="generator">Draws A.</param>
    public LoraLayer(string name, Linear linear, LoraOptions options, Generator generator)
    {
        (Name, _linear, _scale, _dropout) = (name, linear, options.Alpha / options.Rank, options.Dropout);
        ScalarType dtype = linear.weight!.dtype;
        Device device = linear.weight.device;
        using (var scope = NewDisposeScope())
        using (no_grad())
        {
            // Drawn on the CPU in float32, so that a seed means the same numbers everywhere.
            Tensor a = empty(options.Rank, linear.in_features).normal_(0, 1 / Math.Sqrt(linear.in_features), generator);
            A = new Parameter(a.to(dtype, device));
            B = new Parameter(zeros(linear.out_features, options.Rank, dtype, device));
            _ = A.DetachFromDisposeScope();
            _ = B.DetachFromDisposeScope();
        }

        _detach = linear.register_forward_hook((layer, input, output) => IsMerged ? output : Add(input, output)).remove;
    }

    /// <summary>Gets the layer's name in the model.</summary>
    public string Name { get; }

    /// <summary>Gets the matrix that reads, <c>[r, in]</c>.</summary>
    public Parameter A { get; }

    /// <summary>Gets the matrix that writes, <c>[out, r]</c>.</summary>
    public Parameter B { get; }

    /// <summary>Gets a value indicating whether the update is in the layer's weight.</summary>
    public bool IsMerged { get; private set; }

    /// <summary>Adds the update to the layer's weight, or takes it out again.</summary>
    public void Fold(bool merged)
    {
        if (merged == IsMerged)
            return;
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        _ = _linear.weight!.add_(B.matmul(A), alpha: merged ? _scale : -_scale);                // [out, in]
        IsMerged = merged;
    }

    /// <summary>Takes the update off the layer and frees it.</summary>
    public void Dispose()
    {
        _detach();
        A.Dispose();
        B.Dispose();
    }

    private Tensor Add(Tensor input, Tensor output)
    {
        using var scope = NewDisposeScope();
        Tensor x = _linear.training && _dropout > 0 ? functional.dropout(input, _dropout) : input;
        Tensor update = functional.linear(functional.linear(x, A), B);                          // […, out]

        // In place, because the layer's result is no one else's yet, and its gradient does not need the value.
        return output.add_(update, alpha: _scale);
    }
}
