namespace LLMCourse.M07;

/// <summary>How often people of a group are accepted. Given.</summary>
/// <param name="Group">The group.</param>
/// <param name="Count">How many people the rate is of.</param>
/// <param name="Rate">The share of them that is accepted, 0 to 1; not a number where <paramref name="Count"/> is 0.</param>
/// <param name="IsSmall">Whether there are too few to say anything.</param>
public sealed record GroupRate(string Group, int Count, double Rate, bool IsSmall);
