namespace LLMCourse.M08;

/// <summary>One bar of a reliability diagram. Given.</summary>
/// <param name="Lower">Where it begins: i/B for bins of equal width, the least probability in it for bins of equal mass.</param>
/// <param name="Upper">Where it ends: (i + 1)/B, or the greatest probability in it.</param>
/// <param name="Count">How many items it has; at least 1.</param>
/// <param name="Confidence">The mean of their probabilities.</param>
/// <param name="Accuracy">The share of them that is right.</param>
public sealed record ReliabilityBin(double Lower, double Upper, int Count, double Confidence, double Accuracy);
