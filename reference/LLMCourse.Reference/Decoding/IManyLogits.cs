namespace LLMCourse.Reference.Decoding;

/// <summary>A model that predicts at several positions in one pass, which costs it little more than predicting at one.</summary>
/// <remarks>Speculative decoding checks the draft's tokens by it; where a model has it not, positions are asked for one by one.</remarks>
public interface IManyLogits : ILogits
{
    /// <summary>Writes the logits after each of the last <paramref name="count"/> tokens.</summary>
    /// <param name="ids">The tokens so far, 1 to <see cref="ILogits.ContextLength"/> of them, each from 0 to V − 1.</param>
    /// <param name="count">At how many of the last positions to predict, from 1 to all.</param>
    /// <param name="logits">Receives count·V unnormalised log-probabilities, <c>[count, V]</c>, those of the last token last.</param>
    /// <exception cref="ArgumentException">There are no tokens, or too many; <paramref name="count"/> is out of range; or
    /// <paramref name="logits"/> does not hold count·V.</exception>
    void Next(ReadOnlySpan<int> ids, int count, Span<float> logits);
}
