using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace LLMCourse.M09;

/// <summary>Makes replies with a reward above their group's likelier, and those below it less likely.</summary>
public sealed class GrpoTrainer
{

    /// <summary>Makes a trainer. From here on the reference, if there is one, is in evaluation mode, and none of its parameters takes a gradient.</summary>
    /// <param name="policy">The model that learns: ids <c>[B, T]</c> in, logits <c>[B, T, V]</c> out. It stays the caller's, and so does its mode.</param>
    /// <param name="reference">The model that it began as, another object; null if nothing holds the policy back, which needs a KL weight of 0.</param>
    /// <param name="optimizer">Updates the policy's parameters; it stays the caller's.</param>
    /// <param name="options">How.</param>
    /// <exception cref="ArgumentException">Policy and reference are the same object, there is no reference but a KL weight, or an option is out of range.</exception>
    [Exercise("M09.E5", Title = "Distillation and GRPO", Weight = 4)]
    public GrpoTrainer(nn.Module<Tensor, Tensor> policy, nn.Module<Tensor, Tensor>? reference, optim.Optimizer optimizer, GrpoOptions options)
    {
        // TODO M09.E5: keep what is given, and freeze the reference.
        throw new NotImplementedException("M09.E5: keep what is given, and freeze the reference.");
    }

    /// <summary>Learns from replies and their rewards: as many updates as the options say. Where all groups have equal rewards and no reference
    /// pulls, no update is made.</summary>
    /// <param name="rollouts">The replies, groups next to each other, each reply with at least one token and as many log-probabilities.</param>
    /// <param name="rewards">The reward of each.</param>
    /// <returns>What the step saw.</returns>
    /// <exception cref="ArgumentException">As for <see cref="Grpo.Advantages"/>, the numbers differ, or a prompt or a reply is empty.</exception>
    /// <exception cref="InvalidOperationException">A loss or the length of its gradients is not a finite number. The policy is as it was before that
    /// update, and has no gradients.</exception>
    [Exercise("M09.E5", Title = "Distillation and GRPO", Weight = 4)]
    public GrpoStep Step(IReadOnlyList<Rollout> rollouts, IReadOnlyList<double> rewards)
    {
        // TODO M09.E5: advantages; a batch padded on the right; for each update the clipped loss plus β·KL, backward, gradients shortened, step.
        throw new NotImplementedException("M09.E5: advantages; a batch padded on the right; for each update the clipped loss plus β·KL, backward, gradients shortened, step.");
    }
}
