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
        throw new NotImplementedException("M08.E1: slide a window over the text, and add up −ln P of the tokens that no earlier window has scored.");
    }
}
