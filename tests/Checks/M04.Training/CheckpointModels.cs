using Linear = TorchSharp.Modules.Linear;
using Parameter = TorchSharp.Modules.Parameter;

namespace LLMCourse.Checks.M04;

/// <summary>SGD with momentum of the checks' own, so that a checkpoint needs nothing of another exercise.</summary>
internal sealed class OwnOptimizer(IReadOnlyList<Parameter> parameters) : IDisposable
{
    private readonly List<Tensor> _velocities = [.. parameters.Select(p => zeros_like(p).detach().DetachFromDisposeScope())];

    /// <summary>Refuses every state, as one of another model would be refused.</summary>
    public bool Refuses { get; init; }

    public IReadOnlyList<Tensor> Velocities => _velocities;

    public void Step()
    {
        using IDisposable noGradient = no_grad();
        using DisposeScope scope = NewDisposeScope();
        for (int i = 0; i < parameters.Count; i++)
        {
            if (parameters[i].grad is not { } gradient) continue;
            _velocities[i].mul_(0.9).add_(gradient);
            parameters[i].sub_(_velocities[i] * 0.1);
        }
    }

    public void ZeroGrad()
    {
        foreach (Parameter parameter in parameters) parameter.grad = null;
    }

    public void SaveState(Stream stream)
    {
        foreach (Tensor velocity in _velocities) stream.Write(velocity.contiguous().bytes);
    }

    public void LoadState(Stream stream)
    {
        if (Refuses) throw new InvalidDataException("This state is not wanted.");
        List<byte[]> all = [];
        foreach (Tensor velocity in _velocities)
        {
            byte[] bytes = new byte[velocity.numel() * 4];
            if (stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length)
                throw new InvalidDataException("The state is cut off.");
            all.Add(bytes);
        }

        for (int i = 0; i < all.Count; i++) _velocities[i].bytes = all[i];
    }

    public void Dispose()
    {
        foreach (Tensor velocity in _velocities) velocity.Dispose();
    }
}

/// <summary>A model with a buffer, and with one matrix that has two names.</summary>
internal sealed class TiedModel : nn.Module<Tensor, Tensor>
{
    private readonly nn.Module _head;

    public TiedModel(CheckRandom random, int rows = 6, int width = 4)
        : base(nameof(TiedModel))
    {
        Parameter shared = new(random.Normal(rows, width));
        register_module("wte", new Holder(shared));
        register_module("body", new Body(random, width));
        register_module("lm_head", _head = new Holder(shared));
        register_buffer("counts", random.Integers(0, 100, 3));
    }

    public Parameter Shared => get_parameter("wte.weight")!;

    public bool IsTied => ReferenceEquals(_head.get_parameter("weight"), Shared);

    public override Tensor forward(Tensor input)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = input.matmul(Shared).matmul(get_parameter("body.weight")!.t()).tanh();
        return x.matmul(_head.get_parameter("weight")!.t()).MoveToOuterDisposeScope();
    }

    private sealed class Holder : nn.Module
    {
        public Holder(Parameter weight)
            : base(nameof(Holder)) => register_parameter("weight", weight);
    }

    private sealed class Body : nn.Module
    {
        public Body(CheckRandom random, int width)
            : base(nameof(Body)) => register_parameter("weight", new Parameter(random.Normal(width, width)));
    }
}

/// <summary>A weight, and a buffer that is not persistent.</summary>
internal sealed class MaskedModel : nn.Module
{
    public MaskedModel(CheckRandom random)
        : base(nameof(MaskedModel))
    {
        register_parameter("weight", Weight = new Parameter(random.Normal(3)));
        register_buffer("mask", ones(2, ScalarType.Bool), persistent: false);
    }

    public Parameter Weight { get; }
}

/// <summary>A run that can be stopped: model, optimizer and generator.</summary>
internal sealed class Training : IDisposable
{
    public Training(CheckRandom random, ulong seed, bool refuses = false)
    {
        Model = new TiedModel(random);
        Optimizer = new OwnOptimizer([.. Model.parameters()]) { Refuses = refuses };
        Generator = new Generator(seed, CPU);
    }

    public TiedModel Model { get; }

    public OwnOptimizer Optimizer { get; }

    public Generator Generator { get; }

    public void Step(int count)
    {
        for (int i = 0; i < count; i++)
        {
            using DisposeScope scope = NewDisposeScope();
            Optimizer.ZeroGrad();
            Model.call(randn(5, 6, generator: Generator)).square().mean().backward();
            Optimizer.Step();
        }
    }

    public byte[] Save(long iteration)
    {
        using MemoryStream stream = new();
        Checkpoint.Save(stream, Model, Optimizer.SaveState, iteration, Generator);
        return stream.ToArray();
    }

    public long Load(byte[] checkpoint) => Checkpoint.Load(new MemoryStream(checkpoint), Model, Optimizer.LoadState, Generator);

    /// <summary>Everything that a step depends on, as one text.</summary>
    public string State()
    {
        using DisposeScope scope = NewDisposeScope();
        IEnumerable<Tensor> all = [.. Model.state_dict().OrderBy(e => e.Key, StringComparer.Ordinal).Select(e => e.Value),
            .. Optimizer.Velocities, Generator.get_state()];
        return string.Join('|', all.Select(t => CheckRandomHash(t.detach().contiguous().bytes)));
    }

    public void Dispose()
    {
        Model.Dispose();
        Optimizer.Dispose();
        Generator.Dispose();
    }

    private static string CheckRandomHash(ReadOnlySpan<byte> bytes)
    {
        ulong hash = 14695981039346656037;
        foreach (byte b in bytes) hash = (hash ^ b) * 1099511628211;
        return hash.ToString("x", System.Globalization.CultureInfo.InvariantCulture);
    }
}
