namespace LLMCourse.M09;

/// <summary>How a model learns from its own replies.</summary>
/// <param name="GroupSize">How many replies stand next to each other to the same prompt, at least 2.</param>
/// <param name="ClipLow">ε of <see cref="Grpo.ClipLoss"/>.</param>
/// <param name="ClipHigh">ε' of <see cref="Grpo.ClipLoss"/>; null: as ε.</param>
/// <param name="KlWeight">β, finite and at least 0: how much a nat of distance from the reference costs.</param>
/// <param name="Updates">How many steps are made with the same replies, at least 1.</param>
/// <param name="MaxGradientNorm">To which length gradients are shortened, finite and above 0.</param>
/// <param name="DivideByDeviation">As for <see cref="Grpo.Advantages"/>.</param>
/// <param name="Normalization">How terms of tokens become one loss.</param>
public sealed record GrpoOptions(
    int GroupSize = 8, double ClipLow = 0.2, double? ClipHigh = null, double KlWeight = 0.04, int Updates = 1, double MaxGradientNorm = 1, bool DivideByDeviation = true, GrpoNormalization Normalization = GrpoNormalization.PerReply);
