namespace LLMCourse.Reference.Decoding;

/// <summary>A model that finds the most probable token without telling all logits, where that is less work.</summary>
public interface IGreedyLogits : ILogits
{
    /// <summary>Predicts the most probable next token.</summary>
    /// <param name="ids">The tokens so far, at least one and at most the context length.</param>
    /// <returns>The token with the greatest logit; of equal ones the lowest.</returns>
    /// <exception cref="ArgumentException">The tokens do not fit the model, or a logit is not a number or infinite.</exception>
    int NextGreedy(ReadOnlySpan<int> ids);
}
