namespace LLMCourse.Checks.Playing;

/// <summary>How characters are drawn.</summary>
/// <param name="Temperature">0 takes the likeliest each time.</param>
/// <param name="TopK">How many are kept; 0 keeps all. Only module 5's player has this and the following.</param>
/// <param name="TopP">The probability that the kept ones hold together; 1 keeps all.</param>
/// <param name="MinP">The least probability of a kept one as a fraction of the greatest; 0 keeps all.</param>
/// <param name="RepetitionPenalty">The factor against what has occurred; 1 is none.</param>
public sealed record PlaySampling(double Temperature, int TopK = 0, double TopP = 1, double MinP = 0, double RepetitionPenalty = 1);
