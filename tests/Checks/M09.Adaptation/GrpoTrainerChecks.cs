using LLMCourse.Reference;
using LLMCourse.Reference.Decoding;

namespace LLMCourse.Checks.M09;

public sealed class RepliesAreSampled()
    : Check("M09.E5.sample", "draws each token from the model's own distribution, as the contract says to draw it", points: 2)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        using TableModel model = new(1.5 * probe.Random.Normal(6, 6));
        foreach (bool trains in new[] { false, true })
        {
            model.train(trains);
            IReadOnlyList<Rollout> rollouts = RolloutSampler.Sample(model, [[1, 2], [3], [0, 0, 4]], 5, 5, 6, new Xoshiro256(11));
            probe.Observe($"mode {trains}: replies", Rewards.Text(rollouts));
            probe.Observe($"mode {trains}: log-probabilities", rollouts.SelectMany(rollout => rollout.LogProbs));
            probe.Observe($"mode {trains}: mode afterwards", model.training);
        }

        probe.Observe("gradients were on", model.SawGradients);
        Xoshiro256 random = new(3);
        probe.Observe("replies of one token", Rewards.Text(RolloutSampler.Sample(model, [[1], [2]], 3, 5, 1, random)));
        probe.Observe("what is drawn next", random.NextDouble());
        model.eval();
        Tensor table = model.Table.detach().clone();
        using (no_grad())
        {
            _ = model.Table.fill_(double.NegativeInfinity);
            _ = model.Table[.., 3].fill_(0);
        }

        probe.Observe("only one token can be drawn", Rewards.Text(RolloutSampler.Sample(model, [[1]], 2, 5, 3, new Xoshiro256(1))));
        // Numbers at the ends: 0, and the greatest below 1, which rounded probabilities need not reach when they are added up. Which token
        // is then taken is left open, but not one that cannot be.
        probe.Observe("a draw of 0 where the first token cannot be",
            Rewards.Text(RolloutSampler.Sample(model, [[1]], 1, 3, 1, new Xoshiro256(1, 0, 1, 1))));
        int impossible = 0;
        for (int i = 0; i < 40; i++)
        {
            using TableModel four = new(cat([probe.Random.Normal(6, 4), full(6, 2, double.NegativeInfinity)], 1));
            four.eval();
            int token = RolloutSampler.Sample(four, [[1]], 1, -1, 1, new Xoshiro256(1, 5748594724359139783, 1, 1))[0].Reply[0];
            impossible += token < 4 ? 0 : 1;
        }

        probe.Observe("draws close to 1 that gave a token that cannot be", impossible);
        probe.Observe("it ends the reply", Rewards.Text(RolloutSampler.Sample(model, [[1]], 2, 3, 3, new Xoshiro256(1))));
    }
}

public sealed class LongAndShortPrompts() : Check("M09.E5.sample-padded", "writes the same for a prompt beside longer ones as alone")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        using Gpt model = new(Texts.Small, seed: 7);
        int[] prompt = [3, 1, 4];
        // Alone, the second prompt draws what it drew beside the first one, whose replies of one token take three numbers.
        IReadOnlyList<Rollout> both = RolloutSampler.Sample(model, [[.. Enumerable.Range(5, 9)], prompt], 3, -1, 1, new Xoshiro256(5));
        Xoshiro256 random = new(5);
        for (int i = 0; i < 3; i++) _ = random.NextDouble();
        IReadOnlyList<Rollout> alone = RolloutSampler.Sample(model, [prompt], 3, -1, 1, random);
        probe.Observe("log-probabilities agree to 1e-5",
            both.Skip(3).Zip(alone).All(pair => pair.First.Reply.SequenceEqual(pair.Second.Reply)
                && Math.Abs(pair.First.LogProbs[0] - pair.Second.LogProbs[0]) < 1e-5));
        Tensor logProbs = nn.functional.log_softmax(model.forward(tensor(new long[,] { { 3, 1, 4 } }))[0, 2].to(ScalarType.Float64), 0);
        probe.Observe("they are the model's",
            alone.All(rollout => Math.Abs(rollout.LogProbs[0] - logProbs[rollout.Reply[0]].item<double>()) < 1e-5));
    }
}

