using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace LLMCourse.M02;

/// <summary>Multi-head attention from one sequence to another: queries from x, keys and values from the memory.</summary>
/// <remarks>
/// <para>Vaswani et al. 2017, §3.2.2 and §3.2.3, first item (<see href="https://arxiv.org/abs/1706.03762"/>). With the memory equal
/// to x it is self-attention. Differs: none; no biases.</para>
/// <para>State dictionary: <c>q_proj.weight</c>, <c>k_proj.weight</c>, <c>v_proj.weight</c>, <c>o_proj.weight</c>, each [C, C]; head h
/// owns the rows h·D to (h+1)·D − 1 of the first three.</para>
/// </remarks>
public sealed class CrossAttention : nn.Module<Tensor, Tensor, Tensor?, Tensor>
{
    #region Solution
    [ComponentName(Name = "q_proj")]
    private readonly Linear _query;

    [ComponentName(Name = "k_proj")]
    private readonly Linear _key;

    [ComponentName(Name = "v_proj")]
    private readonly Linear _value;

    [ComponentName(Name = "o_proj")]
    private readonly Linear _output;

    private readonly int _modelWidth;
    private readonly int _heads;
    #endregion
    /// <summary>Creates the projections with random weights.</summary>
    /// <param name="modelWidth">Model width C, a multiple of <paramref name="heads"/>.</param>
    /// <param name="heads">Heads H, at least 1.</param>
    /// <exception cref="ArgumentException">A number is below 1, or <paramref name="heads"/> does not divide <paramref name="modelWidth"/>.</exception>
    [Exercise("M02.E8", Title = "Encoder-decoder and mixture of experts", Weight = 2)]
    public CrossAttention(int modelWidth, int heads)
        : base(nameof(CrossAttention))
    {
        // TODO M02.E8: check the sizes, then register q_proj, k_proj, v_proj and o_proj, all C to C without bias.
        #region Solution
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(modelWidth);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(heads);
        if (modelWidth % heads != 0)
            throw new ArgumentException($"modelWidth {modelWidth} is not a multiple of heads {heads}, so the heads would differ in width.", nameof(modelWidth));
        (_modelWidth, _heads) = (modelWidth, heads);
        _query = nn.Linear(modelWidth, modelWidth, hasBias: false);
        _key = nn.Linear(modelWidth, modelWidth, hasBias: false);
        _value = nn.Linear(modelWidth, modelWidth, hasBias: false);
        _output = nn.Linear(modelWidth, modelWidth, hasBias: false);
        RegisterComponents();
        #endregion
    }

    /// <summary>Gives each position of x a mixture of the memory's values.</summary>
    /// <param name="x">Where the queries come from, float32 <c>[B, Tq, C]</c>.</param>
    /// <param name="memory">Where keys and values come from, float32 <c>[B, Tk, C]</c>.</param>
    /// <param name="mask">bool, broadcastable to <c>[B, H, Tq, Tk]</c>, true = may attend; null allows everything.</param>
    /// <returns>float32 <c>[B, Tq, C]</c>; a new tensor that the caller disposes.</returns>
    /// <exception cref="ArgumentException">
    /// <paramref name="x"/> or <paramref name="memory"/> is not <c>[B, T, C]</c>, their batches differ, or the mask is not bool or does
    /// not broadcast.
    /// </exception>
    [Exercise("M02.E8")]
    public override Tensor forward(Tensor x, Tensor memory, Tensor? mask)
    {
        // TODO M02.E8: queries from x, keys and values from the memory; split heads, attend under the mask, merge, project.
        #region Solution
        CheckInput(x, nameof(x));
        CheckInput(memory, nameof(memory));
        if (x.shape[0] != memory.shape[0])
            throw new ArgumentException($"x {Shape.Of(x)} and memory {Shape.Of(memory)} must have the same batch size.", nameof(memory));
        using DisposeScope scope = NewDisposeScope();
        Tensor q = SplitHeads(_query.call(x)); // [B, H, Tq, D]
        Tensor k = SplitHeads(_key.call(memory)); // [B, H, Tk, D]
        Tensor v = SplitHeads(_value.call(memory));
        Tensor context = Reference.Attention.ScaledDotProduct(q, k, v, mask);
        return _output.call(context.transpose(1, 2).reshape(x.shape)).MoveToOuterDisposeScope(); // [B, Tq, C]
        #endregion
    }

    #region Solution
    private Tensor SplitHeads(Tensor x) =>
        x.reshape(x.shape[0], x.shape[1], _heads, -1).transpose(1, 2);

    private void CheckInput(Tensor x, string name)
    {
        ArgumentNullException.ThrowIfNull(x, name);
        if (x.dim() != 3 || x.shape[2] != _modelWidth)
            throw new ArgumentException($"{name} must be [B, T, {_modelWidth}], but it is {Shape.Of(x)}.", name);
    }
    #endregion
}
