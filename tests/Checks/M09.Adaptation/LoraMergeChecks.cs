using LLMCourse.Reference;
using TorchSharp.Modules;

namespace LLMCourse.Checks.M09;

public sealed class MergedAdapters() : Check("M09.E2.merge", "computes the same merged, and gives the weights back to the bit", points: 2)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        Gpt model = Loras.Model(probe, Loras.Small);
        Tensor ids = probe.Random.Integers(0, 11, 2, 7), plain = model.call(ids).detach();
        string hash = Loras.Hash(model);
        using LoraAdapter adapter = Lora.Inject(model, new LoraOptions(".*", 2, 4));
        Loras.Fill(probe.Random, adapter.Parameters(), 0.3);
        Tensor adapted = model.call(ids).detach();
        adapter.Unmerge();
        probe.Observe("unmerging what is not merged changes nothing", Loras.Hash(model) == hash && !adapter.IsMerged);
        for (int round = 1; round <= 2; round++)
        {
            adapter.Merge();
            string merged = Loras.Hash(model);
            probe.Observe($"round {round}: is merged", adapter.IsMerged);
            probe.Observe($"round {round}: the output is the adapter's within 1e-5",
                Loras.Apart(model.call(ids).detach(), adapted) <= 1e-5 * Math.Max(1, adapted.abs().max().item<float>()));
            probe.Observe($"round {round}: the weights have changed", merged != hash);
            adapter.Merge();
            probe.Observe($"round {round}: merging again changes nothing", Loras.Hash(model) == merged);
            probe.Observe($"round {round}: is active", adapter.IsActive);
            adapter.Unmerge();
            probe.Observe($"round {round}: the weights are back", Loras.Hash(model) == hash);
            probe.Observe($"round {round}: is merged afterwards", adapter.IsMerged);
            probe.Observe($"round {round}: the output is the adapter's to the bit", Loras.Same(model.call(ids).detach(), adapted));
        }

        // What is kept of the weights outlives the scope that happens to be open.
        using (NewDisposeScope()) adapter.Merge();
        adapter.Dispose();
        probe.Observe("disposed while merged: the weights are back", Loras.Hash(model) == hash);
        probe.Observe("disposed while merged: the output is the model's", Loras.Same(model.call(ids).detach(), plain));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact)
        .WithHint("(w + d) − d is not w in floating point. And an update must be in the weights or in the hook, not in both.");
}

public sealed class MergesThatAreRefused()
    : Check("M09.E2.merge-refuses", "refuses to merge two adapters into one layer, and to switch off what is merged")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        Gpt model = Loras.Model(probe, Loras.Small), elsewhere = Loras.Model(probe, Loras.Small);
        string hash = Loras.Hash(model);
        using LoraAdapter first = Lora.Inject(model, new LoraOptions(".*c_attn|.*c_fc", 2, 4)), second =
            Lora.Inject(model, new LoraOptions(".*c_fc|.*c_proj", 2, 4)), third = Lora.Inject(elsewhere, new LoraOptions(".*", 2, 4)),
            fourth = Lora.Inject(model, new LoraOptions(@".*attn\.c_proj", 2, 4));
        foreach (LoraAdapter adapter in new[] { first, second, third, fourth }) Loras.Fill(probe.Random, adapter.Parameters(), 0.3);
        first.Merge();
        string merged = Loras.Hash(model);
        probe.ObserveThrows<InvalidOperationException>("another adapter on one of the same layers", second.Merge);
        probe.Observe("the weights are as before", Loras.Hash(model) == merged && !second.IsMerged);
        probe.ObserveAccepts("an adapter on another model", third.Merge);
        probe.ObserveAccepts("an adapter on other layers of the model", fourth.Merge);
        probe.ObserveThrows<InvalidOperationException>("switching off what is merged", () => first.IsActive = false);
        probe.Observe("is still active", first.IsActive);
        probe.ObserveAccepts("switching on what is on", () => first.IsActive = true);
        first.Unmerge();
        fourth.Unmerge();
        probe.Observe("both out again, the first one first", Loras.Hash(model) == hash);
        probe.ObserveAccepts("the other one, now that the first is out", second.Merge);
        second.Unmerge();
        probe.Observe("all is as before", Loras.Hash(model) == hash);
        first.IsActive = false;
        probe.ObserveThrows<InvalidOperationException>("an adapter that is not active", first.Merge);
        probe.Observe("nothing has changed", Loras.Hash(model) == hash && !first.IsMerged);
        second.Merge();
        second.Dispose();
        first.IsActive = true;
        probe.ObserveAccepts("after the other one was disposed while it was merged", first.Merge);
        first.Unmerge();
        third.Unmerge();
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}

