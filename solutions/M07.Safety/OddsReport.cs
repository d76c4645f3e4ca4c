namespace LLMCourse.M07;

/// <summary>Whether those who deserve the same are accepted equally often, whatever their group. Given.</summary>
/// <param name="TruePositives">Of those who should be accepted, the share that is.</param>
/// <param name="FalsePositives">Of those who should not, the share that is all the same.</param>
/// <param name="Gap">The greater of the two gaps; null where one of them is.</param>
public sealed record OddsReport(ParityReport TruePositives, ParityReport FalsePositives, double? Gap);