public sealed class StepsFromRewards()
    : Check("M09.E5.step", "makes the clipped loss's step plus β·KL, against the log-probabilities of whoever wrote", points: 3)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor start = probe.Random.Normal(6, 6), other = probe.Random.Normal(6, 6);
        Rollout[] rollouts = [.. new[] { "12|345", "12|4", "12|4455", "12|31", "0|5", "0|12", "0|111", "0|23" }.Select(Rewards.Reply)];
        double[] rewards = [1, 0, 0.5, 0, 0.25, 1, 0.25, 0];
        foreach ((string name, GrpoOptions options) in new[]
        {
            ("plain", new GrpoOptions(GroupSize: 4, KlWeight: 0, MaxGradientNorm: 1e6)),
            ("near the reference", new GrpoOptions(GroupSize: 4, KlWeight: 0.5, MaxGradientNorm: 1e6)),
            ("three updates", new GrpoOptions(GroupSize: 4, KlWeight: 0.1, MaxGradientNorm: 1e6, Updates: 3)),
            ("gradients are shortened", new GrpoOptions(GroupSize: 2, KlWeight: 0.1, MaxGradientNorm: 0.05)),
            ("tokens weigh the same, not divided",
                new GrpoOptions(GroupSize: 8, KlWeight: 0.3, MaxGradientNorm: 1e6, ClipLow: 0.1, ClipHigh: 0.5, DivideByDeviation: false,
                    Normalization: GrpoNormalization.PerToken)),
        })
        {
            using TableModel policy = new(start.clone()), reference = new(other.clone());
            policy.eval();
            reference.train();
            using optim.Optimizer optimizer = optim.SGD(policy.parameters(), 0.5);
            GrpoTrainer trainer = new(policy, reference, optimizer, options);
            for (int i = 1; i <= 2; i++) Rewards.Observe(probe, $"{name}, step {i}", trainer.Step(rollouts, rewards));
            probe.Observe($"{name}: the policy after two steps", policy.Table);
            probe.Observe($"{name}: the reference is as it was", reference.Table.eq(other).all().item<bool>());
        }

        foreach (double most in new[] { 0.05, 0.5, 1e6 })
        {
            using TwoTables policy = new(start.clone(), other.clone()), reference = new(other.clone(), start.clone());
            using optim.Optimizer optimizer = optim.SGD(policy.parameters(), 1);
            _ = new GrpoTrainer(policy, reference, optimizer, new GrpoOptions(GroupSize: 4, KlWeight: 0.1, MaxGradientNorm: most))
                .Step(rollouts, rewards);
            probe.Observe($"two tables, gradients up to {most}: the first", policy.First);
            probe.Observe($"two tables, gradients up to {most}: the second", policy.Second);
        }
    }

    public override Verdict Judge(Evidence evidence) =>
        evidence.EqualsExpected(Tolerance.Model)
            .WithHint("The old log-probabilities are those that came with the replies, also in the second update; gradients of an earlier step must be gone before backward().");
}

public sealed class NothingToLearn()
    : Check("M09.E5.nothing-to-learn", "makes no update where all groups have equal rewards and no reference pulls")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor start = probe.Random.Normal(6, 6), other = probe.Random.Normal(6, 6);
        foreach ((string name, double weight,
            bool hasReference) in new[] { ("no reference", 0.0, false), ("a reference that does not count", 0, true),
                ("a reference that pulls", 0.5, true) })
        {
            using TableModel policy = new(start.clone()), reference = new(other.clone());
            policy.eval();
            using optim.Optimizer optimizer = optim.AdamW(policy.parameters(), 0.1, weight_decay: 0.5);
            GrpoTrainer trainer = new(policy, hasReference ? reference : null, optimizer, new GrpoOptions(GroupSize: 2, KlWeight: weight));
            Rewards.Observe(probe, name,
                trainer.Step([Rewards.Reply("12|345"), Rewards.Reply("12|1"), Rewards.Reply("3|4"), Rewards.Reply("3|2")],
                    [1, 1, 0.1, 0.1]));
            probe.Observe($"{name}: the policy is as it was", policy.Table.eq(start).all().item<bool>());
        }

        // AdamW moves weights by momentum where gradients are 0; a step of equal rewards behind one that taught something shows it.
        using TableModel moved = new(start.clone());
        moved.eval();
        using optim.Optimizer momentum = optim.AdamW(moved.parameters(), 0.1, weight_decay: 0.5);
        GrpoTrainer second = new(moved, null, momentum, new GrpoOptions(GroupSize: 2, KlWeight: 0));
        Rewards.Observe(probe, "a step that teaches, without a reference",
            second.Step([Rewards.Reply("12|345"), Rewards.Reply("12|1")], [1, 0]));
        Tensor learned = moved.Table.detach().clone();
        _ = second.Step([Rewards.Reply("12|345"), Rewards.Reply("12|1")], [1, 1]);
        probe.Observe("after a step that taught something, one that does not leaves the policy",
            moved.Table.eq(learned).all().item<bool>());
    }
}

