using static TorchSharp.torch.nn;

namespace LLMCourse.Player;

/// <summary>Stands where a block has <see cref="Reference.MultiHeadAttention"/>, and is the student's of M02.E4 or that one.</summary>
public sealed class MultiHeadAttention : Module<Tensor, Tensor?, Tensor>
{
    private readonly M02.MultiHeadAttention? _own;
    private readonly Reference.MultiHeadAttention? _reference;

    /// <summary>Makes the layer; the student's has neither bias nor dropout.</summary>
    /// <inheritdoc cref="Reference.MultiHeadAttention(int, int, int?, bool, double)"/>
    public MultiHeadAttention(int width, int heads, int? kvHeads = null, bool bias = true, double dropout = 0)
        : base(nameof(MultiHeadAttention))
    {
        if (Parts.IsOwn("M02.E4")) _own = Parts.Of("M02.E4", () => new M02.MultiHeadAttention(width, heads, kvHeads));
        else _reference = new Reference.MultiHeadAttention(width, heads, kvHeads, bias, dropout);
        RegisterComponents();
    }

    /// <inheritdoc cref="Reference.MultiHeadAttention.forward"/>
    /// <remarks>The student's is causal by itself, and takes no mask.</remarks>
    public override Tensor forward(Tensor x, Tensor? mask = null) =>
        _own is { } own ? Parts.Run("M02.E4", inputs => own.call(inputs[0]), x) : _reference!.call(x, mask);
}
