namespace LLMCourse.M08;

/// <summary>What a judge said of two answers, asked both ways round.</summary>
/// <param name="InOrder">What it said when the first answer was shown first: which of the shown ones is better; null where its reply does not say.</param>
/// <param name="Swapped">What it said when the second answer was shown first: <see cref="Preference.First"/> is the one shown first, which is the second answer.</param>
public sealed record Judgement(Preference? InOrder, Preference? Swapped)
{
    /// <summary>Gets which answer is better: what both replies say of the same answer; a tie where they differ; null where one of them does not say.</summary>
    [Exercise("M08.E5")]
    public Preference? Verdict
    {
        get
        {
            // TODO M08.E5: turn the swapped one round, and see whether they agree.
            throw new NotImplementedException("M08.E5: turn the swapped one round, and see whether they agree.");
        }
    }
}
