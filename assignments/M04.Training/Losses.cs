using TorchSharp;
using static TorchSharp.torch;

namespace LLMCourse.M04;

/// <summary>What a language model is trained to make small.</summary>
public static class Losses
{
    /// <summary>Computes the mean of −ln p(target), where p = softmax(logits), in nats per token.</summary>
    /// <param name="logits">float16, bfloat16, float32 or float64 <c>[N, V]</c>, unnormalised; an entry may be −∞ where no target is.</param>
    /// <param name="targets">int64 <c>[N]</c>, each from 0 to V − 1 or <paramref name="ignoreIndex"/>.</param>
    /// <param name="ignoreIndex">The target of positions that do not count, such as padding. The default is −100.</param>
    /// <param name="labelSmoothing">
    /// ε from 0 (the default) to 1: the target is 1 − ε on the right token and ε/V on every one: (1 − ε)·(−ln p(target)) + ε·mean(−ln p).
    /// </param>
    /// <returns>
    /// A scalar of the dtype of <paramref name="logits"/> (float32 for 16-bit ones); 0, with gradient 0, when no position counts. A new tensor
    /// that the caller disposes.
    /// </returns>
    /// <exception cref="ArgumentException">A shape, a dtype, a target or <paramref name="labelSmoothing"/> is not as above.</exception>
    /// <remarks>
    /// Goodfellow et al. 2016, §6.2.2.3; smoothing: Szegedy et al. 2016, §7 (<see href="https://arxiv.org/abs/1512.00567"/>). −ln p(t) is
    /// ln Σ exp(xⱼ − m) − (xₜ − m) with m the row's maximum: no exponential overflows, and no logarithm of 0 is taken.
    /// </remarks>
    [Exercise("M04.E2", Title = "Cross-entropy", Weight = 1)]
    public static Tensor CrossEntropy(Tensor logits, Tensor targets, long ignoreIndex = -100, double labelSmoothing = 0)
    {
        // TODO M04.E2: check the arguments, subtract the row's maximum, take the logarithm of the sum of exponentials minus the target's logit,
        // and average over the targets that count.
        throw new NotImplementedException("M04.E2: check the arguments, subtract the row's maximum, take the logarithm of the sum of exponentials minus the target's logit, and average over the targets that count.");
    }
}
