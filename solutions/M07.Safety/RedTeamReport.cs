namespace LLMCourse.M07;

/// <summary>What a red team found.</summary>
/// <param name="Overall">The successes of all trials, named <c>all</c>.</param>
/// <param name="Attacks">Those of each attack, in the order of the list.</param>
/// <param name="Mutators">Those of each mutator, in the order of the list.</param>
/// <param name="Benign">The refusals of benign requests, named <c>benign</c>.</param>
/// <param name="Findings">What worked, by attack and then by mutator, each in the order of its list.</param>
/// <param name="Calls">How often the target was asked.</param>
public sealed record RedTeamReport(
    RedTeamRate Overall,
    IReadOnlyList<RedTeamRate> Attacks,
    IReadOnlyList<RedTeamRate> Mutators,
    RedTeamRate Benign,
    IReadOnlyList<RedTeamFinding> Findings,
    int Calls);
