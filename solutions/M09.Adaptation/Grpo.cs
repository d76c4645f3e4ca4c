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
        #region Solution
        ArgumentNullException.ThrowIfNull(rewards);
        if (groupSize < 2)
            throw new ArgumentException($"groupSize is {groupSize}; a reply is compared with others, so that it must be at least 2.", nameof(groupSize));
        if (rewards.Count == 0 || rewards.Count % groupSize != 0)
            throw new ArgumentException($"There are {rewards.Count} rewards; their number must be a multiple of {groupSize}, and not 0.", nameof(rewards));
        if (!rewards.All(double.IsFinite))
            throw new ArgumentException("A reward is not a finite number.", nameof(rewards));
        return [.. rewards.Chunk(groupSize).SelectMany(group => OfGroup(group, divideByDeviation))];
        #endregion
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
        #region Solution
        ArgumentNullException.ThrowIfNull(logits);
        ArgumentNullException.ThrowIfNull(ids);
        if (logits.dim() != 3 || ids.dim() != 2 || ids.numel() == 0 || !ids.shape.SequenceEqual(logits.shape[..2]))
            throw new ArgumentException($"logits is [{string.Join(", ", logits.shape)}] and ids [{string.Join(", ", ids.shape)}]; they must be [B, T, V] and [B, T].");
        using var scope = NewDisposeScope();
        long t = ids.shape[1];
        Tensor before = logits.narrow(1, 0, t - 1), after = ids.narrow(1, 1, t - 1).unsqueeze(2);
        Tensor each = nn.functional.log_softmax(before, dim: 2).gather(2, after).squeeze(2);                           // [B, T − 1]
        return cat([zeros(ids.shape[0], 1, dtype: each.dtype, device: each.device), each], 1).MoveToOuterDisposeScope(); // [B, T]
        #endregion
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
        #region Solution
        CheckTokens(replyMask, logProbs, oldLogProbs);
        ArgumentNullException.ThrowIfNull(advantages);
        if (advantages.dim() != 1 || advantages.shape[0] != logProbs.shape[0])
            throw new ArgumentException($"advantages is [{string.Join(", ", advantages.shape)}]; it must be [{logProbs.shape[0]}], one a reply.", nameof(advantages));
        double high = clipHigh ?? clipLow;
        if (!(clipLow is >= 0 and < 1) || !(high >= 0 && double.IsFinite(high)))
            throw new ArgumentException($"clipLow is {clipLow} and clipHigh {high}; the first must be from 0 to below 1, the second finite and at least 0.");
        using var scope = NewDisposeScope();
        // Filled before the exponential: afterwards the gradient of an infinite ratio would be 0·∞.
        Tensor ratio = (logProbs - oldLogProbs.detach()).masked_fill(replyMask.logical_not(), 0).exp();                // [B, T]
        Tensor a = advantages.detach().to(ratio.dtype).unsqueeze(1);                                                   // [B, 1]
        Tensor terms = -minimum(ratio * a, ratio.clamp(1 - clipLow, 1 + high) * a);
        return Mean(terms, replyMask, normalization).MoveToOuterDisposeScope();                                        // []
        #endregion
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
        #region Solution
        CheckTokens(replyMask, logProbs, referenceLogProbs);
        using var scope = NewDisposeScope();
        Tensor d = (referenceLogProbs.detach() - logProbs).masked_fill(replyMask.logical_not(), 0);                    // [B, T]
        return Mean(d.expm1() - d, replyMask, normalization).MoveToOuterDisposeScope();                                // []
        #endregion
    }

    #region Solution
    private static IEnumerable<double> OfGroup(double[] group, bool divide)
    {
        // Subtracting a mean that rounding moved would make a group of equals lean to one side.
        if (group.All(reward => reward == group[0]))
            return group.Select(_ => 0.0);
        double mean = group.Average(), deviation = Math.Sqrt(group.Sum(reward => (reward - mean) * (reward - mean)) / (group.Length - 1));
        return group.Select(reward => (reward - mean) / (divide ? deviation + 1e-6 : 1));
    }

    private static Tensor Mean(Tensor terms, Tensor mask, GrpoNormalization normalization)
    {
        Tensor counted = terms.masked_fill(mask.logical_not(), 0);
        return normalization == GrpoNormalization.PerToken ? counted.sum() / mask.sum() : (counted.sum(1) / mask.sum(1)).mean();
    }

    private static void CheckTokens(Tensor mask, Tensor logProbs, Tensor others)
    {
        ArgumentNullException.ThrowIfNull(mask);
        ArgumentNullException.ThrowIfNull(logProbs);
        ArgumentNullException.ThrowIfNull(others);
        if (logProbs.dim() != 2 || mask.dtype != ScalarType.Bool || !mask.shape.SequenceEqual(logProbs.shape) || !others.shape.SequenceEqual(logProbs.shape) || mask.numel() == 0)
            throw new ArgumentException("Both log-probabilities must be [B, T] alike, and replyMask boolean [B, T].");
        using var scope = NewDisposeScope();
        if (!mask.any(1).all().item<bool>())
            throw new ArgumentException("A row of replyMask is false everywhere; each reply needs at least one token.", nameof(mask));
    }
    #endregion
}
