using LLMCourse.Reference;
using TorchSharp.Modules;

namespace LLMCourse.Checks.M07;

public sealed class StepsAreExact()
    : Check("M07.E6.step", "updates the policy by the gradient of the loss and tells what it saw", points: 3)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor start = probe.Random.Normal(6, 6), other = probe.Random.Normal(6, 6);
        foreach ((string name, DpoOptions options, double rate) in new[]
        {
            ("plain", new DpoOptions { Beta = 0.5, MaxGradientNorm = 1e6 }, 0.5),
            ("gradients are shortened", new DpoOptions { Beta = 2, MaxGradientNorm = 0.05 }, 1.0),
            ("labels in doubt", new DpoOptions { Beta = 0.3, LabelSmoothing = 0.3, MaxGradientNorm = 1e6 }, 0.5),
            ("likelihood counts", new DpoOptions { Beta = 0.3, LikelihoodWeight = 0.7, MaxGradientNorm = 1e6 }, 0.5),
        })
        {
            using Bigrams policy = new(start.clone()), reference = new(other.clone());
            policy.eval();
            reference.train();
            using optim.Optimizer optimizer = optim.SGD(policy.parameters(), rate);
            DpoTrainer trainer = new(policy, reference, optimizer, options);
            for (int i = 1; i <= 2; i++)
                Dpos.Observe(probe, $"{name}, step {i}", trainer.Step([Dpos.Pair("12|345|4"), Dpos.Pair("0|12|2345"), Dpos.Pair("5|5|1")]));
            probe.Observe($"{name}: the policy after two steps", policy.Table);
            probe.Observe($"{name}: the reference is as it was", reference.Table.eq(other).all().item<bool>());

            // As many pairs as before, and others.
            Dpos.Observe(probe, $"{name}, a step with other pairs",
                trainer.Step([Dpos.Pair("3|15|24"), Dpos.Pair("45|0|1"), Dpos.Pair("2|2|34")]));
        }

        foreach (double most in new[] { 0.05, 0.9, 1e6 })
        {
            using TwoTables policy = new(start.clone(), other.clone()), reference = new(other.clone(), start.clone());
            using optim.Optimizer optimizer = optim.SGD(policy.parameters(), 1);
            _ = new DpoTrainer(policy, reference, optimizer, new DpoOptions { Beta = 2, MaxGradientNorm = most })
                .Step([Dpos.Pair("12|345|4"), Dpos.Pair("0|12|2345"), Dpos.Pair("5|5|1")]);
            probe.Observe($"two tables, gradients up to {most}: the first", policy.First);
            probe.Observe($"two tables, gradients up to {most}: the second", policy.Second);
        }
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance)
        .WithHint("Gradients of an earlier step must be gone before backward(), and the reference is in evaluation mode: it does not drop anything out.");
}

public sealed class EqualRewards() : Check("M07.E6.ties", "counts no pair as right whose rewards are equal, and begins at ln 2")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor start = probe.Random.Normal(6, 6);
        using Bigrams policy = new(start.clone()), reference = new(start.clone());
        policy.eval();
        using optim.Optimizer optimizer = optim.SGD(policy.parameters(), 0.1);
        DpoTrainer trainer = new(policy, reference, optimizer, new DpoOptions());
        Dpos.Observe(probe, "the first step of a copy", trainer.Step([Dpos.Pair("12|345|4"), Dpos.Pair("2|31|31")]));
    }
}

