namespace LLMCourse.M05;

/// <summary>Makes the tokens less likely that have occurred already, in the prompt or since.</summary>
/// <remarks>Keskar et al. 2019, §4.1 (<see href="https://arxiv.org/abs/1909.05858"/>). Differs: a negative logit is multiplied, because dividing it would reward the repetition.</remarks>
public sealed class RepetitionPenalty : ILogitProcessor
{
    /// <summary>Chooses the penalty.</summary>
    /// <param name="penalty">Above 0 and finite; 1 changes nothing, above 1 discourages repetitions, below 1 encourages them.</param>
    /// <exception cref="ArgumentException"><paramref name="penalty"/> is not above 0, or not finite.</exception>
    [Exercise("M05.E1")]
    public RepetitionPenalty(double penalty)
    {
        // TODO M05.E1: refuse a penalty that is not above 0 and finite, and keep it.
        throw new NotImplementedException("M05.E1: refuse a penalty that is not above 0 and finite, and keep it.");
    }

    /// <summary>
    /// Divides the logit of each token of the history by the penalty where it is positive, and multiplies it where it is not; once,
    /// however often the token has occurred.
    /// </summary>
    /// <inheritdoc cref="ILogitProcessor.Apply"/>
    [Exercise("M05.E1")]
    public void Apply(Span<float> logits, IReadOnlyList<int> history)
    {
        // TODO M05.E1: for each different token of the history, divide a positive logit and multiply a negative one.
        throw new NotImplementedException("M05.E1: for each different token of the history, divide a positive logit and multiply a negative one.");
    }
}
