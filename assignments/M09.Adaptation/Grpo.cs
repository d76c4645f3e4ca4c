using static TorchSharp.torch;

namespace LLMCourse.M09;

/// <summary>What group relative policy optimisation is computed from.</summary>
/// <remarks>Shao et al. 2024, <see href="https://arxiv.org/abs/2402.03300"/>, §4.1, with the clipped ratio of Schulman et al. 2017,
/// <see href="https://arxiv.org/abs/1707.06347"/>, §3.</remarks>
public static class Grpo
{
    /// <summary>Says how much better each reply is than the others to the same prompt: its reward less the group's mean, and by choice divided by
    /// the group's standard deviation plus 10⁻⁶.</summary>
    /// <param name="rewards">One reward a reply, finite, those of a group next to each other.</param>
    /// <param name="groupSize">How many replies a prompt has, at least 2.</param>
    /// <param name="divideByDeviation">Whether to divide. The deviation is the sample's, with n − 1. (Liu et al. 2025, <see href="https://arxiv.org/abs/2503.20783"/>,
    /// leave it out: it favours prompts that are nearly always or nearly never solved.)</param>
    /// <returns>The advantages, one a reply. Those of a group of equal rewards are exactly 0: it has nothing to teach.</returns>
    /// <exception cref="ArgumentException"><paramref name="groupSize"/> is below 2, there is no reward, their number is no multiple of it, or one
    /// is not finite.</exception>
    [Exercise("M09.E5", Title = "Distillation and GRPO", Weight = 4)]
    public static double[] Advantages(IReadOnlyList<double> rewards, int groupSize, bool divideByDeviation = true)
    {
        // TODO M09.E5: for each group the mean and the sample's deviation; (reward − mean) / (deviation + 1e-6).
        throw new NotImplementedException("M09.E5: for each group the mean and the sample's deviation; (reward − mean) / (deviation + 1e-6).");
    }

    /// <summary>Computes how likely a model finds each token of a batch, after all before it.</summary>
    /// <param name="logits">The model's logits, <c>[B, T, V]</c>; those at position t speak of the token at t + 1.</param>
    /// <param name="ids">The tokens, int64 <c>[B, T]</c>.</param>
    /// <returns>Nats, <c>[B, T]</c>; 0 in the first column, before which nothing is. A new tensor that the caller disposes.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    [Exercise("M09.E5", Title = "Distillation and GRPO", Weight = 4)]
    public static Tensor TokenLogProbs(Tensor logits, Tensor ids)
    {
        // TODO M09.E5: log-softmax, the entry of the next token, one column of zeros in front.
        throw new NotImplementedException("M09.E5: log-softmax, the entry of the next token, one column of zeros in front.");
    }

    /// <summary>Computes the clipped loss −min(r·A, clip(r, 1 − ε, 1 + ε')·A) with r = π/π_old.</summary>
    /// <param name="logProbs">log π of each token under the model that learns, <c>[B, T]</c>.</param>
    /// <param name="oldLogProbs">log π_old, of the model that wrote the replies, <c>[B, T]</c>. No gradient flows to them.</param>
    /// <param name="advantages">A of each reply, <c>[B]</c>; no gradient flows to them.</param>
    /// <param name="replyMask">Boolean <c>[B, T]</c>: true at the tokens of the replies. What stands elsewhere in the other tensors does not matter.</param>
    /// <param name="clipLow">ε from 0 to below 1: how far a token may become less likely before it is left alone.</param>
    /// <param name="clipHigh">ε', finite and at least 0: how far it may become likelier; null: as ε. (DAPO, §3.1, has it greater.)</param>
    /// <param name="normalization">How terms become one loss.</param>
    /// <returns>A scalar that the caller disposes.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit, a row has no token that counts, or ε or ε' is out of range.</exception>
    [Exercise("M09.E5", Title = "Distillation and GRPO", Weight = 4)]
    public static Tensor ClipLoss(
        Tensor logProbs, Tensor oldLogProbs, Tensor advantages, Tensor replyMask, double clipLow = 0.2, double? clipHigh = null, GrpoNormalization normalization = GrpoNormalization.PerReply)
    {
        // TODO M09.E5: the ratio of each token; the smaller of both products, with its sign turned; means over what counts.
        throw new NotImplementedException("M09.E5: the ratio of each token; the smaller of both products, with its sign turned; means over what counts.");
    }

    /// <summary>Estimates KL(π ‖ ρ) from the tokens that π has written: the mean of e^d − d − 1 with d = log ρ − log π (Schulman's k3: never below 0,
    /// and right on average).</summary>
    /// <param name="logProbs">log π of each token, <c>[B, T]</c>.</param>
    /// <param name="referenceLogProbs">log ρ, of the model that it began as, <c>[B, T]</c>. No gradient flows to them.</param>
    /// <param name="replyMask">As for <see cref="ClipLoss"/>.</param>
    /// <param name="normalization">How terms become one number.</param>
    /// <returns>Nats a token, a scalar that the caller disposes.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit, or a row has no token that counts.</exception>
    [Exercise("M09.E5", Title = "Distillation and GRPO", Weight = 4)]
    public static Tensor Divergence(Tensor logProbs, Tensor referenceLogProbs, Tensor replyMask, GrpoNormalization normalization = GrpoNormalization.PerReply)
    {
        // TODO M09.E5: d at each token that counts; e^d − d − 1; means as in ClipLoss.
        throw new NotImplementedException("M09.E5: d at each token that counts; e^d − d − 1; means as in ClipLoss.");
    }
}