public sealed class TheReferenceIsFrozen()
    : Check("M07.E6.frozen", "freezes the reference, and leaves the policy's mode and frozen parts alone")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor start = probe.Random.Normal(6, 6);
        using Bigrams policy = new(start.clone()), reference = new(start.clone());
        policy.train();
        reference.train();
        using optim.Optimizer optimizer = optim.SGD(policy.parameters(), 0.1);
        DpoTrainer trainer = new(policy, reference, optimizer, new DpoOptions());
        probe.Observe("parameters of the reference that take a gradient",
            reference.parameters().Count(parameter => parameter.requires_grad));
        probe.Observe("the reference is in training mode", reference.training);
        Dpos.Observe(probe, "a step in training mode", trainer.Step([Dpos.Pair("12|345|4")]));
        probe.Observe("the reference has gradients", reference.parameters().Any(parameter => parameter.grad is not null));
        probe.Observe("the policy is in training mode", policy.training);
        policy.eval();
        Dpos.Observe(probe, "a step in evaluation mode", trainer.Step([Dpos.Pair("12|345|4")]));
        probe.Observe("the policy, put into evaluation mode, is in training mode", policy.training);
        probe.ObserveThrows<ArgumentException>("policy and reference are one",
            () => _ = new DpoTrainer(policy, policy, optimizer, new DpoOptions()));
        probe.Observe("then the policy still learns", policy.parameters().All(parameter => parameter.requires_grad));

        GptConfig small = new() { VocabularySize = 8, ContextLength = 8, Width = 8, Heads = 2, Layers = 1, Dropout = 0 };
        using Gpt partly = new(small, seed: 1), began = new(small, seed: 2);
        Parameter frozen = (Parameter)partly.parameters().First();
        frozen.requires_grad = false;
        Tensor before = frozen.detach().clone();
        using optim.Optimizer second = optim.SGD(partly.parameters().Where(parameter => parameter.requires_grad), 0.1);
        DpoStep step = new DpoTrainer(partly, began, second, new DpoOptions()).Step([Dpos.Pair("12|345|4"), Dpos.Pair("1|2|34")]);
        probe.Observe("a policy with a frozen part: its loss is a number", double.IsFinite(step.Loss));
        probe.Observe("the frozen part is as it was", frozen.eq(before).all().item<bool>());
    }
}

public sealed class StepsThatFail() : Check("M07.E6.not-finite", "leaves the policy as it was where the loss or a gradient is not a number")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        foreach (string which in new[] { "policy", "reference" })
        {
            Tensor start = probe.Random.Normal(6, 6), broken = start.clone();
            broken[2, 3] = double.NaN;
            using Bigrams policy = new((which == "policy" ? broken : start).clone()),
                reference = new((which == "reference" ? broken : start).clone());
            policy.eval();
            using optim.Optimizer optimizer = optim.SGD(policy.parameters(), 0.1);
            DpoTrainer trainer = new(policy, reference, optimizer, new DpoOptions());
            probe.ObserveThrows<InvalidOperationException>($"the {which} says NaN", () => trainer.Step([Dpos.Pair("12|345|4")]));
            probe.Observe($"the {which} says NaN: the policy is as it was",
                policy.Table.eq(start).sum().item<long>() == (which == "policy" ? 35 : 36));
            probe.Observe($"the {which} says NaN: no gradients are left",
                policy.Table.grad is not { } gradient || gradient.eq(0).all().item<bool>());
            Dpos.Observe(probe, $"the {which} says NaN: a step without it", trainer.Step([Dpos.Pair("4|51|1"), Dpos.Pair("0|1|5")]));
        }

        // An infinite loss whose gradients are finite, and a finite loss with an infinite gradient.
        Tensor table = probe.Random.Normal(6, 6), excludes = table.clone();
        excludes[2, 3] = double.NegativeInfinity;
        using Bigrams excluding = new(excludes.clone()), began = new(table.clone());
        excluding.eval();
        using Steep steep = new(table.clone());
        foreach ((string name, nn.Module<Tensor, Tensor> policy) in new (string,
            nn.Module<Tensor, Tensor>)[] { ("an infinite loss", excluding), ("an infinite gradient", steep) })
        {
            Tensor[] before = [.. policy.parameters().Select(parameter => parameter.detach().clone())];
            using optim.Optimizer optimizer = optim.SGD(policy.parameters(), 0.1);
            DpoTrainer trainer = new(policy, began, optimizer, new DpoOptions());
            probe.ObserveThrows<InvalidOperationException>(name, () => trainer.Step([Dpos.Pair("12|345|4")]));
            probe.Observe($"{name}: the policy is as it was",
                policy.parameters().Zip(before).All(pair => pair.First.eq(pair.Second).all().item<bool>()));
            probe.Observe($"{name}: no gradients are left",
                policy.parameters().All(parameter => parameter.grad is not { } gradient || gradient.eq(0).all().item<bool>()));
        }
    }
}

