namespace LLMCourse.M08;

/// <summary>How far a candidate and a reference cover each other. Given.</summary>
/// <param name="Precision">The share of the candidate that is in the reference.</param>
/// <param name="Recall">The share of the reference that is in the candidate.</param>
/// <param name="F1">Their harmonic mean; 0 where both are 0.</param>
public readonly record struct RougeScore(double Precision, double Recall, double F1);