public sealed class ReferencesAreFrozen()
    : Check("M09.E5.frozen", "freezes the reference, leaves the policy's mode alone, and undoes a step that fails")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor start = probe.Random.Normal(6, 6);
        using TableModel policy = new(start.clone()), reference = new(start.clone());
        reference.train();
        using optim.Optimizer optimizer = optim.SGD(policy.parameters(), 0.1);
        GrpoTrainer trainer = new(policy, reference, optimizer, new GrpoOptions(GroupSize: 2));
        probe.Observe("the reference is in training mode", reference.training);
        probe.Observe("parameters of the reference that take a gradient",
            reference.parameters().Count(parameter => parameter.requires_grad));
        foreach (bool trains in new[] { true, false })
        {
            policy.train(trains);
            Rewards.Observe(probe, $"a step in mode {trains}", trainer.Step([Rewards.Reply("12|345"), Rewards.Reply("12|1")], [1, 0]));
            probe.Observe($"the policy's mode, {trains}", policy.training);
        }

        probe.Observe("gradients were on in the reference", reference.SawGradients);
        policy.eval();
        Tensor before = policy.Table.detach().clone();
        Rollout broken = Rewards.Reply("12|345") with { LogProbs = [-1, double.NaN, -1] };
        probe.ObserveThrows<InvalidOperationException>("a log-probability that is not a number",
            () => trainer.Step([broken, Rewards.Reply("12|1")], [1, 0]));
        probe.Observe("the policy is as it was", policy.Table.eq(before).all().item<bool>());
        probe.Observe("no gradients are left", policy.Table.grad is not { } gradient || gradient.eq(0).all().item<bool>());

        // A finite loss with an infinite gradient.
        using SteepModel steep = new(start.clone());
        Tensor[] parts = [.. steep.parameters().Select(parameter => parameter.detach().clone())];
        using optim.Optimizer second = optim.SGD(steep.parameters(), 0.1);
        GrpoTrainer other = new(steep, null, second, new GrpoOptions(GroupSize: 2, KlWeight: 0));
        probe.ObserveThrows<InvalidOperationException>("an infinite gradient",
            () => other.Step([Rewards.Reply("12|345"), Rewards.Reply("12|1")], [1, 0]));
        probe.Observe("an infinite gradient: the policy is as it was",
            steep.parameters().Zip(parts).All(pair => pair.First.eq(pair.Second).all().item<bool>()));
        probe.Observe("an infinite gradient: no gradients are left",
            steep.parameters().All(parameter => parameter.grad is not { } left || left.eq(0).all().item<bool>()));
    }
}

