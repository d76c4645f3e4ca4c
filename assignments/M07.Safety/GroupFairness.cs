namespace LLMCourse.M07;

/// <summary>Compares what is decided about groups of people.</summary>
/// <remarks>Hardt et al. 2016, "Equality of Opportunity in Supervised Learning" (<see href="https://arxiv.org/abs/1610.02413"/>), §2.</remarks>
public static class GroupFairness
{
    /// <summary>Compares how often groups are accepted: demographic parity.</summary>
    /// <param name="decisions">The decisions, at least one.</param>
    /// <param name="minimum">With fewer people than this a group is small: it is listed, and left out of the gap. At least 1.</param>
    /// <exception cref="ArgumentException">There is no decision, or <paramref name="minimum"/> is below 1.</exception>
    [Exercise("M07.E5", Title = "A bias audit", Weight = 2)]
    public static ParityReport DemographicParity(IReadOnlyList<GroupDecision> decisions, int minimum = 30)
    {
        // TODO M07.E5: the rate of each group; the gap between those that are large enough.
        throw new NotImplementedException("M07.E5: the rate of each group; the gap between those that are large enough.");
    }

    /// <summary>Compares how often groups are accepted among those who should be, and among those who should not: equalized odds.</summary>
    /// <param name="decisions">The decisions, at least one, each with what would have been right.</param>
    /// <param name="minimum">With fewer people than this a group is small for a rate: those who should be accepted are counted for one of the
    /// rates, those who should not for the other. At least 1.</param>
    /// <returns>Both comparisons; every group is in both, with a count of 0 where it has nobody of the kind.</returns>
    /// <exception cref="ArgumentException">There is no decision, one does not say what would have been right, or
    /// <paramref name="minimum"/> is below 1.</exception>
    [Exercise("M07.E5", Title = "A bias audit", Weight = 2)]
    public static OddsReport EqualizedOdds(IReadOnlyList<GroupDecision> decisions, int minimum = 30)
    {
        // TODO M07.E5: the same among those who should be accepted, and among those who should not; the greater gap counts.
        throw new NotImplementedException("M07.E5: the same among those who should be accepted, and among those who should not; the greater gap counts.");
    }
}
