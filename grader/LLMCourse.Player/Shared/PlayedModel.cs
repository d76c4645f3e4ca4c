using LLMCourse.Checks;
using LLMCourse.Checks.Playing;
using LLMCourse.Reference;
using LLMCourse.Reference.Tokenizers;
using LLMCourse.Reference.Training;
using TorchSharp.Modules;

namespace LLMCourse.Player;

/// <summary>What a player has written.</summary>
/// <param name="Text">The text, without the prompt.</param>
/// <param name="Speeds">Characters a second with a cache of the student's, and with everything computed anew; null where there is none.</param>
internal sealed record Written(string Text, (double Cached, double Anew)? Speeds = null);

/// <summary>A model that is played, its text and its optimizer: they outlive the probe that makes them.</summary>
internal abstract class PlayedModel : IDisposable
{
    private const int Batch = 12, Held = 10, MeasuredBatches = 8;
    private const double Peak = 2e-3, Floor = 2e-4, WarmUp = 0.02, GreatestNorm = 1;

    private readonly int _context;
    private readonly long[] _training, _held;
    private readonly FusedAdamW _optimizer;
    private readonly CheckRandom _random;

    /// <summary>Makes the model.</summary>
    /// <param name="wanted">What is asked for.</param>
    /// <param name="context">Tokens of a window.</param>
    /// <param name="layers">Layers L.</param>
    /// <param name="make">Makes the model for a vocabulary: ids <c>[B, T]</c> to logits <c>[B, T, V]</c>.</param>
    protected PlayedModel(PlayModel wanted, int context, int layers, Func<int, nn.Module<Tensor, Tensor>> make)
    {
        _context = context;
        Tokenizer = CharacterTokenizer.Train(wanted.Text);
        long[] ids = [.. Tokenizer.Encode(wanted.Text)];
        int held = Math.Max(context + 1, ids.Length / Held);
        (_training, _held) = (ids[..^held], ids[^held..]);
        _random = CheckRandom.For(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"play/{wanted.Seed}"));
        Model = make(Tokenizer.VocabularySize);

        // The probe's scope is open, and would take with it what the student's constructors have made.
        foreach (Tensor tensor in (IEnumerable<Tensor>)[.. Model.parameters(), .. Model.buffers()]) _ = tensor.DetachFromDisposeScope();
        Initialize(wanted.Seed, layers);
        _optimizer = new FusedAdamW(Model);
    }

    /// <summary>Gets whether layers of the student's are in the model, as far as they can be.</summary>
    public virtual bool HasOwnLayers => true;

    /// <summary>Gets the number of parameters.</summary>
    public long Parameters => Model.parameters().Sum(parameter => parameter.numel());

    /// <summary>Gets what turns characters into ids.</summary>
    protected CharacterTokenizer Tokenizer { get; }

    /// <summary>Gets the model.</summary>
    protected nn.Module<Tensor, Tensor> Model { get; }

    /// <summary>Frees the model.</summary>
    public virtual void Dispose()
    {
        _optimizer.Dispose();
        Model.Dispose();
    }

    /// <summary>Writes text.</summary>
    public abstract Written Write(PlayWriting wanted);

    /// <summary>Takes a step.</summary>
    /// <param name="done">What fraction of the training is done.</param>
    /// <returns>The loss before the step, in nats a character.</returns>
    /// <exception cref="PartFaultException">The loss or a gradient is not finite.</exception>
    public double Step(double done)
    {
        using DisposeScope scope = NewDisposeScope();
        (Tensor ids, Tensor targets) = Windows(_training, Batch);
        Model.train();
        double loss = Backward(ids, targets), norm = _optimizer.GradientNorm();
        if (!double.IsFinite(loss + norm)) throw Diagnose(ids, targets);
        _optimizer.Step(RateAt(done), FusedAdamW.ClipFactor(norm, GreatestNorm));
        return loss;
    }

    /// <summary>Takes one step's forward and backward pass with every part watched; nothing is learned.</summary>
    public virtual void Try()
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
        Model.eval();
        double total = 0;
        for (int batch = 0; batch < MeasuredBatches; batch++)
        {
            using DisposeScope scope = NewDisposeScope();
            int last = _held.Length - _context - 1;
            int[] starts = [.. Enumerable.Range(0, Batch)
                .Select(i => (int)((long)last * ((batch * Batch) + i) / Math.Max(1, (MeasuredBatches * Batch) - 1)))];
            (Tensor ids, Tensor targets) = Windows(_held, starts);
            double loss = Loss(ids, targets).item<float>();
            if (!double.IsFinite(loss)) throw Diagnose(ids, targets);
            total += loss;
        }

        return total / MeasuredBatches;
    }

    /// <summary>Computes the logits of each next token.</summary>
    /// <param name="ids">int64 <c>[B, T]</c>.</param>
    /// <returns>float32 <c>[B, T, V]</c>.</returns>
    protected abstract Tensor Logits(Tensor ids);

    // Something went wrong on this batch: part by part, it shows where.
    protected PartFaultException Diagnose(Tensor ids, Tensor targets)
    {
        using IDisposable gradient = enable_grad();
        Watched(() => Backward(ids, targets));
        return new PartFaultException(
            "The loss or its gradient is not finite, though every part by itself gives finite numbers for finite ones.");
    }

    private double Backward(Tensor ids, Tensor targets)
    {
        _optimizer.ZeroGradients();
        Tensor loss = Loss(ids, targets);
        loss.backward();
        return loss.item<float>();
    }

    private Tensor Loss(Tensor ids, Tensor targets) =>
        nn.functional.cross_entropy(Logits(ids).reshape(-1, Tokenizer.VocabularySize), targets.reshape(-1));

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
        Windows(text, [.. Enumerable.Range(0, count).Select(_ => (int)(_random.NextDouble() * (text.Length - _context)))]);

    private (Tensor Ids, Tensor Targets) Windows(long[] text, int[] starts)
    {
        long[] all = [.. starts.SelectMany(start => text.AsSpan(start, _context + 1).ToArray())];
        Tensor windows = tensor(all).reshape(starts.Length, _context + 1);
        return (windows.narrow(1, 0, _context), windows.narrow(1, 1, _context)); // both [B, T]
    }

    private static double RateAt(double done) => done < WarmUp
        ? Floor + ((Peak - Floor) * done / WarmUp)
        : Floor + ((Peak - Floor) * 0.5 * (1 + Math.Cos(Math.PI * (done - WarmUp) / (1 - WarmUp))));

    /// <summary>Gives every matrix the weights that GPT-2 starts with (Radford et al. 2019, §2.3), whoever's it is.</summary>
    private void Initialize(int seed, int layers)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        using var generator = new Generator((ulong)seed, CPU);
        foreach ((string name, Parameter parameter) in Model.named_parameters())
        {
            if (parameter.ndim < 2) continue;
            bool isResidual = name.Contains("c_proj", StringComparison.Ordinal) || name.Contains("o_proj", StringComparison.Ordinal);
            _ = parameter.normal_(0, GptInitializer.StandardDeviation / (isResidual ? Math.Sqrt(2.0 * layers) : 1), generator);
        }
    }
}