public sealed class RewardsAreRefused() : Check("M09.E5.refuses", "refuses shapes that do not fit, empty replies and options out of range")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor logits = probe.Random.Normal(2, 3, 4), labels = probe.Random.Integers(0, 4, 2, 3);
        probe.ObserveThrows<ArgumentException>("distillation: another vocabulary",
            () => Distillation.Loss(logits, logits[.., .., ..3], labels, 1, 0.5));
        probe.ObserveThrows<ArgumentException>("distillation: fewer labels",
            () => Distillation.Loss(logits, logits, labels[.., ..2], 1, 0.5));
        probe.ObserveThrows<ArgumentException>("distillation: as many labels, in another shape",
            () => Distillation.Loss(logits, logits, labels.flatten(), 1, 0.5));
        probe.ObserveThrows<ArgumentException>("distillation: labels that are no ids",
            () => Distillation.Loss(logits, logits, labels.to(ScalarType.Float32), 1, 0.5));
        probe.ObserveThrows<ArgumentException>("distillation: nothing counts",
            () => Distillation.Loss(logits, logits, full_like(labels, -100), 1, 0.5));
        foreach (long label in new[] { 4L, -1 })
        {
            Tensor wrong = labels.clone();
            wrong[1, 2] = label;
            probe.ObserveThrows<ArgumentException>($"distillation: label {label}", () => Distillation.Loss(logits, logits, wrong, 1, 0.5));
        }

        foreach (double temperature in new[] { 0, -1, double.NaN, double.PositiveInfinity })
            probe.ObserveThrows<ArgumentException>($"distillation: temperature {temperature}",
                () => Distillation.Loss(logits, logits, labels, temperature, 0.5));
        foreach (double alpha in new[] { -0.1, 1.1, double.NaN })
            probe.ObserveThrows<ArgumentException>($"distillation: alpha {alpha}",
                () => Distillation.Loss(logits, logits, labels, 1, alpha));
        probe.ObserveThrows<ArgumentException>("advantages: groups of one", () => Grpo.Advantages([1, 2], 1));
        probe.ObserveThrows<ArgumentException>("advantages: none", () => Grpo.Advantages([], 2));
        probe.ObserveThrows<ArgumentException>("advantages: a part of a group", () => Grpo.Advantages([1, 2, 3], 2));
        foreach (double reward in new[] { double.NaN, double.PositiveInfinity })
            probe.ObserveThrows<ArgumentException>($"advantages: {reward}", () => Grpo.Advantages([1, reward], 2));
        probe.ObserveThrows<ArgumentException>("log-probabilities: fewer ids", () => Grpo.TokenLogProbs(logits, labels[.., ..2]));
        probe.ObserveThrows<ArgumentException>("log-probabilities: one sequence", () => Grpo.TokenLogProbs(logits[0], labels));
        probe.ObserveThrows<ArgumentException>("log-probabilities: an axis more",
            () => Grpo.TokenLogProbs(logits.unsqueeze(3), labels));
        probe.ObserveAccepts("log-probabilities: one token", () => Grpo.TokenLogProbs(logits[..1, ..1], labels[..1, ..1]));
        Tensor now = probe.Random.Normal(2, 3), mask = Rewards.Mask(".xx", ".x."), advantages = probe.Random.Normal(2);
        probe.ObserveThrows<ArgumentException>("loss: other log-probabilities", () => Grpo.ClipLoss(now, now[.., ..2], advantages, mask));
        probe.ObserveThrows<ArgumentException>("loss: another mask", () => Grpo.ClipLoss(now, now, advantages, mask[.., ..2]));
        probe.ObserveThrows<ArgumentException>("loss: a mask of numbers",
            () => Grpo.ClipLoss(now, now, advantages, mask.to(ScalarType.Float32)));
        probe.ObserveThrows<ArgumentException>("loss: a reply without a token",
            () => Grpo.ClipLoss(now, now, advantages, Rewards.Mask(".xx", "...")));
        probe.ObserveAccepts("loss: one token",
            () => Grpo.ClipLoss(now[..1, ..1], now[..1, ..1], advantages[..1], Rewards.Mask("x")));
        probe.ObserveThrows<ArgumentException>("loss: more advantages", () => Grpo.ClipLoss(now, now, probe.Random.Normal(3), mask));
        probe.ObserveThrows<ArgumentException>("loss: an advantage a token", () => Grpo.ClipLoss(now, now, now, mask));
        foreach (double low in new[] { -0.1, 1, double.NaN })
            probe.ObserveThrows<ArgumentException>($"loss: clip {low}", () => Grpo.ClipLoss(now, now, advantages, mask, low));
        foreach (double high in new[] { -0.1, double.NaN, double.PositiveInfinity })
            probe.ObserveThrows<ArgumentException>($"loss: clip to {high}", () => Grpo.ClipLoss(now, now, advantages, mask, 0.2, high));
        probe.ObserveThrows<ArgumentException>("divergence: a reply without a token",
            () => Grpo.Divergence(now, now, Rewards.Mask(".xx", "...")));
        probe.ObserveThrows<ArgumentException>("divergence: another shape", () => Grpo.Divergence(now, now[..1], mask));
        using TableModel policy = new(probe.Random.Normal(6, 6)), reference = new(probe.Random.Normal(6, 6));
        Xoshiro256 random = new(1);
        probe.ObserveThrows<ArgumentException>("sample: no prompt", () => RolloutSampler.Sample(policy, [], 2, 5, 3, random));
        probe.ObserveThrows<ArgumentException>("sample: an empty prompt", () => RolloutSampler.Sample(policy, [[1], []], 2, 5, 3, random));
        probe.ObserveThrows<ArgumentException>("sample: groups of none", () => RolloutSampler.Sample(policy, [[1]], 0, 5, 3, random));
        probe.ObserveThrows<ArgumentException>("sample: no token", () => RolloutSampler.Sample(policy, [[1]], 2, 5, 0, random));
        using optim.Optimizer optimizer = optim.SGD(policy.parameters(), 0.1);
        probe.ObserveThrows<ArgumentException>("trainer: policy and reference are one",
            () => _ = new GrpoTrainer(policy, policy, optimizer, new GrpoOptions()));
        probe.Observe("then the policy still learns", policy.parameters().All(parameter => parameter.requires_grad));
        probe.ObserveThrows<ArgumentException>("trainer: a weight without a reference",
            () => _ = new GrpoTrainer(policy, null, optimizer, new GrpoOptions()));
        GrpoOptions good = new();
        foreach (GrpoOptions options in new[]
        {
            good with { GroupSize = 1 }, good with { Updates = 0 }, good with { ClipLow = 1 }, good with { ClipLow = -0.1 },
            good with { ClipLow = double.NaN }, good with { ClipHigh = -0.1 }, good with { ClipHigh = double.PositiveInfinity },
            good with { ClipHigh = double.NaN },
            good with { KlWeight = -0.1 }, good with { KlWeight = double.NaN }, good with { KlWeight = double.PositiveInfinity },
            good with { MaxGradientNorm = 0 }, good with { MaxGradientNorm = double.NaN },
            good with { MaxGradientNorm = double.PositiveInfinity },
        })
            probe.ObserveThrows<ArgumentException>(
                $"options: groups of {options.GroupSize}, {options.Updates} updates, clip {options.ClipLow} to {options.ClipHigh?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "the same"}, KL {options.KlWeight}, gradients to {options.MaxGradientNorm}", () => _ = new GrpoTrainer(policy, reference, optimizer, options));
        probe.ObserveAccepts("options: the least that is allowed",
            () => _ = new GrpoTrainer(policy, reference, optimizer,
                new GrpoOptions(GroupSize: 2, ClipLow: 0, ClipHigh: 0, KlWeight: 0, Updates: 1, MaxGradientNorm: 1e-9)));
        GrpoTrainer trainer = new(policy, reference, optimizer, good with { GroupSize = 2 });
        Rollout right = Rewards.Reply("1|2");
        probe.ObserveThrows<ArgumentException>("step: fewer rewards", () => trainer.Step([right, right], [1]));
        probe.ObserveThrows<ArgumentException>("step: an empty reply",
            () => trainer.Step([right, right with { Reply = [], LogProbs = [] }], [1, 0]));
        probe.ObserveThrows<ArgumentException>("step: an empty prompt", () => trainer.Step([right, right with { Prompt = [] }], [1, 0]));
        probe.ObserveThrows<ArgumentException>("step: fewer log-probabilities",
            () => trainer.Step([right, Rewards.Reply("1|23") with { LogProbs = [-1] }], [1, 0]));
        probe.ObserveThrows<ArgumentException>("step: a part of a group", () => trainer.Step([right, right, right], [1, 0, 0]));
    }
}

