namespace LLMCourse.M12;

/// <summary>How two predictors compare on the same texts.</summary>
/// <param name="Difference">Accuracy of the first minus accuracy of the second, from −1 to 1.</param>
/// <param name="PValue">How often chance alone would make a difference of this size or a greater one, in either direction.</param>
public sealed record Comparison(double Difference, double PValue);
