using LLMCourse.Reference;
using TorchSharp.Modules;

namespace LLMCourse.Checks.M09;

public sealed class BottlenecksAdd() : VisibleCheck("M09.E3.bottleneck", "computes x + U·gelu(D·x + b) + b′, which is x at first")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        BottleneckAdapter adapter;
        using (NewDisposeScope()) adapter = probe.Owns(new BottleneckAdapter(width: 5, bottleneck: 3, seed: 2));
        Tensor x = probe.Random.Normal(2, 3, 5), copy = x.clone();
        probe.Observe("fresh: x to the bit", Loras.Same(adapter.call(x).detach(), x));
        probe.Observe("names and shapes",
            string.Join(' ', adapter.state_dict().Select(entry => $"{entry.Key}:{string.Join('x', entry.Value.shape)}")));
        Loras.Fill(probe.Random, adapter.parameters(), 1);
        foreach (KeyValuePair<string, Tensor> entry in adapter.state_dict()) probe.Observe(entry.Key, entry.Value.detach());
        probe.Observe("output", adapter.call(x).detach());
        probe.Observe("output of one vector", adapter.call(x[0, 0]).detach());
        probe.Observe("leaves x alone", Loras.Same(x, copy));
        using BottleneckAdapter wide = new(400, 20, seed: 2), again = new(400, 20, seed: 2), other = new(400, 20, seed: 3);
        Tensor down = wide.state_dict()["down.weight"].detach();
        probe.Observe("down is drawn from N(0, 1/C)", (down * 20).std().item<float>() is > 0.95f
            and < 1.05f && down.abs().max().item<float>() > 0.12f);
        probe.Observe("its mean is near 0", Math.Abs((down * 20).mean().item<float>()) < 0.06);
        probe.Observe("the seed decides",
            Loras.Same(down, again.state_dict()["down.weight"].detach()) && !Loras.Same(down, other.state_dict()["down.weight"].detach()));
        probe.Observe("all else is zero",
            wide.state_dict().Where(entry => entry.Key != "down.weight").All(entry => entry.Value.eq(0).all().item<bool>()));
        wide.call(probe.Random.Normal(4, 400)).sum().backward();
        probe.Observe("gradients at the start: up, and not yet down",
            $"{wide.state_dict()["up.weight"].grad?.ne(0).any().item<bool>()} {wide.state_dict()["down.weight"].grad?.ne(0).any().item<bool>()}");
        probe.ObserveThrows<ArgumentException>("width 0", () => new BottleneckAdapter(0, 2).Dispose());
        probe.ObserveThrows<ArgumentException>("bottleneck 0", () => new BottleneckAdapter(2, 0).Dispose());
        probe.ObserveAccepts("width 1, bottleneck 1", () => new BottleneckAdapter(1, 1).Dispose());
        probe.ObserveThrows<ArgumentException>("an input of another width", () => adapter.call(zeros(2, 4)));
        probe.ObserveThrows<ArgumentException>("an input without axes", () => adapter.call(tensor(1f)));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Layer)
        .WithHint("With the way up at zero, weight and bias, nothing is added. gelu is the exact one.");
}