public sealed class RewardsLeaveNothing() : Check("M09.E5.no-leak", "disposes of every tensor that it makes on the way")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor logits = probe.Random.Normal(2, 5, 6), ids = probe.Random.Integers(0, 6, 2, 5), now = probe.Random.Normal(2, 5),
            mask = Rewards.Mask("..xx.", "...xx"), two = probe.Random.Normal(2), more = logits + 1, then = now + 1;
        probe.ObserveLeak("distillation", () => Distillation.Loss(logits, more, ids, 2, 0.5));
        probe.ObserveLeak("log-probabilities", () => Grpo.TokenLogProbs(logits, ids));
        probe.ObserveLeak("loss", () => Grpo.ClipLoss(now, then, two, mask));
        probe.ObserveLeak("divergence", () => Grpo.Divergence(now, then, mask));
        using TableModel policy = new(probe.Random.Normal(6, 6)), reference = new(probe.Random.Normal(6, 6));
        using optim.Optimizer optimizer = optim.SGD(policy.parameters(), 0.1);
        GrpoTrainer trainer = new(policy, reference, optimizer, new GrpoOptions(GroupSize: 2));
        probe.ObserveGrowth("a step of samples", times =>
        {
            for (int i = 0; i < times; i++)
            {
                IReadOnlyList<Rollout> rollouts = RolloutSampler.Sample(policy, [[1], [2]], 2, 5, 4, new Xoshiro256((ulong)i));
                _ = trainer.Step(rollouts, [1, 0, 0, 1]);
            }
        });
    }
}

