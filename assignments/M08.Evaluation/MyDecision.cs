using LLMCourse.Reference;

namespace LLMCourse.M08;

/// <summary>Your own decision, on the case that the handout describes.</summary>
public static class MyDecision
{
    /// <summary>Gets what is asked of the model in a month.</summary>
    public static Workload Workload { get; } = new(Requests: 600_000, PromptTokens: 6_000, ReplyTokens: 400, PeakToMean: 6);

    /// <summary>Gets the greatest number of tokens that a prompt and its reply have together.</summary>
    public const int LongestRequest = 40_000;

    /// <summary>Gets the machine on which each of the open models would run, and what it does with any of them.</summary>
    public static Machine Machine { get; } = new(PerHour: 2.49m, ReplyTokensPerSecond: 5_103);

    /// <summary>Decides.</summary>
    /// <returns>A sheet with at least three options of <see cref="Facts"/>, open and closed ones; at least the criteria <c>licence</c> and <c>context</c>, both required, and <c>cost</c>; no
    /// flaw; and <see cref="Decision.CostPerMonth"/> of each option, by <see cref="ServingCost"/> or to the cent. The date is one at which the facts hold.</returns>
    [Exercise("M08.E8")]
    public static Decision Decide()
    {
        // TODO M08.E8: choose options, criteria, weights and points, name the facts behind each point, add up, and take the best.
        throw new NotImplementedException("M08.E8: choose options, criteria, weights and points, name the facts behind each point, add up, and take the best.");
    }
}