public sealed class SeveralAdapters()
    : Check("M09.E2.swap", "serves several adapters on one model, each with its own output to the bit, and adds up the active ones")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        Gpt model = Loras.Model(probe, Loras.Small);
        Tensor ids = probe.Random.Integers(0, 11, 2, 7), plain = model.call(ids).detach();
        LoraAdapter[] adapters =
            [.. Enumerable.Range(1, 3).Select(rank => probe.Owns(Lora.Inject(model, new LoraOptions(".*", rank, 4, Seed: rank))))];
        Tensor[] alone = new Tensor[3];
        for (int i = 0; i < 3; i++)
        {
            Loras.Fill(probe.Random, adapters[i].Parameters(), 0.2);
            Only(adapters, i);
            alone[i] = model.call(ids).detach();
            probe.Observe($"adapter {i} alone", alone[i]);
        }

        foreach ((int turn, int i) in new[] { (1, 2), (2, 0), (3, 1), (4, 0) })
        {
            Only(adapters, i);
            probe.Observe($"turn {turn}, adapter {i}: as before", Loras.Same(model.call(ids).detach(), alone[i]));
        }

        Only(adapters, -1);
        probe.Observe("none of them: the model's own", Loras.Same(model.call(ids).detach(), plain));
        adapters[0].IsActive = adapters[2].IsActive = true;
        Tensor two = model.call(ids).detach();
        probe.Observe("two of them", two);
        model.Loss(ids, ids).backward();
        probe.Observe("those that are active get gradients",
            string.Join(' ', adapters.Select(adapter => adapter.Parameters()
                .Count(parameter => parameter.grad is { } g && g.ne(0).any().item<bool>()))));
        probe.Observe("one that is not active gets none", adapters[1].Parameters().All(parameter => parameter.grad is null));
        using (no_grad()) _ = adapters[1].Parameters()[1].fill_(double.NaN);
        probe.Observe("what is not a number in one that is not active: as before", Loras.Same(model.call(ids).detach(), two));
        adapters[2].Dispose();
        probe.Observe("after one was disposed: the other's alone", Loras.Same(model.call(ids).detach(), alone[0]));
    }

    public override Verdict Judge(Evidence evidence) =>
        evidence.EqualsExpected(name => name.Contains("alone", StringComparison.Ordinal) || name.Contains("two", StringComparison.Ordinal)
            ? Tolerance.Model
            : Tolerance.Exact);

    private static void Only(LoraAdapter[] adapters, int active)
    {
        for (int i = 0; i < adapters.Length; i++) adapters[i].IsActive = i == active;
    }
}

