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
        throw new NotImplementedException("M09.E5: the rows that count; Σ p·(log p − log q) at temperature τ, times τ²; the cross-entropy at temperature 1; both weighed by α.");
    }
}
