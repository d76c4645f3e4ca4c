using LLMCourse.Checks;
using LLMCourse.Checks.Playing;
using LLMCourse.Reference;
using LLMCourse.Reference.Tokenizers;
using LLMCourse.Reference.Training;
using TorchSharp.Modules;

namespace LLMCourse.Player;

/// <summary>The model that is played, its text and its optimizer: they outlive the probe that makes them.</summary>
internal sealed class Played : IDisposable
{
    private const int Context = 64, Batch = 12, Held = 10, MeasuredBatches = 8;
    private const double Peak = 2e-3, Floor = 2e-4, WarmUp = 0.02, GreatestNorm = 1;

    private static Played? _current;

    private readonly GptConfig _config;
    private readonly CharacterTokenizer _tokenizer;
    private readonly long[] _training, _held;
    private readonly nn.Module<Tensor, Tensor> _model;
    private readonly FusedAdamW _optimizer;
    private readonly CheckRandom _random;

    private Played(PlayModel wanted)
    {
        Parts.Choose(wanted.Own);
        _tokenizer = CharacterTokenizer.Train(wanted.Text);
        long[] ids = [.. _tokenizer.Encode(wanted.Text)];
        int held = Math.Max(Context + 1, ids.Length / Held);
        (_training, _held) = (ids[..^held], ids[^held..]);
        _random = CheckRandom.For(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"play/{wanted.Seed}"));
        _config = GptConfig.Tiny with { VocabularySize = _tokenizer.VocabularySize, ContextLength = Context };
        _model = Parts.IsOwn("M02.E7") ? Parts.Of("M02.E7", () => new M02.GptModel(_config)) : new StandInModel(_config);

