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
        throw new NotImplementedException("M02.E4: check the sizes, then create and register the projections for Q, K, V and the output, without biases.");
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
        throw new NotImplementedException("M02.E4: check the four shapes, then copy the values into your parameters without recording gradients.");
    }

    /// <summary>Mixes each position with those before it.</summary>
    /// <param name="x">Hidden states, float32 <c>[B, T, C]</c>.</param>
    /// <returns>float32 <c>[B, T, C]</c>; a new tensor that the caller disposes.</returns>
    /// <exception cref="ArgumentException"><paramref name="x"/> is not <c>[B, T, C]</c>.</exception>
    [Exercise("M02.E4")]
    public override Tensor forward(Tensor x)
    {
        // TODO M02.E4: project x to Q, K and V, split the heads, attend causally, merge the heads and project the result.
        throw new NotImplementedException("M02.E4: project x to Q, K and V, split the heads, attend causally, merge the heads and project the result.");
    }

    /// <summary>Computes what <see cref="forward"/> weighs the values with: softmax(QKᵀ/√D) over the visible keys.</summary>
    /// <param name="x">Hidden states, float32 <c>[B, T, C]</c>.</param>
    /// <returns>float32 <c>[B, H, T, T]</c>, row = query; rows sum to 1, and are 0 above the diagonal. A new tensor that the caller disposes.</returns>
    /// <exception cref="ArgumentException"><paramref name="x"/> is not <c>[B, T, C]</c>.</exception>
    [Exercise("M02.E4")]
    public Tensor AttentionWeights(Tensor x)
    {
        // TODO M02.E4: return the attention weights of every head, [B, H, T, T], for looking at.
        throw new NotImplementedException("M02.E4: return the attention weights of every head, [B, H, T, T], for looking at.");
    }
}
