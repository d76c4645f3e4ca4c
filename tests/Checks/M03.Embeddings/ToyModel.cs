using Parameter = TorchSharp.Modules.Parameter;

namespace LLMCourse.Checks.M03;

/// <summary>
/// Two layers of attention and feed-forward, with norms before them and nothing that knows positions but what the student wrote. On letters
/// it looks in both directions, so that without positions every blank is like the others; on text it is causal.
/// </summary>
internal sealed class ToyModel : IDisposable
{
    public const string None = "none", Sinusoidal = "sinusoidal", Learned = "learned", Rotary = "rope", Linear = "alibi";

    private const int Width = 32, Heads = 4, Layers = 2, Batch = 32;

    private readonly string _task, _encoding;
    private readonly CheckRandom _random;
    private readonly TokenEmbedding _tokens;
    private readonly LearnedPositions? _learned;
    private readonly Tensor? _sinusoidal;
    private readonly Rope? _rope;
    private readonly Parameter _head;
    private readonly List<Parameter[]> _layers = [];
    private readonly Dictionary<long, Tensor> _biases = [];

    /// <summary>Makes a model with seeded weights.</summary>
    public ToyModel(string task, string encoding, string seed)
    {
        const int Positions = 2 * ToyTask.Context;
        (_task, _encoding, _random) = (task, encoding, CheckRandom.For($"{seed}/{task}/{encoding}"));
        int vocabulary = ToyTask.Vocabulary(task);
        _tokens = new TokenEmbedding(vocabulary, Width);
        _ = _tokens.load_state_dict(new Dictionary<string, Tensor> { ["weight"] = _random.Normal(vocabulary, Width) * 0.5 });
        if (encoding == Learned)
        {
            _learned = new LearnedPositions(Positions, Width);
            _ = _learned.load_state_dict(new Dictionary<string, Tensor> { ["weight"] = _random.Normal(Positions, Width) * 0.5 });
        }

        if (encoding == Sinusoidal) _sinusoidal = SinusoidalPe.Table(Positions, Width);
        if (encoding == Rotary) _rope = new Rope(Width / Heads, Positions);
        for (int layer = 0; layer < Layers; layer++)
        {
            // Queries, keys and values; output; up; down. The last ones of each part begin small.
            _layers.Add([Weight(3 * Width, 0.18), Weight(Width, 0.09), Weight(2 * Width, 0.18),
                new Parameter(_random.Normal(Width, 2 * Width) * 0.06)]);
        }

        _head = Weight(vocabulary, 0.1);
    }

    /// <summary>Gets every encoding, in the order of the tables.</summary>
    public static IReadOnlyList<string> Encodings { get; } = [None, Sinusoidal, Learned, Rotary, Linear];

    /// <summary>Gets the table of token vectors.</summary>
    public Tensor Embeddings => _tokens.get_parameter("weight")!.detach();

    /// <summary>Trains the model.</summary>
    /// <param name="text">The text to learn from; empty for letters.</param>
    /// <param name="steps">How many batches to see.</param>
    /// <param name="progress">Receives the fraction done.</param>
    /// <returns>The mean loss of the last 20 batches, in nats a prediction.</returns>
    public double Train(long[] text, int steps, Action<double> progress)
    {
        const double Rate = 6e-3;
        List<Parameter> parameters = [.. _tokens.parameters(), .. _learned?.parameters() ?? [], .. _layers.SelectMany(p => p), _head];
        using optim.Optimizer optimizer = optim.Adam(parameters, Rate);
        List<double> last = [];
        for (int step = 0; step < steps; step++)
        {
            using DisposeScope scope = NewDisposeScope();

            // A short rise, then a fall to 0.
            double rate = Rate * Math.Min((step + 1) / 20.0, 1 - ((double)step / steps));
            foreach (optim.ILearningRateController group in optimizer.ParamGroups) group.LearningRate = rate;
            Tensor loss = _task == ToyTask.Text
                ? TextLoss(text, [.. Enumerable.Range(0, Batch / 2)
                    .Select(_ => (int)_random.NextInteger(0, text.Length - ToyTask.Context))], ToyTask.Context, 0)
                : LetterLoss(_random.Integers(0, ToyTask.Letters, Batch, ToyTask.Length));
            optimizer.zero_grad();
            loss.backward();
            _ = optimizer.step();
            if (step >= steps - 20) last.Add(loss.item<float>());
            if (step % 20 == 0) progress((double)step / steps);
        }

        return last.Average();
    }

    /// <summary>Measures the fraction of blanks that the model fills in right.</summary>
    public double Accuracy(Tensor letters)
    {
        using IDisposable noGradient = no_grad();
        using DisposeScope scope = NewDisposeScope();
        return LetterLogits(letters).argmax(-1).eq(Targets(letters)).to(ScalarType.Float32).mean().item<float>();
    }