public sealed class BottlenecksOnAModel()
    : Check("M09.E3.attach", "stands behind the layers whose whole name matches, and goes without a trace", points: 2)
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        Gpt model = Loras.Model(probe, Loras.Small, isDouble: true);
        Tensor ids = probe.Random.Integers(0, 11, 2, 7), before = model.call(ids).detach();
        foreach (string target in new[] { @"h\.\d+\.(attn|mlp)\.c_proj", ".*c_attn", @"h\.0\.mlp\.c_fc|h\.1\.attn\.c_proj" })
        {
            BottleneckAdapters adapters;
            using (NewDisposeScope()) adapters = BottleneckAdapters.Attach(model, target, bottleneck: 3, seed: 4);
            probe.Observe($"{target}: layers", string.Join(' ', adapters.Layers.Select(pair => pair.Name)));
            probe.Observe($"{target}: changes nothing at first", Loras.Same(before, model.call(ids).detach()));
            probe.Observe($"{target}: shapes of the parameters",
                string.Join(' ', adapters.Parameters().Select(parameter => string.Join('x', parameter.shape))));
            probe.Observe($"{target}: parameters of the model's type that can be trained",
                adapters.Parameters().Count(parameter => parameter.requires_grad && parameter.dtype == ScalarType.Float64));
            probe.Observe($"{target}: parameters of the model that can be trained",
                model.parameters().Count(parameter => parameter.requires_grad));
            probe.Observe($"{target}: seeds go up by one",
                Enumerable.Range(0, adapters.Layers.Count).All(i => DrawnBy(adapters.Parameters()[4 * i], 4 + i)));
            Loras.Fill(probe.Random, adapters.Parameters(), 0.3);
            probe.Observe($"{target}: output", model.call(ids).detach());
            model.Loss(ids, ids).backward();
            probe.Observe($"{target}: parameters with gradients",
                adapters.Parameters().Count(parameter => parameter.grad is { } gradient && gradient.ne(0).any().item<bool>()));
            probe.Observe($"{target}: gradients in the model", model.parameters().Count(parameter => parameter.grad is not null));
            Parameter first = adapters.Parameters()[0];
            adapters.Dispose();
            probe.Observe($"{target}: disposed, the output is the model's", Loras.Same(before, model.call(ids).detach()));
            probe.Observe($"{target}: disposed, the parameters are freed", first.IsInvalid);
            probe.ObserveAccepts($"{target}: disposing twice", adapters.Dispose);
        }

        using Sequential unsorted = nn.Sequential(("b", nn.Linear(2, 3)), ("c", nn.ReLU()), ("a", nn.Linear(3, 4)));
        using BottleneckAdapters behind = BottleneckAdapters.Attach(unsorted, ".*", bottleneck: 5);
        probe.Observe("names that are not in order: layers", string.Join(' ', behind.Layers.Select(pair => pair.Name)));
        probe.Observe("names that are not in order: shapes of the parameters",
            string.Join(' ', behind.Parameters().Select(parameter => string.Join('x', parameter.shape))));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Model);

    private static bool DrawnBy(Parameter down, long seed)
    {
        using BottleneckAdapter one = new((int)down.shape[1], (int)down.shape[0], seed);
        return Loras.Apart(one.state_dict()["down.weight"].detach(), down.detach()) < 1e-6;
    }
}

public sealed class TunedModelsStayFrozen()
    : Check("M09.E3.frozen", "owns the new numbers alone: the model is frozen, is no part of it, and outlives it")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        Gpt model = Loras.Model(probe, Loras.Small);
        model.train();
        PromptTuning prompt = new(model, tokens: 3);
        probe.Observe("prompt: parameters of the model that can be trained",
            model.parameters().Count(parameter => parameter.requires_grad));
        probe.Observe("prompt: state",
            string.Join(' ', prompt.state_dict().Select(entry => $"{entry.Key}:{string.Join('x', entry.Value.shape)}")));
        probe.Observe("prompt: count", prompt.parameters().Sum(parameter => parameter.numel()));
        Gpt second = Loras.Model(probe, Loras.Small);
        second.train();
        PrefixTuning prefix = new(second, tokens: 5);
        probe.Observe("prefix: parameters of the model that can be trained",
            second.parameters().Count(parameter => parameter.requires_grad));
        probe.Observe("prefix: state",
            string.Join(' ', prefix.state_dict().Select(entry => $"{entry.Key}:{string.Join('x', entry.Value.shape)}")));
        probe.Observe("prefix: count", prefix.parameters().Sum(parameter => parameter.numel()));
        using PromptTuning text = new(second, [3, 1]);
        probe.Observe("prompt from a text: state",
            string.Join(' ', text.state_dict().Select(entry => $"{entry.Key}:{string.Join('x', entry.Value.shape)}")));
        prompt.eval();
        probe.Observe("the model's mode is its own", model.training);
        prefix.eval();
        probe.Observe("the other model's mode is its own", second.training);
        probe.Observe("no modules inside", prompt.named_modules().Count() + prefix.named_modules().Count());
        Tensor ids = probe.Random.Integers(0, 11, 1, 4);
        model.eval();
        prompt.Dispose();
        prefix.Dispose();
        probe.ObserveAccepts("the model works on after the prompt is gone", () => model.call(ids).Dispose());
        probe.ObserveAccepts("the model works on after the prefix is gone", () => second.call(ids).Dispose());
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact)
        .WithHint("A module in a field becomes a part of yours when the components are registered: register your parameters by name.");
}

