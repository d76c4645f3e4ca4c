using TorchSharp;
using static TorchSharp.torch;

namespace LLMCourse.M07;

/// <summary>Teaches a model to prefer the chosen reply of each pair, without moving far from the model that it began as.</summary>
public sealed class DpoTrainer
{
    #region Solution
    private readonly nn.Module<Tensor, Tensor> _policy, _reference;
    private readonly optim.Optimizer _optimizer;
    private readonly DpoOptions _options;
    #endregion

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
        #region Solution
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(reference);
        ArgumentNullException.ThrowIfNull(optimizer);
        ArgumentNullException.ThrowIfNull(options);
        if (ReferenceEquals(policy, reference))
            throw new ArgumentException("Policy and reference are the same object; load the reference a second time.", nameof(reference));
        if (!(options.Beta > 0 && double.IsFinite(options.Beta)) || !(options.LabelSmoothing is >= 0 and < 0.5)
            || !(options.LikelihoodWeight >= 0 && double.IsFinite(options.LikelihoodWeight)) || !(options.MaxGradientNorm > 0 && double.IsFinite(options.MaxGradientNorm)))
        {
            throw new ArgumentException($"An option is out of range: {options}.", nameof(options));
        }

        (_policy, _reference, _optimizer, _options) = (policy, reference, optimizer, options);
        reference.eval();
        foreach (TorchSharp.Modules.Parameter parameter in reference.parameters())
            parameter.requires_grad = false;
        #endregion
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
        #region Solution
        using var scope = NewDisposeScope();
        PreferenceBatch batch = PreferenceBatch.Collate(pairs, padding: 0);
        Tensor reference;
        using (no_grad())
            reference = Dpo.SequenceLogProbs(_reference.call(batch.Ids), batch.Ids, batch.ReplyMask);
        _optimizer.zero_grad();
        Tensor policy = Dpo.SequenceLogProbs(_policy.call(batch.Ids), batch.Ids, batch.ReplyMask);
        Tensor[] ours = policy.chunk(2), theirs = reference.chunk(2);
        Tensor loss = Dpo.Loss(ours[0], ours[1], theirs[0], theirs[1], _options.Beta, _options.LabelSmoothing);
        if (_options.LikelihoodWeight > 0)
        {
            Tensor lengths = batch.ReplyMask.sum(1).chunk(2)[0];
            loss = loss - (_options.LikelihoodWeight * (ours[0] / lengths).mean());
        }

        loss.backward();
        double norm = nn.utils.clip_grad_norm_(_policy.parameters(), _options.MaxGradientNorm);
        if (!double.IsFinite(Number(loss)) || !double.IsFinite(norm))
        {
            _optimizer.zero_grad();
            throw new InvalidOperationException("The loss or a gradient is not a finite number; the policy is left as it was.");
        }

        _ = _optimizer.step();
        using (no_grad())
        {
            Tensor chosen = _options.Beta * (ours[0] - theirs[0]), rejected = _options.Beta * (ours[1] - theirs[1]);
            Tensor right = (chosen > rejected).to(ScalarType.Float64);
            return new DpoStep(Number(loss), Number(chosen.mean()), Number(rejected.mean()), Number(right.mean()));
        }
        #endregion
    }

    #region Solution
    private static double Number(Tensor scalar) => scalar.to(ScalarType.Float64).item<double>();
    #endregion
}