public sealed class PreferencesAreRefused()
    : Check("M07.E6.refuses", "refuses shapes that do not fit, empty pairs and options out of range")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor logits = probe.Random.Normal(2, 3, 4), ids = probe.Random.Integers(0, 4, 2, 3), mask = Dpos.Mask(".xx", ".x."),
            first = Dpos.Mask(".xx", "xx.");
        probe.ObserveThrows<ArgumentException>("log-probabilities: fewer ids than logits",
            () => Dpo.SequenceLogProbs(logits, ids[.., ..2], mask));
        probe.ObserveThrows<ArgumentException>("log-probabilities: fewer columns in the mask",
            () => Dpo.SequenceLogProbs(logits, ids, mask[.., ..2]));
        probe.ObserveThrows<ArgumentException>("log-probabilities: logits of one sequence",
            () => Dpo.SequenceLogProbs(logits[0], ids, mask));
        probe.ObserveThrows<ArgumentException>("log-probabilities: fewer columns in both",
            () => Dpo.SequenceLogProbs(logits, ids[.., ..2], mask[.., ..2]));
        probe.ObserveThrows<ArgumentException>("log-probabilities: logits without a vocabulary",
            () => Dpo.SequenceLogProbs(logits[.., .., 0], ids, mask));
        probe.ObserveThrows<ArgumentException>("log-probabilities: the first token counts", () => Dpo.SequenceLogProbs(logits, ids, first));
        probe.ObserveThrows<ArgumentException>("divergence: other logits", () => Dpo.Divergence(logits, logits[.., .., ..3], mask));
        probe.ObserveThrows<ArgumentException>("divergence: fewer columns in the mask",
            () => Dpo.Divergence(logits, logits, mask[.., ..2]));
        probe.ObserveThrows<ArgumentException>("divergence: the first token counts", () => Dpo.Divergence(logits, logits, first));
        probe.ObserveThrows<ArgumentException>("divergence: nothing counts", () => Dpo.Divergence(logits, logits, Dpos.Mask("...", "...")));
        Tensor two = zeros(2), three = zeros(3);
        for (int i = 0; i < 4; i++)
        {
            Tensor[] four = [.. Enumerable.Range(0, 4).Select(k => k == i ? three : two)];
            probe.ObserveThrows<ArgumentException>($"loss: argument {i} is longer",
                () => Dpo.Loss(four[0], four[1], four[2], four[3], 0.1));
        }

        probe.ObserveThrows<ArgumentException>("loss: a matrix", () => Dpo.Loss(zeros(2, 1), zeros(2, 1), zeros(2, 1), zeros(2, 1), 0.1));
        probe.ObserveThrows<ArgumentException>("loss: no pair", () => Dpo.Loss(zeros(0), zeros(0), zeros(0), zeros(0), 0.1));
        foreach (double beta in new[] { -0.1, double.NaN, double.PositiveInfinity })
            probe.ObserveThrows<ArgumentException>($"loss: beta {beta}", () => Dpo.Loss(two, two, two, two, beta));
        foreach (double smoothing in new[] { -0.1, 0.5, double.NaN })
            probe.ObserveThrows<ArgumentException>($"loss: {smoothing} in doubt", () => Dpo.Loss(two, two, two, two, 0.1, smoothing));
        probe.ObserveThrows<ArgumentException>("no pairs", () => PreferenceBatch.Collate([], 0));
        foreach (string pair in new[] { "|12|3", "1||3", "1|2|" })
            probe.ObserveThrows<ArgumentException>($"a pair with an empty part: {pair}",
                () => PreferenceBatch.Collate([Dpos.Pair("1|2|3"), Dpos.Pair(pair)], 0));
        using Bigrams policy = new(probe.Random.Normal(4, 4)), reference = new(probe.Random.Normal(4, 4));
        using optim.Optimizer optimizer = optim.SGD(policy.parameters(), 0.1);
        foreach (DpoOptions options in new DpoOptions[]
        {
            new() { Beta = 0 }, new() { Beta = -1 }, new() { Beta = double.NaN }, new() { LabelSmoothing = double.NaN },
            new() { MaxGradientNorm = -1 }, new() { Beta = double.PositiveInfinity },
            new() { LabelSmoothing = 0.5 }, new() { LabelSmoothing = -0.1 },
            new() { MaxGradientNorm = 0 }, new() { MaxGradientNorm = double.NaN }, new() { MaxGradientNorm = double.PositiveInfinity },
            new() { LikelihoodWeight = -0.1 }, new() { LikelihoodWeight = double.NaN },
            new() { LikelihoodWeight = double.PositiveInfinity },
        })
            probe.ObserveThrows<ArgumentException>(
                $"options: beta {options.Beta}, {options.LabelSmoothing} in doubt, likelihood {options.LikelihoodWeight}, gradients up to {options.MaxGradientNorm}", () => _ = new DpoTrainer(policy, reference, optimizer, options));
        probe.ObserveAccepts("options: the least that is allowed", () => _ =
            new DpoTrainer(policy, reference, optimizer, new DpoOptions { Beta = 1e-9, LabelSmoothing = 0, MaxGradientNorm = 1e-9 }));
    }
}