public sealed class TuningLearns : Check
{
    private static readonly GptConfig Config = new() { VocabularySize = 12, ContextLength = 16, Layers = 2, Heads = 4, Width = 32 };

    /// <summary>Slow machines are right, too.</summary>
    public TuningLearns()
        : base("M09.E3.learns", "lowers the loss of a frozen model: a prompt and a prefix some, bottlenecks most", points: 2) =>
            TimeLimit = TimeSpan.FromSeconds(40);

    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        using Gpt model = new(Config, seed: 2);

        // The model has seen texts that count up, and texts that count down; what it is to learn: that all of them count down.
        using (optim.Optimizer optimizer = optim.AdamW(model.parameters(), lr: 3e-3, weight_decay: 0))
        {
            for (int step = 0; step < 120; step++) _ = Step(probe.Random, model.call, optimizer, up: 4);
        }

        string hash = Loras.Hash(model);
        probe.Observe("frozen", First(model.call));
        using PromptTuning prompt = new(model, tokens: 4, seed: 1);
        using PrefixTuning prefix = new(model, tokens: 4, seed: 1);
        foreach ((string name, nn.Module<Tensor, Tensor> tuned) in new (string,
            nn.Module<Tensor, Tensor>)[] { ("prompt", prompt), ("prefix", prefix) })
        {
            using optim.Optimizer optimizer = optim.AdamW(tuned.parameters(), lr: 0.05, weight_decay: 0);
            for (int step = 0; step < 40; step++) _ = Step(probe.Random, tuned.call, optimizer, up: 0);
            probe.Observe(name, First(tuned.call));
            probe.Observe($"{name}: the model is as it was", Loras.Hash(model) == hash);
        }

        using BottleneckAdapters adapters = BottleneckAdapters.Attach(model, @"h\.\d+\.(attn|mlp)\.c_proj", 8);
        using optim.Optimizer last = optim.AdamW(adapters.Parameters(), lr: 0.01, weight_decay: 0);
        for (int step = 0; step < 40; step++) _ = Step(probe.Random, model.call, last, up: 0);
        probe.Observe("bottleneck", First(model.call));
        probe.Observe("bottleneck: the model is as it was", Loras.Hash(model) == hash);
    }

    public override Verdict Judge(Evidence evidence)
    {
        double frozen = evidence.Number("frozen");
        foreach (string name in new[] { "prompt", "prefix", "bottleneck" })
        {
            if (!evidence.Flag($"{name}: the model is as it was"))
                return Verdict.Fail($"Training the {name} has changed the model's weights.");
            if (!(evidence.Number(name) < frozen / 2))
                return Verdict.Fail($"After 40 steps with a {name} the first guess costs {evidence.Number(name):F2} nats; the frozen model's costs {frozen:F2}, and less than half of it is asked for.");
        }

        return Verdict.Pass;
    }

    private static double Step(CheckRandom random, Func<Tensor, Tensor> model, optim.Optimizer optimizer, int up)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor stride = where(arange(8).lt(up), 1L, -1L).unsqueeze(1),
            ids = (random.Integers(0, 12, 8, 1) + (stride * arange(9))).remainder(12);
        optimizer.zero_grad();
        Tensor loss = nn.functional.cross_entropy(model(ids[.., ..8]).reshape(-1, 12), ids[.., 1..].reshape(-1));
        loss.backward();
        _ = optimizer.step();
        return loss.item<float>();
    }

    /// <summary>The loss of the second number, of which the first says nothing but that the text goes up or down from there.</summary>
    private static double First(Func<Tensor, Tensor> model)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        Tensor ids = arange(12).unsqueeze(1);
        return nn.functional.cross_entropy(model(ids).reshape(-1, 12), (ids - 1).remainder(12).reshape(-1)).item<float>();
    }
}

