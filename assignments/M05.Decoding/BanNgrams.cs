namespace LLMCourse.M05;

/// <summary>Rules out every token that would complete a sequence of n tokens that has occurred before.</summary>
/// <remarks>Paulus, Xiong and Socher 2018, §2.5, for n = 3 (<see href="https://arxiv.org/abs/1705.04304"/>).</remarks>
public sealed class BanNgrams : ILogitProcessor
{
    /// <summary>Chooses the length.</summary>
    /// <param name="n">Tokens, at least 1; with 1 no token may occur twice.</param>
    /// <exception cref="ArgumentException"><paramref name="n"/> is below 1.</exception>
    [Exercise("M05.E1")]
    public BanNgrams(int n)
    {
        // TODO M05.E1: refuse an n below 1, and keep it.
        throw new NotImplementedException("M05.E1: refuse an n below 1, and keep it.");
    }

    /// <summary>
    /// Sets the logit of token x to −∞ when the last n − 1 tokens of the history followed by x stand somewhere in the history. A history
    /// of fewer than n tokens rules out nothing.
    /// </summary>
    /// <inheritdoc cref="ILogitProcessor.Apply"/>
    [Exercise("M05.E1")]
    public void Apply(Span<float> logits, IReadOnlyList<int> history)
    {
        // TODO M05.E1: wherever the last n − 1 tokens stand in the history, rule out the token that follows them there.
        throw new NotImplementedException("M05.E1: wherever the last n − 1 tokens stand in the history, rule out the token that follows them there.");
    }
}
