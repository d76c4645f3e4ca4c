using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace LLMCourse.M02;

/// <summary>Causal self-attention in several heads, which may share keys and values (grouped-query attention).</summary>
/// <remarks>
/// <para>Vaswani et al. 2017, §3.2.2 (<see href="https://arxiv.org/abs/1706.03762"/>); Ainslie et al. 2023, §2.2, for fewer key
/// and value heads (<see href="https://arxiv.org/abs/2305.13245"/>), and Shazeer 2019 for a single one
/// (<see href="https://arxiv.org/abs/1911.02150"/>). Differs: no biases.</para>
/// <para>State dictionary: either <c>q_proj.weight</c> [C, C], <c>k_proj.weight</c> and <c>v_proj.weight</c> [G·D, C],
/// <c>o_proj.weight</c> [C, C], or fused, <c>qkv_proj.weight</c> [C + 2·G·D, C] with the rows in the order Q, K, V, and
/// <c>o_proj.weight</c>, where G is the number of key and value heads and D = C/H. Inside a projection head h owns the rows
/// h·D to (h+1)·D − 1.</para>
/// </remarks>
public sealed class MultiHeadAttention : nn.Module<Tensor, Tensor>
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
    private readonly int _kvHeads;
    #endregion
    /// <summary>Creates the projections with random weights.</summary>
    /// <param name="modelWidth">Model width C, a multiple of <paramref name="heads"/>.</param>
    /// <param name="heads">Query heads H, at least 1.</param>
    /// <param name="kvHeads">
    /// Key and value heads G, a divisor of <paramref name="heads"/>: H is multi-head, 1 multi-query attention. The default is H.
    /// Query head h reads key and value head h / (H/G), rounded down.
    /// </param>
    /// <exception cref="ArgumentException">
    /// A number is below 1, <paramref name="heads"/> does not divide <paramref name="modelWidth"/>, or <paramref name="kvHeads"/> does
    /// not divide <paramref name="heads"/>.
    /// </exception>
    [Exercise("M02.E4", Title = "Multi-head causal attention", Weight = 4)]
    public MultiHeadAttention(int modelWidth, int heads, int? kvHeads = null)
        : base(nameof(MultiHeadAttention))
    {
        // TODO M02.E4: check the sizes, then create and register the projections for Q, K, V and the output, without biases.
        #region Solution
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(modelWidth);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(heads);
        int groups = kvHeads ?? heads;
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(groups, nameof(kvHeads));
        if (modelWidth % heads != 0)
            throw new ArgumentException($"modelWidth {modelWidth} is not a multiple of heads {heads}, so the heads would differ in width.", nameof(modelWidth));
        if (heads % groups != 0)
            throw new ArgumentException($"heads {heads} is not a multiple of kvHeads {groups}, so some key heads would serve more queries than others.", nameof(kvHeads));

        (_modelWidth, _heads, _kvHeads) = (modelWidth, heads, groups);
        int kvWidth = groups * (modelWidth / heads);
        _query = nn.Linear(modelWidth, modelWidth, hasBias: false);
        _key = nn.Linear(modelWidth, kvWidth, hasBias: false);
        _value = nn.Linear(modelWidth, kvWidth, hasBias: false);
        _output = nn.Linear(modelWidth, modelWidth, hasBias: false);
        RegisterComponents();
        #endregion
    }

    /// <summary>Copies given projection weights into this module's own, whatever their layout.</summary>
    /// <param name="query">float32 <c>[C, C]</c>, output features first as in <see cref="Linear"/>: Q = x·queryᵀ.</param>
    /// <param name="key">float32 <c>[G·D, C]</c>.</param>
    /// <param name="value">float32 <c>[G·D, C]</c>.</param>
    /// <param name="output">float32 <c>[C, C]</c>.</param>
    /// <exception cref="ArgumentException">A weight has another shape; nothing was copied.</exception>
    /// <remarks>The tensors stay the caller's. Split and fused layouts differ only here, so that both can be tested alike.</remarks>
    [Exercise("M02.E4")]
    public void LoadWeights(Tensor query, Tensor key, Tensor value, Tensor output)
    {
        // TODO M02.E4: check the four shapes, then copy the values into your parameters without recording gradients.
        #region Solution
        (Linear Target, Tensor Source, string Name)[] pairs =
            [(_query, query, nameof(query)), (_key, key, nameof(key)), (_value, value, nameof(value)), (_output, output, nameof(output))];
        foreach ((Linear target, Tensor source, string name) in pairs)
        {
            ArgumentNullException.ThrowIfNull(source, name);
            if (!source.shape.SequenceEqual(target.weight!.shape))
                throw new ArgumentException($"The weight must be {Shape.Of(target.weight)}, but {name} is {Shape.Of(source)}.", name);
        }

        using IDisposable noGradient = no_grad();
        foreach ((Linear target, Tensor source, _) in pairs) target.weight!.copy_(source);
        #endregion
    }

    /// <summary>Mixes each position with those before it.</summary>
    /// <param name="x">Hidden states, float32 <c>[B, T, C]</c>.</param>
    /// <returns>float32 <c>[B, T, C]</c>; a new tensor that the caller disposes.</returns>
    /// <exception cref="ArgumentException"><paramref name="x"/> is not <c>[B, T, C]</c>.</exception>
    [Exercise("M02.E4")]
    public override Tensor forward(Tensor x)
    {
        // TODO M02.E4: project x to Q, K and V, split the heads, attend causally, merge the heads and project the result.
        #region Solution
        CheckInput(x);
        using DisposeScope scope = NewDisposeScope();
        (Tensor q, Tensor k, Tensor v) = Project(x);
        Tensor context = Reference.Attention.ScaledDotProduct(q, k, v, CausalMask(x.shape[1])); // [B, H, T, D]
        Tensor merged = context.transpose(1, 2).reshape(x.shape); // [B, T, C]
        return _output.call(merged).MoveToOuterDisposeScope();
        #endregion
    }

    /// <summary>Computes what <see cref="forward"/> weighs the values with: softmax(QKᵀ/√D) over the visible keys.</summary>
    /// <param name="x">Hidden states, float32 <c>[B, T, C]</c>.</param>
    /// <returns>float32 <c>[B, H, T, T]</c>, row = query; rows sum to 1, and are 0 above the diagonal. A new tensor that the caller disposes.</returns>
    /// <exception cref="ArgumentException"><paramref name="x"/> is not <c>[B, T, C]</c>.</exception>
    [Exercise("M02.E4")]
    public Tensor AttentionWeights(Tensor x)
    {
        // TODO M02.E4: return the attention weights of every head, [B, H, T, T], for looking at.
        #region Solution
        CheckInput(x);
        using DisposeScope scope = NewDisposeScope();
        (Tensor q, Tensor k, _) = Project(x);
        Tensor scores = q.matmul(k.transpose(-2, -1)) / Math.Sqrt(q.shape[^1]); // [B, H, T, T]
        Tensor visible = scores.masked_fill(CausalMask(x.shape[1]).logical_not(), double.NegativeInfinity);
        return nn.functional.softmax(visible, dim: -1).MoveToOuterDisposeScope();
        #endregion
    }

    #region Solution
    private static Tensor CausalMask(long length) => ones(length, length, ScalarType.Bool).tril();

    private (Tensor Q, Tensor K, Tensor V) Project(Tensor x)
    {
        int repeats = _heads / _kvHeads;
        Tensor k = SplitHeads(_key.call(x), _kvHeads); // [B, G, T, D]
        Tensor v = SplitHeads(_value.call(x), _kvHeads);
        if (repeats > 1)
        {
            k = k.repeat_interleave(repeats, dim: 1); // [B, H, T, D]
            v = v.repeat_interleave(repeats, dim: 1);
        }

        return (SplitHeads(_query.call(x), _heads), k, v);
    }

    private static Tensor SplitHeads(Tensor x, long heads) => // [B, T, H·D]
        x.reshape(x.shape[0], x.shape[1], heads, -1).transpose(1, 2); // [B, H, T, D]

    private void CheckInput(Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.dim() != 3 || x.shape[2] != _modelWidth)
            throw new ArgumentException($"x must be [B, T, {_modelWidth}], but it is {Shape.Of(x)}.", nameof(x));
    }
    #endregion
}
