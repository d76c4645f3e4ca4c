namespace LLMCourse.M08;

/// <summary>How well a model predicted a text.</summary>
/// <param name="Tokens">How many tokens were scored.</param>
/// <param name="NegativeLogLikelihood">The sum of −ln P over them, in nats. It is a sum, so results of several texts may be added.</param>
public sealed record PerplexityResult(int Tokens, double NegativeLogLikelihood)
{
    /// <summary>Gets e to the mean negative log-likelihood of a token: a model that guesses among n equally likely tokens has the perplexity n.</summary>
    /// <remarks>Depends on the tokenizer: with longer tokens there are fewer of them, and each is harder to guess.</remarks>
    [Exercise("M08.E1")]
    public double Perplexity
    {
        get
        {
            // TODO M08.E1: e to the mean of the tokens.
            #region Solution
            return Math.Exp(NegativeLogLikelihood / Tokens);
            #endregion
        }
    }

    /// <summary>Says how many bits the model needs for a byte of the text: the negative log-likelihood in bits, over the bytes.</summary>
    /// <param name="bytes">The length of the scored text in UTF-8, at least 1. The text's first token is not scored, so its bytes do not
    /// count; begin the ids with a token for the beginning of a text, and all bytes do.</param>
    /// <returns>Bits for each byte, which may be compared between models with different tokenizers.</returns>
    /// <exception cref="ArgumentException"><paramref name="bytes"/> is 0 or less.</exception>
    [Exercise("M08.E1")]
    public double BitsPerByte(long bytes)
    {
        // TODO M08.E1: from nats to bits, and over the bytes.
        #region Solution
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bytes);
        return NegativeLogLikelihood / Math.Log(2) / bytes;
        #endregion
    }
}
