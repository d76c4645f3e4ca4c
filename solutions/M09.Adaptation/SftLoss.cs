using TorchSharp;
using static TorchSharp.torch;

namespace LLMCourse.M09;

/// <summary>The loss of supervised fine-tuning.</summary>
public static class SftLoss
{
    /// <summary>Counts what is learned: the labels that are not −100.</summary>
    /// <param name="labels">Labels, int64, of any shape.</param>
    /// <exception cref="ArgumentException">The labels are not int64.</exception>
    [Exercise("M09.E1", Title = "Data for supervised fine-tuning", Weight = 2)]
    public static long Count(Tensor labels)
    {
        // TODO M09.E1: how many labels are not −100.
        #region Solution
        ArgumentNullException.ThrowIfNull(labels);
        if (labels.dtype != ScalarType.Int64)
            throw new ArgumentException($"labels is {labels.dtype}; it must be Int64.", nameof(labels));
        using var scope = NewDisposeScope();
        return labels.ne(SftPacking.Ignored).sum().item<long>();
        #endregion
    }

    /// <summary>Computes Σ −log softmax(logits)[label] over all labels that are not −100, divided by how many there are, or by what is given.</summary>
    /// <param name="logits">Logits, <c>[N, T, V]</c>. Where the label is −100 they change nothing, be they NaN, and their gradient is 0.</param>
    /// <param name="labels">Labels, int64 <c>[N, T]</c>, below V, or −100: already the next tokens; nothing is shifted here.</param>
    /// <param name="normalizer">The divisor, finite and above 0; null: <see cref="Count"/> of these labels. For a batch that is too big for one pass give
    /// each part the count of the whole: then the gradients of the parts add up to those of the whole batch.</param>
    /// <returns>Nats, a scalar, float32 at least (half precision is converted first). A new tensor that the caller disposes.</returns>
    /// <exception cref="ArgumentException">The shapes or types do not fit, a label is out of range, the normalizer is out of range, or there is neither
    /// a label nor a normalizer.</exception>
    /// <remarks>Every learned token of the batch weighs the same. A mean over each row first would give a token of a short reply more weight, and so would
    /// a mean over each part of an accumulated batch.</remarks>
    [Exercise("M09.E1", Title = "Data for supervised fine-tuning", Weight = 2)]
    public static Tensor Compute(Tensor logits, Tensor labels, double? normalizer = null)
    {
        // TODO M09.E1: take the rows of logits that have a label, sum their cross-entropies, divide once.
        #region Solution
        ArgumentNullException.ThrowIfNull(logits);
        ArgumentNullException.ThrowIfNull(labels);
        if (logits.dim() != 3 || !logits.is_floating_point() || labels.dtype != ScalarType.Int64 || !labels.shape.SequenceEqual(logits.shape[..2]))
            throw new ArgumentException($"logits is {logits.dtype} [{string.Join(", ", logits.shape)}] and labels {labels.dtype} [{string.Join(", ", labels.shape)}]; they must be floating-point [N, T, V] and Int64 [N, T].");
        if (normalizer is { } given && !(given > 0 && double.IsFinite(given)))
            throw new ArgumentException($"normalizer is {given}; it must be finite and above 0.", nameof(normalizer));
        using var scope = NewDisposeScope();
        Tensor learned = labels.ne(SftPacking.Ignored);
        Tensor targets = labels[learned];                                                    // [K]
        long count = targets.shape[0];
        if (targets.lt(0).logical_or(targets.ge(logits.shape[2])).any().item<bool>())
            throw new ArgumentException($"A label is out of range; it must be below {logits.shape[2]}, or −100.", nameof(labels));
        if (count == 0 && normalizer is null)
            throw new ArgumentException("All labels are −100; there is nothing to learn.", nameof(labels));
        // Only rows with a label are computed: what is not there cannot leak, and the logarithms of prompts are not taken.
        Tensor chosen = logits[learned];                                                     // [K, V]
        if (chosen.dtype is ScalarType.Float16 or ScalarType.BFloat16)
            chosen = chosen.to(ScalarType.Float32);
        Tensor sum = nn.functional.cross_entropy(chosen, targets, reduction: nn.Reduction.Sum);
        return (sum / (normalizer ?? count)).MoveToOuterDisposeScope();
        #endregion
    }
}
