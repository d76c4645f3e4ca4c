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
    /// <summary>Creates the projections with random weights.</summary>
    /// <param name="modelWidth">Model width C, a multiple of <paramref name="heads"/>.</param>
    /// <param name="heads">Heads H, at least 1.</param>
    /// <exception cref="ArgumentException">A number is below 1, or <paramref name="heads"/> does not divide <paramref name="modelWidth"/>.</exception>
    [Exercise("M02.E8", Title = "Encoder-decoder and mixture of experts", Weight = 2)]
    public CrossAttention(int modelWidth, int heads)
        : base(nameof(CrossAttention))
    {
        // TODO M02.E8: check the sizes, then register q_proj, k_proj, v_proj and o_proj, all C to C without bias.
        throw new NotImplementedException("M02.E8: check the sizes, then register q_proj, k_proj, v_proj and o_proj, all C to C without bias.");
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
        throw new NotImplementedException("M02.E8: queries from x, keys and values from the memory; split heads, attend under the mask, merge, project.");
    }
}
