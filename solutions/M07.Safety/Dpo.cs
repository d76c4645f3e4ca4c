using TorchSharp;
using static TorchSharp.torch;

namespace LLMCourse.M07;

/// <summary>What direct preference optimisation is computed from.</summary>
/// <remarks>Rafailov et al. 2023, <see href="https://arxiv.org/abs/2305.18290"/>: §4, equation 7.</remarks>
public static class Dpo
{
    /// <summary>Computes how likely a model finds each reply: the sum of the log-probabilities of its tokens, each after all before it.</summary>
    /// <param name="logits">The model's logits, <c>[B, T, V]</c>; those at position t speak of the token at t + 1.</param>
    /// <param name="ids">The tokens, int64 <c>[B, T]</c>.</param>
    /// <param name="replyMask">Boolean <c>[B, T]</c>: true at the tokens that count. The first column is false: nothing is before it.</param>
    /// <returns>Nats, <c>[B]</c>, of the logits' type; sums, not means. A new tensor that the caller disposes.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit, or the mask is true in the first column.</exception>
    [Exercise("M07.E6", Title = "Direct preference optimisation", Weight = 4)]
    public static Tensor SequenceLogProbs(Tensor logits, Tensor ids, Tensor replyMask)
    {
        // TODO M07.E6: log-softmax over the vocabulary, the entry of the next token at each position, added up where the mask is true.
        #region Solution
        ArgumentNullException.ThrowIfNull(logits);
        ArgumentNullException.ThrowIfNull(ids);
        ArgumentNullException.ThrowIfNull(replyMask);
        if (logits.dim() != 3 || ids.dim() != 2 || !ids.shape.SequenceEqual(logits.shape[..2]) || !replyMask.shape.SequenceEqual(ids.shape))
            throw new ArgumentException("logits must be [B, T, V], ids and replyMask [B, T].");
        using var scope = NewDisposeScope();
        if (replyMask[.., 0].any().item<bool>())
            throw new ArgumentException("replyMask is true in the first column; nothing is before the first token.", nameof(replyMask));
        long t = ids.shape[1];
        Tensor before = logits.narrow(1, 0, t - 1), after = ids.narrow(1, 1, t - 1).unsqueeze(2);
        Tensor each = nn.functional.log_softmax(before, dim: 2).gather(2, after).squeeze(2);         // [B, T − 1]
        // Masked by filling, not by multiplying: 0 times the −∞ of a token that a model excludes is not a number.
        return each.masked_fill(replyMask.narrow(1, 1, t - 1).logical_not(), 0).sum(1).MoveToOuterDisposeScope();
        #endregion
    }