public sealed class TuningIsRefused()
    : Check("M09.E3.refuses", "refuses arguments out of range and shapes that do not fit, before it touches the model")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        Gpt model = Loras.Model(probe, Loras.Small);
        foreach (int tokens in new[] { 0, -1, 8 })
            probe.ObserveThrows<ArgumentException>($"a prompt of {tokens}", () => new PromptTuning(model, tokens).Dispose());
        foreach (int tokens in new[] { 0, -1 })
            probe.ObserveThrows<ArgumentException>($"a prefix of {tokens}", () => new PrefixTuning(model, tokens).Dispose());
        probe.ObserveThrows<ArgumentException>("a prompt of no tokens", () => new PromptTuning(model, []).Dispose());
        probe.ObserveThrows<ArgumentException>("a prompt with token 11 of 11", () => new PromptTuning(model, [3, 11]).Dispose());
        probe.ObserveThrows<ArgumentException>("a prompt with token -1", () => new PromptTuning(model, [3, -1]).Dispose());
        probe.ObserveThrows<ArgumentException>("a prompt as long as the context",
            () => new PromptTuning(model, [1, 2, 3, 4, 5, 6, 7, 8]).Dispose());
        foreach (string target in new[] { "c_proj", "ln_f", @"attn\.c_proj|h\.0", "(" })
            probe.ObserveThrows<ArgumentException>($"bottlenecks behind '{target}'",
                () => BottleneckAdapters.Attach(model, target, 3).Dispose());
        probe.ObserveThrows<ArgumentException>("bottlenecks of 0", () => BottleneckAdapters.Attach(model, ".*", 0).Dispose());
        probe.Observe("afterwards all of the model can be trained", model.parameters().All(parameter => parameter.requires_grad));

        probe.ObserveAccepts("a prompt of 1", () => new PromptTuning(model, 1).Dispose());
        probe.ObserveAccepts("a prompt of one token", () => new PromptTuning(model, [3]).Dispose());
        probe.ObserveAccepts("a prefix of 1", () => new PrefixTuning(model, 1).Dispose());
        probe.ObserveAccepts("bottlenecks of 1", () => BottleneckAdapters.Attach(model, ".*", 1).Dispose());
        using PromptTuning prompt = new(model, tokens: 3), longest = new(model, tokens: 7);
        using PrefixTuning prefix = new(model, tokens: 30);
        Tensor five = probe.Random.Integers(0, 11, 1, 5);
        probe.ObserveAccepts("5 tokens after a prompt of 3", () => prompt.call(five));
        probe.ObserveAccepts("1 token after a prompt of 7", () => longest.call(five[.., ..1]));
        probe.ObserveThrows<ArgumentException>("6 tokens after a prompt of 3", () => prompt.call(probe.Random.Integers(0, 11, 1, 6)));
        probe.ObserveAccepts("8 tokens after a prefix of 30", () => prefix.call(probe.Random.Integers(0, 11, 1, 8)));
        probe.ObserveThrows<ArgumentException>("9 tokens after a prefix", () => prefix.call(probe.Random.Integers(0, 11, 1, 9)));
        foreach ((string name, nn.Module<Tensor, Tensor> tuned) in new (string,
            nn.Module<Tensor, Tensor>)[] { ("prompt", prompt), ("prefix", prefix) })
        {
            probe.ObserveThrows<ArgumentException>($"{name}: token 11 of 11", () => tuned.call(Loras.Ids(3, 11)));
            probe.ObserveThrows<ArgumentException>($"{name}: token -1", () => tuned.call(Loras.Ids(3, -1)));
            probe.ObserveThrows<ArgumentException>($"{name}: one axis", () => tuned.call(five[0]));
            probe.ObserveThrows<ArgumentException>($"{name}: float32", () => tuned.call(five.to(ScalarType.Float32)));
            probe.ObserveThrows<ArgumentException>($"{name}: int32", () => tuned.call(five.to(ScalarType.Int32)));
            probe.ObserveThrows<ArgumentException>($"{name}: no token", () => tuned.call(five[.., ..0]));
        }

        Tensor q = zeros(2, 3, 4, 5), p = zeros(3, 2, 5);
        foreach ((string name, Tensor[] five4) in new (string, Tensor[])[]
        {
            ("fewer keys", [q, q[.., .., ..3], q, p, p]), ("fewer values", [q, q, q[.., .., ..3], p, p]),
            ("a prefix for other heads", [q, q, q, p[..2], p[..2]]),
            ("a prefix of another width", [q, q, q, p[.., .., ..4], p[.., .., ..4]]),
            ("fewer values in the prefix", [q, q, q, p, p[.., ..1]]), ("a prefix with a batch", [q, q, q, p.unsqueeze(0), p.unsqueeze(0)]),
            ("no batch", [q[0], q[0], q[0], p, p]), ("a float64 prefix", [q, q, q, p.to(ScalarType.Float64), p.to(ScalarType.Float64)]),
            ("float64 keys", [q, q.to(ScalarType.Float64), q, p, p]), ("float64 values", [q, q, q.to(ScalarType.Float64), p, p]),
            ("float64 values in the prefix", [q, q, q, p, p.to(ScalarType.Float64)]),
        })
            probe.ObserveThrows<ArgumentException>($"attention: {name}",
                () => PrefixAttention.Attend(five4[0], five4[1], five4[2], five4[3], five4[4]));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}

