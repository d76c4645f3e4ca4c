using LLMCourse.Reference.Training;
using static TorchSharp.torch;

namespace LLMCourse.Tools.Ladder;

/// <summary>One language model of the ladder.</summary>
/// <param name="Name">Its number.</param>
/// <param name="What">What it has that the one before has not.</param>
/// <param name="Make">Makes the model for a number of tokens: ids <c>[B, T]</c> to logits <c>[B, T, V]</c>.</param>
/// <param name="Schedule">The learning rate and the number of steps.</param>
/// <param name="WeightDecay">The weight decay.</param>
internal sealed record Rung(string Name, string What, Func<int, nn.Module<Tensor, Tensor>> Make, CosineSchedule Schedule,
    double WeightDecay);