    /// <summary>Computes the loss of preference pairs: the mean of −log σ(β·((π_c − ρ_c) − (π_r − ρ_r))).</summary>
    /// <param name="policyChosen">π_c, <c>[B]</c>: log-probabilities of the preferred replies under the model that learns.</param>
    /// <param name="policyRejected">π_r, <c>[B]</c>: those of the other replies.</param>
    /// <param name="referenceChosen">ρ_c, <c>[B]</c>: log-probabilities of the preferred replies under the model that it began as.</param>
    /// <param name="referenceRejected">ρ_r, <c>[B]</c>: those of the other replies.</param>
    /// <param name="beta">β, finite and at least 0: how much a nat of difference is worth. The greater, the closer the model stays.</param>
    /// <param name="labelSmoothing">ε, at least 0 and below one half: the share of pairs that are thought to be labelled the wrong way round,
    /// (1 − ε)·(−log σ(z)) + ε·(−log σ(−z)).</param>
    /// <returns>A scalar that the caller disposes, finite for margins as large as 10⁴.</returns>
    /// <exception cref="ArgumentException">The shapes differ or are not <c>[B]</c>, B is 0, or β or ε is out of range.</exception>
    [Exercise("M07.E6", Title = "Direct preference optimisation", Weight = 4)]
    public static Tensor Loss(
        Tensor policyChosen, Tensor policyRejected, Tensor referenceChosen, Tensor referenceRejected, double beta, double labelSmoothing = 0)
    {
        // TODO M07.E6: z = β·((π_c − ρ_c) − (π_r − ρ_r)); the mean of −log σ(z), written so that no exponential overflows.
        #region Solution
        Tensor[] all = [policyChosen, policyRejected, referenceChosen, referenceRejected];
        foreach (Tensor each in all)
            ArgumentNullException.ThrowIfNull(each);
        if (all.Any(each => each.dim() != 1 || each.shape[0] != policyChosen.shape[0]) || policyChosen.shape[0] == 0)
            throw new ArgumentException("All four log-probabilities must be [B] with the same B, at least 1.");
        if (!(beta >= 0 && double.IsFinite(beta)))
            throw new ArgumentException($"beta is {beta}; it must be finite and at least 0.", nameof(beta));
        if (!(labelSmoothing is >= 0 and < 0.5))
            throw new ArgumentException($"labelSmoothing is {labelSmoothing}; it must be at least 0 and below 0.5.", nameof(labelSmoothing));
        using var scope = NewDisposeScope();
        Tensor z = beta * (policyChosen - referenceChosen - (policyRejected - referenceRejected));
        Tensor loss = -nn.functional.logsigmoid(z);
        if (labelSmoothing > 0)
            loss = ((1 - labelSmoothing) * loss) - (labelSmoothing * nn.functional.logsigmoid(-z));
        return loss.mean().MoveToOuterDisposeScope();
        #endregion
    }

    /// <summary>Computes how far a model has moved away from its reference: KL(policy ‖ reference) of the next token, as a mean over the
    /// tokens of the replies.</summary>
    /// <param name="policyLogits">The logits of the model that learns, <c>[B, T, V]</c>.</param>
    /// <param name="referenceLogits">Those of the reference, <c>[B, T, V]</c>.</param>
    /// <param name="replyMask">Boolean <c>[B, T]</c>, as for <see cref="SequenceLogProbs"/>; at least one token counts.</param>
    /// <returns>Nats a token: a scalar that the caller disposes; 0 for the same logits, never below.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit, the mask is true in the first column, or it is true nowhere.</exception>
    [Exercise("M07.E6", Title = "Direct preference optimisation", Weight = 4)]
    public static Tensor Divergence(Tensor policyLogits, Tensor referenceLogits, Tensor replyMask)
    {
        // TODO M07.E6: Σ p·(log p − log q) over the vocabulary where the next token counts, then the mean over those positions.
        #region Solution
        ArgumentNullException.ThrowIfNull(policyLogits);
        ArgumentNullException.ThrowIfNull(referenceLogits);
        ArgumentNullException.ThrowIfNull(replyMask);
        if (policyLogits.dim() != 3 || !referenceLogits.shape.SequenceEqual(policyLogits.shape) || !replyMask.shape.SequenceEqual(policyLogits.shape[..2]))
            throw new ArgumentException("Both logits must be [B, T, V], replyMask [B, T].");
        using var scope = NewDisposeScope();
        if (replyMask[.., 0].any().item<bool>() || !replyMask.any().item<bool>())
            throw new ArgumentException("replyMask must be true somewhere, but not in the first column.", nameof(replyMask));
        long t = replyMask.shape[1];
        Tensor counts = replyMask.narrow(1, 1, t - 1);
        Tensor p = nn.functional.log_softmax(policyLogits.narrow(1, 0, t - 1), dim: 2)[counts];       // [N, V], of the positions that count
        Tensor q = nn.functional.log_softmax(referenceLogits.narrow(1, 0, t - 1), dim: 2)[counts];
        // A token that the policy excludes adds nothing, though 0·(−∞ − x) is not a number.
        Tensor terms = (p.exp() * (p - q)).masked_fill(p.isneginf(), 0);
        return terms.sum(1).mean().clamp(0).MoveToOuterDisposeScope(); // rounding alone can make it negative
        #endregion
    }
}
