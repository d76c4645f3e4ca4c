using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace LLMCourse.M09;

/// <summary>Makes replies with a reward above their group's likelier, and those below it less likely.</summary>
public sealed class GrpoTrainer
{
    #region Solution
    private readonly nn.Module<Tensor, Tensor> _policy;
    private readonly nn.Module<Tensor, Tensor>? _reference;
    private readonly optim.Optimizer _optimizer;
    private readonly GrpoOptions _options;
    #endregion

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
        #region Solution
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(optimizer);
        ArgumentNullException.ThrowIfNull(options);
        if (ReferenceEquals(policy, reference))
            throw new ArgumentException("Policy and reference are the same object; load the reference a second time.", nameof(reference));
        if (options.GroupSize < 2 || options.Updates < 1 || !(options.ClipLow is >= 0 and < 1) || !(options.ClipHigh is null || (options.ClipHigh >= 0 && double.IsFinite(options.ClipHigh.Value)))
            || !(options.KlWeight >= 0 && double.IsFinite(options.KlWeight)) || !(options.MaxGradientNorm > 0 && double.IsFinite(options.MaxGradientNorm)))
        {
            throw new ArgumentException($"An option is out of range: {options}.", nameof(options));
        }

        if (reference is null && options.KlWeight > 0)
            throw new ArgumentException($"KlWeight is {options.KlWeight}, but there is no reference to be near to; give one, or set it to 0.", nameof(reference));
        (_policy, _reference, _optimizer, _options) = (policy, reference, optimizer, options);
        if (reference is null)
            return;
        reference.eval();
        foreach (Parameter parameter in reference.parameters())
            parameter.requires_grad = false;
        #endregion
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
        #region Solution
        ArgumentNullException.ThrowIfNull(rollouts);
        ArgumentNullException.ThrowIfNull(rewards);
        if (rollouts.Count != rewards.Count)
            throw new ArgumentException($"There are {rollouts.Count} replies and {rewards.Count} rewards; give one for each.", nameof(rewards));
        if (rollouts.Any(rollout => rollout.Prompt.Count == 0 || rollout.Reply.Count == 0 || rollout.LogProbs.Count != rollout.Reply.Count))
            throw new ArgumentException("A prompt or a reply is empty, or a reply has more or fewer log-probabilities than tokens.", nameof(rollouts));
        double[] advantages = Grpo.Advantages(rewards, _options.GroupSize, _options.DivideByDeviation);
        int informative = rewards.Chunk(_options.GroupSize).Count(group => group.Any(reward => reward != group[0]));
        using var scope = NewDisposeScope();
        (Tensor ids, Tensor mask, Tensor old) = Batch(rollouts);
        Tensor a = tensor(advantages, dtype: ScalarType.Float32);
        Tensor? reference = null;
        if (_reference is not null)
        {
            using var noGrad = no_grad();
            reference = Grpo.TokenLogProbs(_reference.call(ids), ids);
        }

        double first = 0, divergence = 0;
        // Without anything to learn, an optimizer with momentum or weight decay would still move the weights.
        bool learns = informative > 0 || _options.KlWeight > 0;
        for (int update = 0; update < _options.Updates && learns; update++)
        {
            (double loss, double distance) = Update(ids, mask, old, a, reference);
            if (update == 0)
                (first, divergence) = (loss, distance);
        }

        if (!learns && reference is not null)
        {
            using var noGrad = no_grad();
            divergence = Number(Grpo.Divergence(Grpo.TokenLogProbs(_policy.call(ids), ids), reference, mask, _options.Normalization));
        }

        return new GrpoStep(rewards.Average(), first, divergence, informative);
        #endregion
    }

    #region Solution
    private (double Loss, double Divergence) Update(Tensor ids, Tensor mask, Tensor old, Tensor advantages, Tensor? reference)
    {
        using var scope = NewDisposeScope();
        _optimizer.zero_grad();
        Tensor logProbs = Grpo.TokenLogProbs(_policy.call(ids), ids);
        Tensor loss = Grpo.ClipLoss(logProbs, old, advantages, mask, _options.ClipLow, _options.ClipHigh, _options.Normalization);
        double divergence = 0;
        if (reference is not null)
        {
            Tensor distance = Grpo.Divergence(logProbs, reference, mask, _options.Normalization);
            divergence = Number(distance);
            if (_options.KlWeight > 0)
                loss = loss + (_options.KlWeight * distance);
        }

        loss.backward();
        double norm = nn.utils.clip_grad_norm_(_policy.parameters(), _options.MaxGradientNorm);
        if (!double.IsFinite(Number(loss)) || !double.IsFinite(norm))
        {
            _optimizer.zero_grad();
            throw new InvalidOperationException("The loss or a gradient is not a finite number; the policy is left as it was.");
        }

        _ = _optimizer.step();
        return (Number(loss), divergence);
    }

    /// <summary>Makes rows of prompt and reply, padded on the right; the log-probabilities stand where the reply's tokens do.</summary>
    private static (Tensor Ids, Tensor Mask, Tensor Old) Batch(IReadOnlyList<Rollout> rollouts)
    {
        int length = rollouts.Max(rollout => rollout.Prompt.Count + rollout.Reply.Count);
        long[,] ids = new long[rollouts.Count, length];
        bool[,] mask = new bool[rollouts.Count, length];
        float[,] old = new float[rollouts.Count, length];
        for (int b = 0; b < rollouts.Count; b++)
        {
            Rollout rollout = rollouts[b];
            for (int t = 0; t < rollout.Prompt.Count; t++) ids[b, t] = rollout.Prompt[t];
            for (int i = 0; i < rollout.Reply.Count; i++)
            {
                int t = rollout.Prompt.Count + i;
                (ids[b, t], mask[b, t], old[b, t]) = (rollout.Reply[i], true, (float)rollout.LogProbs[i]);
            }
        }

        return (tensor(ids), tensor(mask), tensor(old));
    }

    private static double Number(Tensor scalar) => scalar.to(ScalarType.Float64).item<double>();
    #endregion
}
