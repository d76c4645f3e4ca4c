namespace LLMCourse.M11;

/// <summary>How far two samples' distributions are apart, and how often samples of one distribution are as far apart.</summary>
/// <param name="Statistic">The greatest difference of the two empirical distribution functions, from 0 to 1.</param>
/// <param name="PValue">The probability of such a difference, or a greater one, where both samples are from one continuous distribution.</param>
public sealed record KolmogorovSmirnovResult(double Statistic, double PValue);