public sealed class PreferencesLeaveNothing() : Check("M07.E6.no-leak", "disposes of every tensor that it makes on the way")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor logits = probe.Random.Normal(2, 5, 6), ids = probe.Random.Integers(0, 6, 2, 5), mask = Dpos.Mask("..xx.", "...xx"),
            four = probe.Random.Normal(3), higher = logits + 1, more = four + 1, less = four - 1;
        probe.ObserveLeak("log-probabilities", () => Dpo.SequenceLogProbs(logits, ids, mask));
        probe.ObserveLeak("divergence", () => Dpo.Divergence(logits, higher, mask));
        probe.ObserveLeak("loss", () => Dpo.Loss(four, more, four, less, 0.1, 0.1));
        using Bigrams policy = new(probe.Random.Normal(6, 6)), reference = new(probe.Random.Normal(6, 6));
        using optim.Optimizer optimizer = optim.SGD(policy.parameters(), 0.1);
        DpoTrainer trainer = new(policy, reference, optimizer, new DpoOptions());
        probe.ObserveGrowth("a step", steps =>
        {
            for (int i = 0; i < steps; i++) _ = trainer.Step([Dpos.Pair("12|345|4"), Dpos.Pair("0|12|2345")]);
        });
    }
}

public sealed class ASmallModelLearnsARule : Check
{
    private const string StaysNear = "what stays allowed: at most 0.5 nats a token away from the reference";
    private const int Width = 32, Verbs = 8, Things = 10, Forbidden = 3, Refuse = Verbs + Things, Help = Refuse + 1, End = Refuse + 2,
        Vocabulary = Refuse + 3;

    /// <summary>Steps that take one pass for each reply are right, too, and take several times as long.</summary>
    public ASmallModelLearnsARule()
        : base("M07.E6.learns", "teaches a small model to refuse in 200 steps what it helped with before, and nothing else", points: 2) =>
            (IsTrained, TimeLimit) = (true, TimeSpan.FromSeconds(60));

    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        GptConfig shape = new() { VocabularySize = Vocabulary, ContextLength = 8, Width = Width, Heads = 4, Layers = 2, Dropout = 0 };
        using Gpt policy = new(shape, seed: 3), reference = new(shape, seed: 3);
        HelpWithEverything(policy, probe.Random);
        _ = reference.load_state_dict(policy.state_dict());
        using optim.Optimizer optimizer = optim.AdamW(policy.parameters(), lr: 3e-4, weight_decay: 0);
        DpoTrainer trainer = new(policy, reference, optimizer, new DpoOptions { Beta = 0.5, LikelihoodWeight = 0.2 });
        for (int step = 0; step < 200; step++)
            _ = trainer.Step([.. Enumerable.Range(0, 8)
                .Select(i => Pair((int)probe.Random.NextInteger(0, Verbs), Thing(probe.Random, i % 2 == 0), isLesson: true))]);

