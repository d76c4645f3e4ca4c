namespace LLMCourse.Reference.Decoding;

/// <summary>Says which tokens may come next, so that the text has a given form.</summary>
public interface ITokenConstraint
{
    /// <summary>Gets a value indicating whether the text so far has the form: it may end here.</summary>
    bool IsComplete { get; }

    /// <summary>Bans the tokens that may not come next.</summary>
    /// <param name="logits">V logits; those of banned tokens become −∞. At least one is left, if this was called with the right
    /// <paramref name="remaining"/> from the start.</param>
    /// <param name="remaining">How many tokens may still come, the next included, positive: a token after which the text cannot be
    /// completed in time is banned.</param>
    /// <exception cref="ArgumentException">V is not the number of tokens, or the text cannot be completed by so few tokens.</exception>
    void Mask(Span<float> logits, int remaining);

    /// <summary>Takes a token into the text.</summary>
    /// <param name="token">A token that was not banned.</param>
    /// <exception cref="ArgumentException">The token may not come next; the text stays as it was.</exception>
    void Accept(int token);
}
