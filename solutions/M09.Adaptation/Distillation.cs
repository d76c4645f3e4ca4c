using static TorchSharp.torch;

namespace LLMCourse.M09;

/// <summary>Learning from a greater model's distribution instead of from one right token.</summary>
/// <remarks>Hinton et al. 2015, <see href="https://arxiv.org/abs/1503.02531"/>, §2.</remarks>
public static class Distillation
{
    /// <summary>Computes α·τ²·KL(teacher ‖ student) at temperature τ plus (1 − α) times the cross-entropy of the labels, as a mean over the positions
    /// that count.</summary>
    /// <param name="student">Logits of the model that learns, <c>[…, V]</c>.</param>
    /// <param name="teacher">Logits of the model that it learns from, <c>[…, V]</c>. No gradient flows to them. They may exclude tokens by −∞; the
    /// student's logits are finite.</param>
    /// <param name="labels">The right token of each position, int64 <c>[…]</c>; −100 leaves a position out of both terms.</param>
    /// <param name="temperature">τ, finite and above 0: both logits are divided by it before the softmax. τ² undoes what that does to the size of
    /// gradients.</param>
    /// <param name="alpha">α from 0 to 1: how much the teacher counts.</param>
    /// <returns>A scalar in nats that the caller disposes.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit, all positions are left out, a label is no token, or τ or α is out of range.</exception>
    [Exercise("M09.E5", Title = "Distillation and GRPO", Weight = 4)]
    public static Tensor Loss(Tensor student, Tensor teacher, Tensor labels, double temperature, double alpha)
    {
        // TODO M09.E5: the rows that count; Σ p·(log p − log q) at temperature τ, times τ²; the cross-entropy at temperature 1; both weighed by α.
        #region Solution
        ArgumentNullException.ThrowIfNull(student);
        ArgumentNullException.ThrowIfNull(teacher);
        ArgumentNullException.ThrowIfNull(labels);
        if (student.dim() < 1 || !student.shape.SequenceEqual(teacher.shape) || !labels.shape.SequenceEqual(student.shape[..^1]) || labels.dtype != ScalarType.Int64)
            throw new ArgumentException("student and teacher must be […, V] alike, and labels int64 […] without the last axis.");
        if (!(temperature > 0 && double.IsFinite(temperature)))
            throw new ArgumentException($"temperature is {temperature}; it must be finite and above 0.", nameof(temperature));
        if (!(alpha is >= 0 and <= 1))
            throw new ArgumentException($"alpha is {alpha}; it must be from 0 to 1.", nameof(alpha));
        using var scope = NewDisposeScope();
        long v = student.shape[^1];
        Tensor flat = labels.reshape(-1), counts = flat.ne(-100), right = flat[counts];                                // [N]
        if (right.numel() == 0)
            throw new ArgumentException("All labels are −100; at least one position must count.", nameof(labels));
        if (right.lt(0).logical_or(right.ge(v)).any().item<bool>())
            throw new ArgumentException($"A label is no token; tokens go from 0 to {v - 1}, and −100 leaves a position out.", nameof(labels));
        Tensor ours = student.reshape(-1, v)[counts], theirs = teacher.detach().reshape(-1, v)[counts];                // [N, V]
        Tensor p = nn.functional.log_softmax(theirs / temperature, dim: 1), q = nn.functional.log_softmax(ours / temperature, dim: 1);
        // What the teacher excludes adds nothing, though 0·(−∞ − x) is not a number.
        Tensor divergence = (p.exp() * (p - q)).masked_fill(p.isneginf(), 0).sum(1).mean();
        Tensor hard = nn.functional.cross_entropy(ours, right);
        return ((alpha * temperature * temperature * divergence) + ((1 - alpha) * hard)).MoveToOuterDisposeScope();    // []
        #endregion
    }
}
