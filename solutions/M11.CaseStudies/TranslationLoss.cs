using TorchSharp;
using static TorchSharp.torch;

namespace LLMCourse.M11;

/// <summary>What a translator is trained to make small.</summary>
public static class TranslationLoss
{
    /// <summary>Computes the mean over all real targets of (1 − ε)·(−log P(y)) + ε·(the mean of −log P(w) over the V words of the vocabulary).</summary>
    /// <param name="logProbs">Log-probabilities <c>[B, T, V + X]</c>, as <see cref="PointerHead.Mix"/> gives them.</param>
    /// <param name="target">Ids, int64 <c>[B, T]</c>; <see cref="WordVocabulary.Pad"/> is left out, whatever the log-probabilities are there.</param>
    /// <param name="vocabularySize">V, from 1 to V + X: the X ids beyond get no share of ε.</param>
    /// <param name="smoothing">ε, at least 0 and below 1.</param>
    /// <returns>Nats per target word: a scalar that the caller disposes.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit, V or ε is out of range, or all of the target is padding.</exception>
    /// <remarks>Szegedy et al. 2016, §7 (<see href="https://arxiv.org/abs/1512.00567"/>); Vaswani et al. 2017, §5.4 (<see href="https://arxiv.org/abs/1706.03762"/>).</remarks>
    [Exercise("M11.E3", Title = "Translator", Weight = 4)]
    public static Tensor Of(Tensor logProbs, Tensor target, int vocabularySize, double smoothing = 0)
    {
        // TODO M11.E3: choose the rows of real targets first; then −log P of the target and the mean of −log P over the vocabulary, weighted.
        #region Solution
        ArgumentNullException.ThrowIfNull(logProbs);
        ArgumentNullException.ThrowIfNull(target);
        if (logProbs.dim() != 3 || !target.shape.SequenceEqual(logProbs.shape[..2]))
            throw new ArgumentException($"logProbs must be [B, T, V + X] and target [B, T], but they are [{string.Join(", ", logProbs.shape)}] and [{string.Join(", ", target.shape)}].");
        if (vocabularySize < 1 || vocabularySize > logProbs.shape[2])
            throw new ArgumentException($"vocabularySize is {vocabularySize}; it must be from 1 to {logProbs.shape[2]}.", nameof(vocabularySize));
        if (!(smoothing is >= 0 and < 1))
            throw new ArgumentException($"smoothing is {smoothing}; it must be at least 0 and below 1.", nameof(smoothing));
        using DisposeScope scope = NewDisposeScope();
        Tensor real = target.ne(WordVocabulary.Pad);
        if (!real.any().item<bool>())
            throw new ArgumentException("All of target is padding; there must be a word.", nameof(target));
        // Chosen, not multiplied by 0: what stands at padding may be −∞.
        Tensor rows = logProbs[real], right = target[real].unsqueeze(1);                     // [N, V + X] and [N, 1]
        Tensor loss = -rows.gather(1, right).mean();
        if (smoothing > 0)
            loss = ((1 - smoothing) * loss) - (smoothing * rows.narrow(1, 0, vocabularySize).mean());
        return loss.MoveToOuterDisposeScope();
        #endregion
    }
}