        // The probe's scope is open, and would take with it what the student's constructors have made.
        foreach (Tensor tensor in (IEnumerable<Tensor>)[.. _model.parameters(), .. _model.buffers()]) _ = tensor.DetachFromDisposeScope();
        Initialize(wanted.Seed);
        _optimizer = new FusedAdamW(_model);
    }

    /// <summary>Gets the model that was begun last.</summary>
    public static Played Current => _current ?? throw new InvalidOperationException($"Nothing is played; {PlayModel.Probe} comes first.");

    /// <summary>Gets the types of the layers in the model.</summary>
    public IEnumerable<Type> Layers => _model.modules().Select(module => module.GetType());

    /// <summary>Gets the number of parameters.</summary>
    public long Parameters => _model.parameters().Sum(parameter => parameter.numel());

    /// <summary>Begins.</summary>
    public static Played Begin(PlayModel wanted)
    {
        _current?.Dispose();
        return _current = new Played(wanted);
    }

    /// <summary>Frees the model.</summary>
    public void Dispose()
    {
        _optimizer.Dispose();
        _model.Dispose();
    }

    /// <summary>Takes a step.</summary>
    /// <param name="done">What fraction of the training is done.</param>
    /// <returns>The loss before the step, in nats a character.</returns>
    /// <exception cref="PartFaultException">The loss or a gradient is not finite.</exception>
    public double Step(double done)
    {
        using DisposeScope scope = NewDisposeScope();
        (Tensor ids, Tensor targets) = Windows(_training, Batch);
        _model.train();
        double loss = Backward(ids, targets), norm = _optimizer.GradientNorm();
        if (!double.IsFinite(loss + norm)) throw Diagnose(ids, targets);
        _optimizer.Step(RateAt(done), FusedAdamW.ClipFactor(norm, GreatestNorm));
        return loss;
    }

    /// <summary>Takes one step's forward and backward pass with every part watched; nothing is learned.</summary>
    public void Try()
    {
        using DisposeScope scope = NewDisposeScope();
        (Tensor ids, Tensor targets) = Windows(_training, 2);
        Watched(() => Backward(ids, targets));
    }

    /// <summary>Measures the loss on windows of what is not learned, always the same.</summary>
    /// <returns>Nats a character.</returns>
    public double Measure()
    {
        using IDisposable noGradient = no_grad();
        _model.eval();
        double total = 0;
        for (int batch = 0; batch < MeasuredBatches; batch++)
        {
            using DisposeScope scope = NewDisposeScope();
            int last = _held.Length - Context - 1;
            int[] starts = [.. Enumerable.Range(0, Batch)
                .Select(i => (int)((long)last * ((batch * Batch) + i) / Math.Max(1, (MeasuredBatches * Batch) - 1)))];
            (Tensor ids, Tensor targets) = Windows(_held, starts);
            double loss = Loss(ids, targets).item<float>();
            if (!double.IsFinite(loss)) throw Diagnose(ids, targets);
            total += loss;
        }

        return total / MeasuredBatches;
    }

    /// <summary>Writes text.</summary>
    public string Write(PlayWriting wanted)
    {
        using IDisposable noGradient = no_grad();
        using var generator = new Generator((ulong)wanted.Seed, CPU);
        _model.eval();
        List<int> ids = [.. _tokenizer.Encode(wanted.Prompt)];
        int given = ids.Count;
        while (ids.Count < given + wanted.Tokens)
        {
            using DisposeScope scope = NewDisposeScope();
            long[] seen = [.. ids.TakeLast(Context)];
            Tensor window = tensor(seen).unsqueeze(0); // [1, T]
            Tensor logits = Logits(window)[0, -1]; // [V]
            if (!logits.isfinite().all().item<bool>()) throw Diagnose(window, window);
            ids.Add(Next(logits, wanted.Temperature, generator));
        }

        return _tokenizer.Decode([.. ids.Skip(given)]);
    }

    private static int Next(Tensor logits, double temperature, Generator generator)
    {
        if (temperature == 0) return (int)logits.argmax(0).item<long>();
        Tensor scaled = logits / temperature;
        Tensor probabilities = Parts.IsOwn("M02.E1")
            ? Parts.Of("M02.E1", () => M02.Softmax.Probabilities(scaled, -1))
            : nn.functional.softmax(scaled, -1);
        return (int)multinomial(probabilities, 1, replacement: false, generator).item<long>();
    }

    private double Backward(Tensor ids, Tensor targets)
    {
        _optimizer.ZeroGradients();
        Tensor loss = Loss(ids, targets);
        loss.backward();
        return loss.item<float>();
    }

    private Tensor Loss(Tensor ids, Tensor targets) =>
        nn.functional.cross_entropy(Logits(ids).reshape(-1, _config.VocabularySize), targets.reshape(-1));

    private Tensor Logits(Tensor ids) => Parts.IsOwn("M02.E7") ? Parts.Of("M02.E7", () => _model.call(ids)) : _model.call(ids); // [B, T, V]

    // Something went wrong on this batch: part by part, it shows where.
    private PartFaultException Diagnose(Tensor ids, Tensor targets)
    {
        using IDisposable gradient = enable_grad();
        Watched(() => Backward(ids, targets));
        return new PartFaultException(
            "The loss or its gradient is not finite, though every part by itself gives finite numbers for finite ones.");
    }

    private static void Watched(Func<double> work)
    {
        Parts.AreWatched = true;
        try
        {
            _ = work();
        }
        finally
        {
            Parts.AreWatched = false;
        }
    }

    private (Tensor Ids, Tensor Targets) Windows(long[] text, int count) =>
        Windows(text, [.. Enumerable.Range(0, count).Select(_ => (int)(_random.NextDouble() * (text.Length - Context)))]);

    private static (Tensor Ids, Tensor Targets) Windows(long[] text, int[] starts)
    {
        long[] all = [.. starts.SelectMany(start => text.AsSpan(start, Context + 1).ToArray())];
        Tensor windows = tensor(all).reshape(starts.Length, Context + 1);
        return (windows.narrow(1, 0, Context), windows.narrow(1, 1, Context)); // both [B, T]
    }

    private static double RateAt(double done) => done < WarmUp
        ? Floor + ((Peak - Floor) * done / WarmUp)
        : Floor + ((Peak - Floor) * 0.5 * (1 + Math.Cos(Math.PI * (done - WarmUp) / (1 - WarmUp))));

    /// <summary>Gives every matrix the weights that GPT-2 starts with (Radford et al. 2019, §2.3), whoever's it is.</summary>
    private void Initialize(int seed)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        using var generator = new Generator((ulong)seed, CPU);
        foreach ((string name, Parameter parameter) in _model.named_parameters())
        {
            if (parameter.ndim < 2) continue;
            bool isResidual = name.EndsWith("c_proj.weight", StringComparison.Ordinal)
                || name.EndsWith("o_proj.weight", StringComparison.Ordinal);
            _ = parameter.normal_(0, GptInitializer.StandardDeviation / (isResidual ? Math.Sqrt(2.0 * _config.Layers) : 1), generator);
        }
    }
}
