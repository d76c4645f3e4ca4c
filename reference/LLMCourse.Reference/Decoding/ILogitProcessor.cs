namespace LLMCourse.Reference.Decoding;

/// <summary>Changes logits before a token is chosen.</summary>
public interface ILogitProcessor
{
    /// <summary>Changes logits in place; −∞ bans a token.</summary>
    /// <param name="logits">V unnormalised log-probabilities, none of them not a number, at least one finite; so they are left.</param>
    /// <param name="history">The tokens so far, the prompt included.</param>
    /// <exception cref="ArgumentException">A logit is not a number or +∞, or all are −∞.</exception>
    void Apply(Span<float> logits, ReadOnlySpan<int> history);
}
