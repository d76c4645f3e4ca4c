using System.Text;

namespace LLMCourse.M01;

/// <summary>Measures that do not depend on the tokenizer, or that measure the tokenizer.</summary>
public static class Metrics
{
    /// <summary>Computes how many bits a model needs for each byte of a text.</summary>
    /// <param name="nats">The sum of the losses of all tokens of the text, in nats; 0 or more, +∞ allowed.</param>
    /// <param name="bytes">The length of the text in bytes of UTF-8, at least 1.</param>
    /// <returns>nats / (ln 2 · bytes), in bits per byte; 8 is what the plain text takes.</returns>
    /// <exception cref="ArgumentException">A number is out of its range.</exception>
    /// <remarks>
    /// Losses per token cannot be compared between tokenizers, because a longer token is harder to guess; this can. Gao et al. 2020,
    /// "The Pile", §3.1 (<see href="https://arxiv.org/abs/2101.00027"/>).
    /// </remarks>
    [Exercise("M01.E7", Title = "Metrics and the dictionary translator", Weight = 1)]
    public static double BitsPerByte(double nats, long bytes)
    {
        // TODO M01.E7: change nats to bits and divide by the bytes.
        throw new NotImplementedException("M01.E7: change nats to bits and divide by the bytes.");
    }

    /// <summary>Computes how many tokens a byte of a text becomes.</summary>
    /// <param name="tokens">How many tokens the text has become, 0 or more.</param>
    /// <param name="text">The text.</param>
    /// <returns>tokens / bytes of UTF-8; 0 for an empty text.</returns>
    /// <exception cref="ArgumentException"><paramref name="text"/> is null, or <paramref name="tokens"/> is negative.</exception>
    [Exercise("M01.E7")]
    public static double TokensPerByte(long tokens, string text)
    {
        // TODO M01.E7: divide by the number of bytes of UTF-8, not of characters.
        throw new NotImplementedException("M01.E7: divide by the number of bytes of UTF-8, not of characters.");
    }
}
