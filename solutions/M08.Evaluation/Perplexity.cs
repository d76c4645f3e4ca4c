using LLMCourse.Reference.Decoding;

namespace LLMCourse.M08;

/// <summary>Measures how well a model predicts a text that is longer than its context.</summary>
/// <remarks>
/// The perplexity of a text is e to the mean of −ln P(token | all tokens before it): Jurafsky and Martin, Speech and Language Processing,
/// §3.3 (<see href="https://web.stanford.edu/~jurafsky/slp3/3.pdf"/>). Bits per byte: Gao et al. 2020, "The Pile", §3.1
/// (<see href="https://arxiv.org/abs/2101.00027"/>).
/// </remarks>
public static class Perplexity
{
    /// <summary>Scores every token of a text but the first, each once, in windows that slide over it.</summary>
    /// <param name="model">The model.</param>
    /// <param name="ids">The text, at least two tokens, each from 0 to V − 1.</param>
    /// <param name="context">The greatest number of tokens that the model is shown at a time, from 1 to its own context length.</param>
    /// <param name="stride">By how many tokens each window begins later than the one before, from 1 to <paramref name="context"/>.</param>
    /// <returns>The number of scored tokens, one less than there are, and the sum of their −ln P: ∞ where the model finds one impossible.</returns>
    /// <exception cref="ArgumentException">There are fewer than two tokens, or one is not of the vocabulary;
    /// <paramref name="context"/> or <paramref name="stride"/> is out of range.</exception>
    /// <remarks>
    /// <para>Window k shows the model the tokens k·stride to k·stride + context − 1, or to the last but one of the text, which is the last that
    /// has a successor. After each of them the model predicts the next token; scored are those predictions whose token no earlier window has
    /// scored. The window that scores the text's last token is the last. So the first window scores <paramref name="context"/> tokens, each
    /// one after it <paramref name="stride"/>, the last what is left; and with a stride of <paramref name="context"/> the windows are chunks
    /// that share no predictions.</para>
    /// <para>The model is asked once for each window, by <see cref="IManyLogits.Next(ReadOnlySpan{int}, int, Span{float})"/>, and for the
    /// scored positions only. Probabilities are computed in double, by a softmax that does not overflow.</para>
    /// </remarks>
    [Exercise("M08.E1", Title = "Sliding-window perplexity", Weight = 2)]
    public static PerplexityResult Evaluate(IManyLogits model, ReadOnlySpan<int> ids, int context, int stride)
    {
        // TODO M08.E1: slide a window over the text, and add up −ln P of the tokens that no earlier window has scored.
        #region Solution
        ArgumentNullException.ThrowIfNull(model);
        int vocabulary = model.VocabularySize, targets = ids.Length - 1;
        if (targets < 1) throw new ArgumentException($"The text has {ids.Length} tokens, but must have at least two: the first one is not scored.", nameof(ids));
        if (context < 1 || context > model.ContextLength) throw new ArgumentException($"context must be from 1 to the model's {model.ContextLength}, but it is {context}.", nameof(context));
        if (stride < 1 || stride > context) throw new ArgumentException($"stride must be from 1 to the context, {context}, but it is {stride}.", nameof(stride));
        foreach (int id in ids)
        {
            if (id < 0 || id >= vocabulary) throw new ArgumentException($"Token ids must be from 0 to {vocabulary - 1}, but one is {id}.", nameof(ids));
        }

        float[] logits = new float[Math.Min(context, targets) * vocabulary];
        double sum = 0;
        int scored = 0;
        for (int begin = 0; scored < targets; begin += stride)
        {
            int end = begin + Math.Min(context, targets - begin), count = end - scored;
            model.Next(ids[begin..end], count, logits.AsSpan(0, count * vocabulary));
            for (int i = 0; i < count; i++) sum -= LogProbability(logits.AsSpan(i * vocabulary, vocabulary), ids[scored + i + 1]);
            scored = end;
        }

        return new PerplexityResult(scored, sum);
        #endregion
    }

    #region Solution
    private static double LogProbability(ReadOnlySpan<float> logits, int id)
    {
        double greatest = double.NegativeInfinity, total = 0;
        foreach (float logit in logits) greatest = Math.Max(greatest, logit);
        foreach (float logit in logits) total += Math.Exp(logit - greatest);
        return logits[id] - greatest - Math.Log(total);
    }
    #endregion
}