public sealed class SortingIsRewarded : Check
{
    private const int Digits = 6, Length = 3, Separator = Digits, End = Digits + 1;

    /// <summary>Some two seconds.</summary>
    public SortingIsRewarded()
        : base("M09.E5.learns", "teaches a model that half knows how to sort, by rewards alone, and keeps it near where it began",
            points: 2) => (IsTrained, TimeLimit) = (true, TimeSpan.FromSeconds(60));

    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        GptConfig shape =
            new() { VocabularySize = Digits + 2, ContextLength = (2 * Length) + 2, Width = 32, Heads = 4, Layers = 2, Dropout = 0 };
        using Gpt policy = new(shape, seed: 2), reference = new(shape, seed: 2);
        BeginWithExamples(policy, probe.Random);
        _ = reference.load_state_dict(policy.state_dict());
        int[][] exam = [.. Enumerable.Range(0, 250).Select(_ => Prompt(probe.Random))];
        probe.Observe("right before", Right(policy, exam));
        using optim.Optimizer optimizer = optim.AdamW(policy.parameters(), lr: 1e-3, weight_decay: 0);
        GrpoTrainer trainer = new(policy, reference, optimizer, new GrpoOptions(KlWeight: 0.02));
        Xoshiro256 random = new(4);
        double distance = 0;
        for (int step = 0; step < 100; step++)
        {
            IReadOnlyList<Rollout> rollouts =
                RolloutSampler.Sample(policy, [.. Enumerable.Range(0, 8).Select(_ => Prompt(probe.Random))], 8, End, Length + 1, random);
            distance = trainer.Step(rollouts,
                [.. rollouts.Select(rollout => rollout.Reply.SequenceEqual(Answer(rollout.Prompt)) ? 1.0 : 0)]).Divergence;
        }

        probe.Observe("right after", Right(policy, exam));
        probe.Observe("divergence", distance);
    }

    public override Verdict Judge(Evidence evidence)
    {
        double before = evidence.Number("right before"), after = evidence.Number("right after"), distance = evidence.Number("divergence");
        return after < before + 0.2
            ? Verdict.Fail($"{before:0 %} of the samples were right before, {after:0 %} after 100 steps; it should be 20 points more",
                hint: "Are advantages those of each reply's own group, and does the loss make replies with a positive advantage likelier?")
            : distance is >= 0 and <= 0.5
                ? Verdict.Pass
                : Verdict.Fail($"The policy is {distance:0.000} nats a token away from its reference; it should be at most 0.5",
                    hint: "Is β·KL in the loss?");
    }

    /// <summary>Sixty steps on right answers, after which it sorts less than half.</summary>
    private static void BeginWithExamples(Gpt model, CheckRandom random)
    {
        using optim.Optimizer optimizer = optim.AdamW(model.parameters(), lr: 3e-3);
        for (int step = 0; step < 60; step++)
        {
            using DisposeScope scope = NewDisposeScope();
            long[,] ids = new long[32, (2 * Length) + 1], targets = new long[32, (2 * Length) + 1];
            for (int b = 0; b < 32; b++)
            {
                int[] prompt = Prompt(random), row = [.. prompt, .. Answer(prompt)];
                for (int t = 0; t < row.Length - 1; t++) (ids[b, t], targets[b, t]) = (row[t], t < Length ? -100 : row[t + 1]);
            }

            optimizer.zero_grad();
            model.Loss(tensor(ids), tensor(targets)).backward();
            _ = optimizer.step();
        }
    }

    private static double Right(Gpt model, int[][] prompts)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable quiet = no_grad();
        double right = 0;
        foreach (int[] prompt in prompts)
        {
            // The probability that a sample is right, which has less noise than a sample.
            int[] row = [.. prompt, .. Answer(prompt)];
            Tensor logProbs = nn.functional.log_softmax(model.forward(tensor(row.Select(id => (long)id).ToArray()).unsqueeze(0))[0]
                .to(ScalarType.Float64), 1);
            right += Math.Exp(Enumerable.Range(prompt.Length, row.Length - prompt.Length).Sum(t => logProbs[t - 1, row[t]].item<double>()));
        }

        return right / prompts.Length;
    }

    private static int[] Prompt(CheckRandom random) =>
        [.. Enumerable.Range(0, Length).Select(_ => (int)random.NextInteger(0, Digits)), Separator];

    private static int[] Answer(IReadOnlyList<int> prompt) => [.. prompt.Take(Length).Order(), End];
}
