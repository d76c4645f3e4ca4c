namespace LLMCourse.M09;

/// <summary>What a step saw.</summary>
/// <param name="MeanReward">The mean of the rewards.</param>
/// <param name="Loss">The loss of the first update, before the weights changed; 0 where no update was made.</param>
/// <param name="Divergence">KL to the reference before the weights changed, in nats a token; 0 without a reference.</param>
/// <param name="InformativeGroups">How many groups have rewards that differ.</param>
public sealed record GrpoStep(double MeanReward, double Loss, double Divergence, int InformativeGroups);
