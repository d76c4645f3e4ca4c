using Parameter = TorchSharp.Modules.Parameter;

namespace LLMCourse.Checks.M02;

/// <summary>
/// One layer of attention between an embedding and a head, nothing else: x = token + position, logits = head(x + attention(x)).
/// What it can do, attention does. Under the causal mask attention is the student's module, else it is the student's function.
/// </summary>
internal sealed class ToyModel : IDisposable
{
    public const int Layers = 1, Heads = 2;

    private const int Width = 32, Batch = 48;

    private readonly Parameter _tokens, _positions, _head;
    private readonly IReadOnlyList<Parameter> _projections;
    private readonly MultiHeadAttention? _module;
    private readonly Tensor? _mask;
    private readonly string _task;
    private readonly CheckRandom _random;

    /// <summary>Makes a model with seeded weights.</summary>
    public ToyModel(string task, string mask, string seed)
    {
        (_task, _random) = (task, CheckRandom.For($"{seed}/{task}/{mask}"));
        _tokens = new Parameter(_random.Normal(ToyTask.Vocabulary, Width) * 0.5);
        _positions = new Parameter(_random.Normal(ToyTask.Positions, Width) * 0.5);
        _head = new Parameter(_random.Normal(ToyTask.Letters, Width) * 0.2);
        Tensor[] weights = [.. Enumerable.Range(0, 4).Select(_ => _random.Normal(Width, Width) * 0.2)];
        if (mask == ToyTask.CausalMask)
        {
            _module = new MultiHeadAttention(Width, Heads);
            _module.LoadWeights(weights[0], weights[1], weights[2], weights[3]);
            _projections = [.. _module.parameters()];
        }
        else
        {
            _projections = [.. weights.Select(w => new Parameter(w))];
            _mask = mask == ToyTask.WindowMask ? Masks.SlidingWindow(ToyTask.Positions, ToyTask.Window) : null;
        }
    }

    /// <summary>Trains the model and says what it has come to.</summary>
    /// <param name="steps">How many batches to see.</param>
    /// <param name="progress">Receives the fraction done.</param>
    /// <returns>The mean loss of the last batch, in nats a blank.</returns>
    public double Train(int steps, Action<double> progress)
    {
        using optim.Optimizer optimizer = optim.Adam([_tokens, _positions, _head, .. _projections], 1e-2);
        double last = double.NaN;
        for (int step = 0; step < steps; step++)
        {
            using DisposeScope scope = NewDisposeScope();

            // A rate that falls to 0 leaves the maps calm at the end.
            foreach (optim.ILearningRateController group in optimizer.ParamGroups) group.LearningRate = 1e-2 * (1 - ((double)step / steps));
            Tensor letters = _random.Integers(0, ToyTask.Letters, Batch, ToyTask.Length);
            Tensor loss = nn.functional.cross_entropy(Logits(letters).reshape(-1, ToyTask.Letters), Targets(letters).reshape(-1));
            optimizer.zero_grad();
            loss.backward();
            _ = optimizer.step();
            last = loss.item<float>();
            if (step % 20 == 0) progress((double)step / steps);
        }

        return last;
    }

    /// <summary>Measures the fraction of blanks that the model fills in right.</summary>
    public double Accuracy(Tensor letters)
    {
        using IDisposable noGradient = no_grad();
        using DisposeScope scope = NewDisposeScope();
        return Logits(letters).argmax(-1).eq(Targets(letters)).to(ScalarType.Float32).mean().item<float>();
    }

    /// <summary>Returns the attention weights, <c>[B, H, T, T]</c>.</summary>
    public Tensor AttentionMaps(Tensor letters)
    {
        using IDisposable noGradient = no_grad();
        Tensor x = Embed(letters);
        if (_module is not null) return _module.AttentionWeights(x);

        // Attention to the unit vectors gives the weights themselves.
        Tensor unit = eye(ToyTask.Positions).expand(x.shape[0], Heads, -1, -1);
        return Attention.Attend(SplitHeads(x, _projections[0]), SplitHeads(x, _projections[1]), unit, _mask);
    }

    /// <summary>Disposes the weights.</summary>
    public void Dispose()
    {
        foreach (Parameter parameter in (IEnumerable<Parameter>)[_tokens, _positions, _head, .. _projections]) parameter.Dispose();
        _module?.Dispose();
    }

    private Tensor Logits(Tensor letters)
    {
        Tensor x = Embed(letters);
        x = x + (_module is null ? Attend(x) : _module.call(x));
        return x.narrow(1, ToyTask.Length + 1, ToyTask.Length).matmul(_head.t()); // [B, Length, Letters]
    }

    private Tensor Attend(Tensor x)
    {
        Tensor context =
            Attention.Attend(SplitHeads(x, _projections[0]), SplitHeads(x, _projections[1]), SplitHeads(x, _projections[2]), _mask);
        return context.transpose(1, 2).reshape(x.shape).matmul(_projections[3].t());
    }

    private Tensor Embed(Tensor letters)
    {
        Tensor ids = ToyTask.Sequences(letters);
        return _tokens.index_select(0, ids.reshape(-1)).reshape(ids.shape[0], ids.shape[1], Width) + _positions; // [B, T, C]
    }

    private Tensor Targets(Tensor letters) => _task == ToyTask.Copy ? letters : letters.flip(1);

    private static Tensor SplitHeads(Tensor x, Tensor weight) =>
        x.matmul(weight.t()).reshape(x.shape[0], x.shape[1], Heads, Width / Heads).transpose(1, 2); // [B, H, T, D]
}
