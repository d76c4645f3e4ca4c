namespace LLMCourse.M07;

/// <summary>What a step of training saw, before it changed the weights.</summary>
/// <param name="Loss">The loss.</param>
/// <param name="ChosenReward">The mean of β·(π_c − ρ_c), the reward that the model gives to preferred replies without saying so.</param>
/// <param name="RejectedReward">The mean of β·(π_r − ρ_r).</param>
/// <param name="Accuracy">The share of pairs whose preferred reply has the greater reward, 0 to 1; equal ones do not count.</param>
public sealed record DpoStep(double Loss, double ChosenReward, double RejectedReward, double Accuracy);
