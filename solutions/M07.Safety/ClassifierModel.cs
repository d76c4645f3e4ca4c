namespace LLMCourse.M07;

/// <summary>A trained classifier.</summary>
/// <param name="Weights">The weight of each bucket, float64.</param>
/// <param name="Bias">What is added, whatever the text.</param>
/// <param name="LongestNGram">The most words of an n-gram.</param>
/// <param name="Temperature">What logits are divided by; 1 before calibration.</param>
public sealed record ClassifierModel(IReadOnlyList<double> Weights, double Bias, int LongestNGram, double Temperature = 1);
