using TorchSharp;
using static TorchSharp.torch;

namespace LLMCourse.M07;

/// <summary>Teaches a model to prefer the chosen reply of each pair, without moving far from the model that it began as.</summary>
public sealed class DpoTrainer
{

    /// <summary>Makes a trainer. From here on the reference is in evaluation mode, and none of its parameters takes a gradient.</summary>
    /// <param name="policy">The model that learns: ids <c>[B, T]</c> in, logits <c>[B, T, V]</c> out. It stays the caller's, and its mode
    /// (training or evaluation) is left as it is.</param>
    /// <param name="reference">The model that it began as, another object with its own weights; it stays the caller's.</param>
    /// <param name="optimizer">Updates the policy's parameters; it stays the caller's.</param>
    /// <param name="options">How.</param>
    /// <exception cref="ArgumentException">Policy and reference are the same object, or an option is out of range: β and the greatest
    /// gradient must be finite and above 0, α finite and at least 0, ε as for <see cref="Dpo.Loss"/>.</exception>
    [Exercise("M07.E6", Title = "Direct preference optimisation", Weight = 4)]
    public DpoTrainer(nn.Module<Tensor, Tensor> policy, nn.Module<Tensor, Tensor> reference, optim.Optimizer optimizer, DpoOptions options)
    {
        // TODO M07.E6: keep what is given, and freeze the reference.
        throw new NotImplementedException("M07.E6: keep what is given, and freeze the reference.");
    }

    /// <summary>Makes one step: computes the loss of a batch, its gradients, and updates the policy.</summary>
    /// <param name="pairs">The pairs, at least one.</param>
    /// <returns>What the step saw.</returns>
    /// <exception cref="ArgumentException">As for <see cref="PreferenceBatch.Collate"/>.</exception>
    /// <exception cref="InvalidOperationException">The loss or the length of its gradients is not a finite number. The policy is as it was
    /// before, and has no gradients.</exception>
    [Exercise("M07.E6", Title = "Direct preference optimisation", Weight = 4)]
    public DpoStep Step(IReadOnlyList<PreferencePair> pairs)
    {
        // TODO M07.E6: log-probabilities under both models, the reference's without gradients; the loss; backward; shorten; update.
        throw new NotImplementedException("M07.E6: log-probabilities under both models, the reference's without gradients; the loss; backward; shorten; update.");
    }
}
