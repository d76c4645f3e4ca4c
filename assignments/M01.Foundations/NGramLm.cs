namespace LLMCourse.M01;

/// <summary>A language model that counts: how often each token followed the n − 1 tokens before it.</summary>
/// <remarks>
/// <para>Jurafsky and Martin, "Speech and Language Processing", 3rd ed., chapter 3 (<see href="https://web.stanford.edu/~jurafsky/slp3/3.pdf"/>):
/// §3.1 n-grams, §3.3 perplexity, §3.6 smoothing. With h the last n − 1 tokens of the context and c counting in the training text,</para>
/// <code>P(w | h) = (c(h, w) + α) / (Σᵤ c(h, u) + α·V)</code>
/// <para>A context that was never followed by anything in training is shortened by its first token, again and again if need be; the
/// empty context is the unigram model, and without any training text every token has probability 1/V. A context shorter than n − 1 is
/// used as it is. Differs: this back-off needs no discounts, because it looks at the context and not at the next token.</para>
/// </remarks>
public sealed class NGramLm
{
    /// <summary>Counts the n-grams of a text, and those of every lower order.</summary>
    /// <param name="ids">The training text, tokens from 0 to <paramref name="vocabularySize"/> − 1; may be empty.</param>
    /// <param name="order">n, at least 1: 1 is unigrams, 2 bigrams.</param>
    /// <param name="alpha">What is added to each count, 0 or more; 0 gives probability 0 to what was not seen.</param>
    /// <param name="vocabularySize">V, at least 1.</param>
    /// <returns>The model.</returns>
    /// <exception cref="ArgumentException">A token is not in the vocabulary, or a number is out of its range.</exception>
    [Exercise("M01.E5", Title = "N-gram model", Weight = 2)]
    public static NGramLm Fit(int[] ids, int order, double alpha, int vocabularySize)
    {
        // TODO M01.E5: check the arguments, then count each n-gram of length 1 to order, and how often something follows it.
        throw new NotImplementedException("M01.E5: check the arguments, then count each n-gram of length 1 to order, and how often something follows it.");
    }

    /// <summary>Computes ln P(next | context).</summary>
    /// <param name="context">The tokens before, any number of them; the last n − 1 count.</param>
    /// <param name="next">The token whose probability is asked for.</param>
    /// <returns>The natural logarithm, in nats; −∞ where the probability is 0.</returns>
    /// <exception cref="ArgumentException">A token is not in the vocabulary, be it one of the context that does not count.</exception>
    [Exercise("M01.E5")]
    public double LogProb(ReadOnlySpan<int> context, int next)
    {
        // TODO M01.E5: take the longest end of the context, up to n − 1 tokens, that something followed in training, and smooth its counts.
        throw new NotImplementedException("M01.E5: take the longest end of the context, up to n − 1 tokens, that something followed in training, and smooth its counts.");
    }

    /// <summary>Computes the natural logarithm of the probability of a whole text by the chain rule: Σᵢ ln P(idsᵢ | ids₀ … idsᵢ₋₁).</summary>
    /// <param name="ids">The text; the first tokens have fewer than n − 1 before them.</param>
    /// <returns>The sum in nats; 0 for an empty text, −∞ where one of its tokens is impossible.</returns>
    /// <exception cref="ArgumentException">A token is not in the vocabulary.</exception>
    [Exercise("M01.E5")]
    public double SequenceLogProb(int[] ids)
    {
        // TODO M01.E5: add up the logarithms of the probabilities of all tokens, each given those before it.
        throw new NotImplementedException("M01.E5: add up the logarithms of the probabilities of all tokens, each given those before it.");
    }

    /// <summary>Computes the perplexity exp(−ln P(ids) / N): among how many equally likely tokens the model seems to choose.</summary>
    /// <param name="ids">The text, N ≥ 1 tokens.</param>
    /// <returns>From 1 (certain) over V (a model that knows nothing) to +∞ (a token of the text is impossible).</returns>
    /// <exception cref="ArgumentException">The text is empty, or a token is not in the vocabulary.</exception>
    [Exercise("M01.E5")]
    public double Perplexity(int[] ids)
    {
        // TODO M01.E5: exp of the mean negative log-probability of a token.
        throw new NotImplementedException("M01.E5: exp of the mean negative log-probability of a token.");
    }
}
