namespace LLMCourse.M08;

/// <summary>How much a judge's verdicts depend on the order of the answers, as shares of all comparisons, which add up to 1.</summary>
/// <param name="Consistent">Both orders give the same verdict on the answers.</param>
/// <param name="TowardsFirst">The orders disagree, to the advantage of the answer that is shown first: it won both times, or once with a tie.</param>
/// <param name="TowardsSecond">The orders disagree, to the advantage of the answer that is shown second.</param>
/// <param name="Unreadable">A reply, or both, does not say.</param>
public sealed record PositionBias(double Consistent, double TowardsFirst, double TowardsSecond, double Unreadable)
{
    /// <summary>Measures it, as Zheng et al. 2023, table 2, do.</summary>
    /// <param name="judgements">The comparisons, at least one.</param>
    /// <exception cref="ArgumentException">There are none.</exception>
    [Exercise("M08.E5")]
    public static PositionBias Measure(IReadOnlyCollection<Judgement> judgements)
    {
        // TODO M08.E5: sort each comparison into one of the four cases.
        throw new NotImplementedException("M08.E5: sort each comparison into one of the four cases.");
    }
}
