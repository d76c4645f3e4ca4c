namespace LLMCourse.Reference.Training;

/// <summary>The numbers of one AdamW step.</summary>
/// <param name="Rate">The learning rate.</param>
/// <param name="Factor">What gradients are multiplied by first.</param>
/// <param name="Beta1">The decay of the mean.</param>
/// <param name="Beta2">The decay of the mean square.</param>
/// <param name="Epsilon">What keeps the division finite.</param>
/// <param name="Correction1">1 − β₁ᵗ, because the mean began at 0.</param>
/// <param name="Correction2">1 − β₂ᵗ, because the mean square began at 0.</param>
internal readonly record struct AdamWUpdate(double Rate, double Factor, double Beta1, double Beta2, double Epsilon, double Correction1,
    double Correction2);
