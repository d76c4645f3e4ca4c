namespace LLMCourse.M12;

/// <summary>A level against the baseline of its factor, paired by seeds.</summary>
/// <param name="Factor">The factor's name.</param>
/// <param name="Level">The level.</param>
/// <param name="Baseline">The factor's first level.</param>
/// <param name="N">The number of differences: one for each seed of which every run that is needed has a value.</param>
/// <param name="Mean">The mean difference, level − baseline; NaN without any.</param>
/// <param name="Low">The lower end of the 95 % interval of the mean; NaN for fewer than two differences.</param>
/// <param name="High">The upper end; NaN for fewer than two.</param>
/// <param name="P">The two-sided p-value of "the mean is 0"; NaN for fewer than two.</param>
/// <param name="HolmP">The same, corrected for the number of comparisons of the study.</param>
public sealed record AblationComparison(string Factor, string Level, string Baseline, int N, double Mean, double Low, double High, double P, double HolmP);
