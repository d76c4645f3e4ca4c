namespace LLMCourse.M08;

/// <summary>A part of the items on which the model is worse than on the rest. Given.</summary>
/// <param name="Condition">What its items have in common, such as <c>length > 40 AND digit = yes</c>.</param>
/// <param name="Size">How many items it has.</param>
/// <param name="Errors">How many of them are wrong.</param>
/// <param name="RestRate">The share of wrong ones among all other items.</param>
/// <param name="Score">How many standard deviations its error rate is above that of the rest.</param>
public sealed record ErrorSlice(string Condition, int Size, int Errors, double RestRate, double Score);
