using TorchSharp;
using static TorchSharp.torch;

namespace LLMCourse.M09;

/// <summary>Sums over what a mask leaves: what losses per token, rewards and entropies are reported by.</summary>
public static class MaskedLoss
{
    /// <summary>Computes the mean of the values at which the mask is true.</summary>
    /// <param name="values">The values, of a floating-point type.</param>
    /// <param name="mask">Boolean, of the same shape: which count. What stands elsewhere changes nothing, be it NaN, and its gradient is 0.</param>
    /// <param name="dim">The axis that goes; negative ones count from the end. Null: all go.</param>
    /// <returns>The means, of the values' type; 0 with a gradient of 0 where the mask is true nowhere. A new tensor that the caller disposes.</returns>
    /// <exception cref="ArgumentException">The shapes differ, the mask is not boolean, or there is no such axis.</exception>
    /// <remarks>0/0 would be truer, but one empty row of a batch would then make every weight of the model NaN.</remarks>
    [Exercise("M09.E1", Title = "Data for supervised fine-tuning", Weight = 2)]
    public static Tensor Mean(Tensor values, Tensor mask, long? dim = null)
    {
        // TODO M09.E1: the sum over what counts, divided by how many there are, or by 1 where there are none.
        #region Solution
        Check(values, mask, dim);
        using var scope = NewDisposeScope();
        Tensor count = (dim is { } axis ? mask.sum(axis) : mask.sum()).clamp(min: 1);
        return (Sum(values, mask, dim) / count).MoveToOuterDisposeScope();
        #endregion
    }

    /// <summary>Computes the sum of the values at which the mask is true, divided by a constant.</summary>
    /// <param name="values">The values, of a floating-point type.</param>
    /// <param name="mask">Boolean, of the same shape: which count.</param>
    /// <param name="constant">The divisor, finite and not 0: the greatest length of a reply, say, so that a token weighs the same in a short reply and a long one.</param>
    /// <param name="dim">The axis that goes; negative ones count from the end. Null: all go.</param>
    /// <returns>The quotients, of the values' type. A new tensor that the caller disposes.</returns>
    /// <exception cref="ArgumentException">As for <see cref="Mean"/>, or the constant is 0 or not finite.</exception>
    /// <remarks>Liu et al. 2025, <see href="https://arxiv.org/abs/2503.20783"/>, §3: why a mean over each reply's own length favours long wrong replies.</remarks>
    [Exercise("M09.E1", Title = "Data for supervised fine-tuning", Weight = 2)]
    public static Tensor Normalize(Tensor values, Tensor mask, double constant, long? dim = null)
    {
        // TODO M09.E1: the sum over what counts, divided by the constant.
        #region Solution
        Check(values, mask, dim);
        if (!double.IsFinite(constant) || constant == 0)
            throw new ArgumentException($"constant is {constant}; it must be finite and not 0.", nameof(constant));
        using var scope = NewDisposeScope();
        return (Sum(values, mask, dim) / constant).MoveToOuterDisposeScope();
        #endregion
    }

    #region Solution
    /// <summary>Filled, not multiplied: 0·NaN is NaN, in the sum and in the gradient.</summary>
    private static Tensor Sum(Tensor values, Tensor mask, long? dim)
    {
        Tensor counted = values.masked_fill(mask.logical_not(), 0);
        return dim is { } axis ? counted.sum(axis) : counted.sum();
    }

    private static void Check(Tensor values, Tensor mask, long? dim)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(mask);
        long[] shape = values.shape;
        if (!values.is_floating_point())
            throw new ArgumentException($"values is {values.dtype}; it must be of a floating-point type.", nameof(values));
        if (mask.dtype != ScalarType.Bool || !mask.shape.SequenceEqual(shape))
            throw new ArgumentException($"mask is {mask.dtype} [{string.Join(", ", mask.shape)}]; it must be Bool [{string.Join(", ", shape)}] as values is.", nameof(mask));
        if (dim is { } axis && (axis < -shape.Length || axis >= shape.Length))
            throw new ArgumentException($"dim is {axis}; values has {shape.Length} axes.", nameof(dim));
    }
    #endregion
}