    /// <summary>Measures exp(mean loss) of a text cut into pieces.</summary>
    /// <param name="text">A text that was not trained on.</param>
    /// <param name="length">The length of the pieces.</param>
    /// <param name="from">The first position that counts.</param>
    public double Perplexity(long[] text, int length, int from)
    {
        using IDisposable noGradient = no_grad();
        using DisposeScope scope = NewDisposeScope();
        int[] starts = [.. Enumerable.Range(0, (text.Length - 1) / length).Select(i => i * length)];
        return Math.Exp(TextLoss(text, starts, length, from).item<float>());
    }

    /// <summary>Disposes the weights.</summary>
    public void Dispose()
    {
        foreach (Parameter parameter in _layers.SelectMany(p => p)) parameter.Dispose();
        foreach (Tensor bias in _biases.Values) bias.Dispose();
        _head.Dispose();
        _tokens.Dispose();
        _learned?.Dispose();
        _sinusoidal?.Dispose();
        _rope?.Dispose();
    }

    private Parameter Weight(int rows, double deviation) => new(_random.Normal(rows, Width) * deviation);

    private Tensor LetterLoss(Tensor letters) =>
        nn.functional.cross_entropy(LetterLogits(letters).reshape(-1, ToyTask.Letters + 2), Targets(letters).reshape(-1));

    private Tensor LetterLogits(Tensor letters) => Logits(ToyTask.Sequences(letters)).narrow(1, ToyTask.Length + 1, ToyTask.Length);

    private Tensor Targets(Tensor letters) => _task == ToyTask.Copy ? letters : letters.flip(1);

    private Tensor TextLoss(long[] text, int[] starts, int length, int from)
    {
        long[] ids = [.. starts.SelectMany(start => text[start..(start + length + 1)])];
        Tensor pieces = tensor(ids, ScalarType.Int64).reshape(starts.Length, length + 1);
        Tensor logits = Logits(pieces.narrow(1, 0, length)).narrow(1, from, length - from);
        return nn.functional.cross_entropy(logits.reshape(-1, logits.shape[2]), pieces.narrow(1, from + 1, length - from).reshape(-1));
    }

    private Tensor Logits(Tensor ids)
    {
        long length = ids.shape[1];
        Tensor x = _tokens.call(ids); // [B, T, C]
        if (_learned is not null) x = _learned.call(x);
        if (_sinusoidal is not null) x = x + _sinusoidal.narrow(0, 0, length);
        foreach (Parameter[] layer in _layers)
        {
            x = x + Attend(Normal(x).matmul(layer[0].t()), length).matmul(layer[1].t());
            x = x + nn.functional.relu(Normal(x).matmul(layer[2].t())).matmul(layer[3].t());
        }

        return Normal(x).matmul(_head.t());
    }

    private Tensor Attend(Tensor projected, long length)
    {
        // [B, H, T, D]
        Tensor[] parts = [.. Enumerable.Range(0, 3)
            .Select(p => projected.narrow(2, p * Width, Width).reshape(-1, length, Heads, Width / Heads).transpose(1, 2))];
        if (_rope is not null)
        {
            Tensor positions = arange(length, ScalarType.Int64);
            (parts[0], parts[1]) = (_rope.call(parts[0], positions), _rope.call(parts[1], positions));
        }

        Tensor scores = (parts[0].matmul(parts[1].transpose(-2, -1)) / Math.Sqrt(Width / Heads)) + Bias(length);
        return nn.functional.softmax(scores, dim: -1).matmul(parts[2]).transpose(1, 2).reshape(-1, length, Width);
    }

    // What is added to the scores: the student's ALiBi, and −∞ where a text must not look. A distance alone does not tell before from
    // after, so that on letters every other head of ALiBi looks back and the others ahead. Kept, since training asks for it in every step.
    private Tensor Bias(long length)
    {
        if (_biases.TryGetValue(length, out Tensor? kept)) return kept;
        using DisposeScope scope = NewDisposeScope();
        Tensor bias = _encoding == Linear ? Alibi.Bias(Heads, (int)length, (int)length) : zeros(1, length, length);
        if (_task == ToyTask.Text) bias = bias.masked_fill(After(length), double.NegativeInfinity);
        else if (_encoding == Linear)
            bias = bias.masked_fill(stack([.. Enumerable.Range(0, Heads).Select(h => h % 2 == 0 ? After(length) : After(length).t())]),
                double.NegativeInfinity);
        return _biases[length] = bias.clone().DetachFromDisposeScope();
    }

    private static Tensor After(long length) => ones(length, length, ScalarType.Bool).triu(1);

    private static Tensor Normal(Tensor x) => x * (x.pow(2).mean([-1], keepdim: true) + 1e-5).rsqrt();
}