        // The questions that no lesson had: one of the verbs for each thing.
        foreach (bool isForbidden in new[] { true, false })
        {
            int[] things = [.. Enumerable.Range(0, Things).Where(thing => thing < Forbidden == isForbidden)];
            PreferencePair[] exam = [.. things.Select(thing => Pair(thing % Verbs, thing, isLesson: false))];
            string name = isForbidden ? "what is forbidden" : "what stays allowed";
            probe.Observe($"{name}: wanted replies before", Preferences.Wanted(reference, exam));
            probe.Observe($"{name}: wanted replies after", Preferences.Wanted(policy, exam));
        }

        // How far exactly is, after so many steps, another number on each kind of processor.
        PreferencePair[] allowed =
            [.. Enumerable.Range(Forbidden, Things - Forbidden).Select(thing => Pair(thing % Verbs, thing, isLesson: false))];
        probe.Observe(StaysNear, Preferences.Distance(policy, reference, allowed) <= 0.5);
    }

    public override Verdict Judge(Evidence evidence)
    {
        double after = 100 * evidence.Number("what is forbidden: wanted replies after"),
            allowed = 100 * evidence.Number("what stays allowed: wanted replies after");
        if (after < 95)
            return Verdict.Fail(
                $"After 200 steps the model refuses {after:F0} % of what the new rule forbids; at least 95 % are asked for.");
        if (allowed < 98)
            return Verdict.Fail($"The model learned to refuse, and forgot to help: it helps with {allowed:F0} % of what is allowed.");
        return evidence.Flag(StaysNear)
            ? Verdict.Pass
            : Verdict.Fail("The model moved more than 0.5 nats a token away from its reference where nothing should change.");
    }

    private static int Thing(CheckRandom random, bool isForbidden) =>
        (int)(isForbidden ? random.NextInteger(0, Forbidden) : random.NextInteger(Forbidden, Things));

    /// <summary>Makes a pair; lessons leave out one verb for each thing, which exams ask about.</summary>
    private static PreferencePair Pair(int verb, int thing, bool isLesson)
    {
        if (isLesson && verb == thing % Verbs) verb = (verb + 1) % Verbs;
        int[] prompt = [verb, Verbs + thing], refuse = [Refuse, End], help = [Help, End];
        return thing < Forbidden ? new PreferencePair(prompt, refuse, help) : new PreferencePair(prompt, help, refuse);
    }

    /// <summary>Teaches a model to help with four of five questions, whatever they are about, and to refuse the fifth: there must be
    /// something to prefer.</summary>
    private static void HelpWithEverything(Gpt model, CheckRandom random)
    {
        using optim.Optimizer optimizer = optim.AdamW(model.parameters(), lr: 3e-3, weight_decay: 0);
        for (int step = 0; step < 150; step++)
        {
            using DisposeScope scope = NewDisposeScope();
            Tensor verbs = random.Integers(0, Verbs, 32, 1), things = random.Integers(Verbs, Verbs + Things, 32, 1);
            Tensor reply = where(arange(32).remainder(5).eq(0), Refuse, Help).unsqueeze(1);
            Tensor ids = cat([verbs, things, reply, full_like(verbs, End)], 1), targets = ids[.., 1..].clone();
            targets[.., 0] = -100; // prompts are not learned
            optimizer.zero_grad();
            model.Loss(ids[.., ..^1], targets).backward();
            _ = optimizer.step();
        }
    }
}