public sealed class TuningLeavesNothing() : Check("M09.E3.no-leak", "disposes of every tensor that it makes on the way")
{
    public override void Probe(Probe probe)
    {
        using DisposeScope scope = NewDisposeScope();
        Gpt model = Loras.Model(probe, Loras.Small);
        using PromptTuning prompt = new(model, tokens: 3);
        using PrefixTuning prefix = new(model, tokens: 3);
        using BottleneckAdapter adapter = new(5, 3);
        Tensor ids = probe.Random.Integers(0, 11, 2, 5), x = probe.Random.Normal(2, 5), q = probe.Random.Normal(2, 3, 4, 5),
            p = probe.Random.Normal(3, 2, 5);
        probe.ObserveLeak("a mask", () => PrefixAttention.Mask(2, 3));
        probe.ObserveLeak("attention", () => PrefixAttention.Attend(q, q, q, p, p));
        probe.ObserveLeak("a pass with a prompt", () => prompt.call(ids));
        probe.ObserveLeak("a pass with a prefix", () => prefix.call(ids));
        probe.ObserveLeak("a bottleneck", () => adapter.call(x));
        probe.ObserveLeak("a prompt made and disposed", () => new PromptTuning(model, tokens: 3).Dispose());
        probe.ObserveLeak("a prompt from a text made and disposed", () => new PromptTuning(model, [3, 1]).Dispose());
        probe.ObserveLeak("a prefix made and disposed", () => new PrefixTuning(model, tokens: 3).Dispose());
        probe.ObserveLeak("bottlenecks made and disposed", () => BottleneckAdapters.Attach(model, ".*c_proj", 3).Dispose());
        using BottleneckAdapters adapters = BottleneckAdapters.Attach(model, ".*c_proj", 3);
        probe.ObserveLeak("a pass with bottlenecks", () => model.call(ids));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}