public sealed class DisposedAdapters()
    : Check("M09.E2.dispose", "leaves the model as it was found: its outputs, and which parameters can be trained")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        Gpt model = Loras.Model(probe, Loras.Small);
        Tensor ids = probe.Random.Integers(0, 11, 2, 7), before = model.call(ids).detach();
        List<Parameter> frozen =
            [.. model.named_parameters().Where(pair => pair.name.Contains("ln_", StringComparison.Ordinal)).Select(pair => pair.parameter)];
        foreach (Parameter parameter in frozen) parameter.requires_grad = false;
        string trainable = string.Join(' ', model.named_parameters().Where(pair => pair.parameter.requires_grad).Select(pair => pair.name));
        LoraAdapter adapter = Lora.Inject(model, new LoraOptions(".*", 2, 4));
        Loras.Fill(probe.Random, adapter.Parameters(), 0.3);
        Parameter a = adapter.Parameters()[0];
        probe.Observe("with the adapter the output is another", !Loras.Same(before, model.call(ids).detach()));
        adapter.Dispose();
        probe.Observe("the output is the model's again", Loras.Same(before, model.call(ids).detach()));
        probe.Observe("what can be trained is what could be trained before",
            trainable == string.Join(' ', model.named_parameters().Where(pair => pair.parameter.requires_grad).Select(pair => pair.name)));
        probe.Observe("A is freed", a.IsInvalid);
        probe.ObserveAccepts("disposing twice", adapter.Dispose);
        using LoraAdapter next = Lora.Inject(model, new LoraOptions(".*", 2, 4));
        probe.Observe("the next adapter changes nothing at first", Loras.Same(before, model.call(ids).detach()));
    }

    public override Verdict Judge(Evidence evidence) =>
        evidence.EqualsExpected(Tolerance.Exact).WithHint("Remember which parameters you froze, and remove the hooks.");
}

public sealed class AdaptersLearn : Check
{
    /// <summary>Slow machines are right, too.</summary>
    public AdaptersLearn()
        : base("M09.E2.learns", "teaches a frozen model another task in 60 steps without moving a bit of it", points: 2) =>
            TimeLimit = TimeSpan.FromSeconds(40);

    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        GptConfig config = new() { VocabularySize = 12, ContextLength = 16, Layers = 2, Heads = 4, KvHeads = 2, Width = 32 };
        using Gpt model = new(config, seed: 2);

        // What the model knows: the next token is the one after. What it is to learn: the one before.
        using (optim.Optimizer optimizer = optim.AdamW(model.parameters(), lr: 3e-3, weight_decay: 0))
        {
            for (int step = 0; step < 120; step++) _ = Step(model, optimizer, probe.Random, 1);
        }

        string hash = Loras.Hash(model);
        double before = Step(model, null, probe.Random, -1);
        using LoraAdapter adapter = Lora.Inject(model, new LoraOptions(@"h\.\d+\.(attn|mlp)\..*", 4, 8));
        using optim.Optimizer small = optim.AdamW(adapter.Parameters(), lr: 1e-2, weight_decay: 0);
        for (int step = 0; step < 60; step++) _ = Step(model, small, probe.Random, -1);
        probe.Observe("loss of the new task before", before);
        probe.Observe("loss of the new task after", Step(model, null, probe.Random, -1));
        probe.Observe("the model is as it was", Loras.Hash(model) == hash);
        adapter.IsActive = false;
        probe.Observe("loss of the old task, switched off", Step(model, null, probe.Random, 1));
    }

    public override Verdict Judge(Evidence evidence)
    {
        if (!evidence.Flag("the model is as it was")) return Verdict.Fail("Training the adapter has changed the model's weights.");
        double after = evidence.Number("loss of the new task after"), before = evidence.Number("loss of the new task before");
        if (!(after < 0.5 && after < before / 4))
            return Verdict.Fail(
                $"After 60 steps the new task costs {after:F2} nats a token (before: {before:F2}); below 0.5 is asked for.");
        double old = evidence.Number("loss of the old task, switched off");
        return old < 0.3
            ? Verdict.Pass
            : Verdict.Fail($"With the adapter switched off the old task costs {old:F2} nats a token; the model knew it.");
    }

    private static double Step(Gpt model, optim.Optimizer? optimizer, CheckRandom random, int stride)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor ids = (random.Integers(0, 12, 8, 1) + (stride * arange(9))).remainder(12);
        Tensor loss = model.Loss(ids[.., ..8], ids[.., 1..]);
        if (optimizer is not null)
        {
            optimizer.zero_grad();
            loss.backward();
            _ = optimizer.step();
        }

        return loss.item<float>();
    }
}
