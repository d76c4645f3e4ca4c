namespace LLMCourse.Reference.Decoding;

/// <summary>Whatever predicts the next token of a sequence: a transformer, an n-gram table, or
/// a table written by hand for a test.</summary>
public interface ILogits
{
    /// <summary>Gets the number of tokens V.</summary>
    int VocabularySize { get; }

    /// <summary>Gets the greatest number of tokens that a prediction can look back at.</summary>
    int ContextLength { get; }

    /// <summary>Writes the logits of the token after <paramref name="ids"/>.</summary>
    /// <param name="ids">The tokens so far, 1 to <see cref="ContextLength"/> of them, each from 0 to V − 1.</param>
    /// <param name="logits">Receives V unnormalised log-probabilities.</param>
    /// <exception cref="ArgumentException">There are no tokens, or too many; or <paramref name="logits"/> does not hold V.</exception>
    void Next(ReadOnlySpan<int> ids, Span<float> logits);
}
