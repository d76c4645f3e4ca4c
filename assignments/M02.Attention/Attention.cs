using TorchSharp;
using static TorchSharp.torch;

namespace LLMCourse.M02;

/// <summary>Scaled dot-product attention, the one operation in which positions exchange information.</summary>
public static class Attention
{
    /// <summary>Computes softmax(QKᵀ/√D)·V over the keys that the mask allows.</summary>
    /// <param name="q">Queries, float32 or float64 <c>[…, Tq, D]</c> of rank 2 or more.</param>
    /// <param name="k">Keys, the dtype and leading axes of <paramref name="q"/>, <c>[…, Tk, D]</c>.</param>
    /// <param name="v">Values, the dtype and leading axes of <paramref name="q"/>, <c>[…, Tk, Dv]</c>.</param>
    /// <param name="mask">
    /// Which query may see which key: bool, broadcastable to <c>[…, Tq, Tk]</c>, <b>true = may attend</b>. Null allows everything.
    /// </param>
    /// <returns>
    /// Context, <c>[…, Tq, Dv]</c>, the dtype of <paramref name="q"/>; zeros for a query that may see no key. A new tensor that the
    /// caller disposes.
    /// </returns>
    /// <exception cref="ArgumentException">
    /// An input has fewer than 2 axes, the leading axes differ, the widths of <paramref name="q"/> and <paramref name="k"/> differ,
    /// the lengths of <paramref name="k"/> and <paramref name="v"/> differ, the dtypes differ or are not floating point, or
    /// <paramref name="mask"/> is not bool or does not broadcast to the scores.
    /// </exception>
    /// <remarks>
    /// Vaswani et al. 2017, §3.2.1, eq. 1 (<see href="https://arxiv.org/abs/1706.03762"/>). Differs: a query without a visible
    /// key gets zeros, where the formula gives 0/0.
    /// </remarks>
    [Exercise("M02.E2", Title = "Scaled dot-product attention", Weight = 2)]
    public static Tensor Attend(Tensor q, Tensor k, Tensor v, Tensor? mask = null)
    {
        // TODO M02.E2: check the shapes, then return softmax(QKᵀ/√D)·V over the keys the mask allows, and zeros where it allows none.
        throw new NotImplementedException("M02.E2: check the shapes, then return softmax(QKᵀ/√D)·V over the keys the mask allows, and zeros where it allows none.");
    }
}
