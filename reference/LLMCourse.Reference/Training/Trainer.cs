using System.Diagnostics;
using System.Text.Json;
using LLMCourse.Reference.Adapters;
using TorchSharp;
using static TorchSharp.torch;

namespace LLMCourse.Reference.Training;

/// <summary>Trains a model: batches, gradients, clipping, AdamW, a log, checkpoints, and going on where a run was stopped.</summary>
/// <remarks>Resuming is exact bit by bit on the CPU with the same number of threads.</remarks>
public sealed class Trainer : IDisposable
{
    private readonly Gpt _model;
    private readonly nn.Module _learns; // the model, or the adapters on it
    private readonly WorkingCopy? _copy;
    private readonly DataParallel? _parts;
    private readonly TrainerOptions _options;
    private readonly IBatchSource _batches;
    private readonly ITokenSource? _validation;
    private readonly Func<IEnumerable<(Tensor Ids, Tensor Targets)>>? _heldOut;
    private readonly FusedAdamW _optimizer;
    private readonly RunLog? _log;
    private readonly string _setup;
    private TrainingPosition _position;

    /// <summary>Prepares a run on windows of a text. Seeds the global generator, which dropout draws from.</summary>
    /// <param name="model">The model, changed in place by <see cref="Run"/>; it stays the caller's.</param>
    /// <param name="training">The text to train on.</param>
    /// <param name="validation">The text to measure on, or null.</param>
    /// <param name="options">What the run is like.</param>
    /// <param name="resume">Whether to go on from the folder's checkpoint, if there is one.</param>
    /// <param name="adapters">Adapters on the model, which are trained in its place; null: the model itself.</param>
    /// <exception cref="ArgumentException">An option is out of range or does not go with adapters, or a text is too short.</exception>
    /// <exception cref="Storage.SafetensorsException">The checkpoint is damaged or of another run; nothing was loaded.</exception>
    public Trainer(Gpt model, ITokenSource training, ITokenSource? validation, TrainerOptions options, bool resume = false,
        LoraAdapters? adapters = null)
        : this(model, Sampler(model, training, options), options, resume, adapters) => _validation = validation;

    /// <summary>Prepares a run on batches that come from elsewhere. Seeds the global generator, which dropout draws from.</summary>
    /// <param name="model">The model, changed in place by <see cref="Run"/>; it stays the caller's.</param>
    /// <param name="batches">The batches, of the size that the options say; a run that goes on sets its
    /// <see cref="IBatchSource.State"/>.</param>
    /// <param name="options">What the run is like.</param>
    /// <param name="resume">Whether to go on from the folder's checkpoint, if there is one.</param>
    /// <param name="adapters">Adapters on the model, which are trained in its place; null: the model itself.</param>
    /// <param name="heldOut">Makes the batches to measure on, which are disposed afterwards; null: nothing is measured.</param>
    /// <exception cref="ArgumentException">An option is out of range or does not go with adapters,
    /// or the batches are of another size.</exception>
    /// <exception cref="Storage.SafetensorsException">The checkpoint is damaged or of another run; nothing was loaded.</exception>
    public Trainer(
        Gpt model, IBatchSource batches, TrainerOptions options, bool resume = false, LoraAdapters? adapters = null,
        Func<IEnumerable<(Tensor Ids, Tensor Targets)>>? heldOut = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(batches);
        ArgumentNullException.ThrowIfNull(options);
        _model = model;
        _options = options.Validate();
        if (batches.BatchSize != options.BatchSize)
            throw new ArgumentException(
                $"The batches have {batches.BatchSize} windows, but TrainerOptions.BatchSize is {options.BatchSize}; give both the same number.", nameof(batches));
        if (options.DataParallelSize > 1)
            DataParallel.RequireDivisible(model);
        // Both compute with copies of the model, which have no adapters.
        if (adapters is not null && (options.DataParallelSize > 1 || options.Precision != TrainingPrecision.Float32))
            throw new ArgumentException(
                $"Precision is {options.Precision} and DataParallelSize {options.DataParallelSize}; adapters are trained in Float32 with 1.", nameof(options));
        _learns = adapters?.AsModule() ?? model;
        (_batches, _heldOut) = (batches, heldOut);
        _position = new TrainingPosition(0, 0, _batches.State, 0, null);
        object training = options with { Folder = null };
        _setup = adapters is null
            ? JsonSerializer.Serialize(new { model = model.Config, training })
            : JsonSerializer.Serialize(new { model = model.Config, training, adapters = adapters.Options });
        _copy = options.Precision == TrainingPrecision.BFloat16 ? new WorkingCopy(model) : null;
        _optimizer = new FusedAdamW(_learns, options.AdamW);
        _ = manual_seed(unchecked((long)options.Seed));
        if (options.Folder is not null)
        {
            _ = Directory.CreateDirectory(options.Folder);
            if (resume && File.Exists(CheckpointPath))
                _position = TrainingCheckpoint.Load(CheckpointPath, _learns, _optimizer, _setup);
            _batches.State = _position.SamplerState;
            _log = new RunLog(Path.Combine(options.Folder, "log.csv"), _position.Step);
        }

        _parts = options.DataParallelSize > 1 ? new DataParallel(Computing, model, options.DataParallelSize) : null;
    }

    /// <summary>Gets how far the run is.</summary>
    public TrainingPosition Position => _position;

    /// <summary>Gets the loss of the last validation, nats per token; null before it.</summary>
    public double? ValidationLoss { get; private set; }

    private static BatchSampler Sampler(Gpt model, ITokenSource training, TrainerOptions options)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(options);
        return new BatchSampler(training, options.Validate().BatchSize, model.Config.ContextLength, options.Seed);
    }

    private string CheckpointPath => Path.Combine(_options.Folder!, "checkpoint.safetensors");

    /// <summary>Trains up to a step, or until it is cancelled; both save a checkpoint when the options name a folder.</summary>
    /// <param name="untilStep">Where to stop; null: at the end of the schedule.</param>
    /// <param name="progress">Is told every line of the log; null: nobody.</param>
    /// <param name="cancellation">Ends the run after the step at hand.</param>
    /// <returns>How far the run is: fewer steps than asked for when it was cancelled.</returns>
    /// <exception cref="ArithmeticException">The loss is not a number or infinite.</exception>
    public TrainingPosition Run(long? untilStep = null, IProgress<RunLogRow>? progress = null, CancellationToken cancellation = default)
    {
        _ = FreedMemory.Keep();
        try
        {
            return Steps(untilStep, progress, cancellation);
        }
        finally
        {
            _parts?.RestoreThreads();
        }
    }

    /// <summary>Frees the optimizer's memory and closes the log; the model stays the caller's.</summary>
    public void Dispose()
    {
        _parts?.Dispose();
        _optimizer.Dispose();
        _copy?.Dispose();
        _log?.Dispose();
    }

    /// <summary>The model that the losses are of: the one that is trained, or its copy in another type.</summary>
    private Gpt Computing => _copy?.Model ?? _model;

    private long TokensPerStep => (long)_options.BatchSize * _options.Accumulation * _batches.Length;

    private TrainingPosition Steps(long? untilStep, IProgress<RunLogRow>? progress, CancellationToken cancellation)
    {
        long last = Math.Min(untilStep ?? _options.Schedule.TotalSteps, _options.Schedule.TotalSteps);
        _copy?.TakeWeights();
        Computing.train();
        double lossSum = 0, secondsSum = 0;
        long steps = 0, saved = _position.Step;
        while (_position.Step < last && !cancellation.IsCancellationRequested)
        {
            long begun = Stopwatch.GetTimestamp();
            double rate = _options.Schedule.At(_position.Step);
            double loss = Gradients();
            double norm = _optimizer.GradientNorm();
            if (!double.IsFinite(loss) || !double.IsFinite(norm))
                throw new ArithmeticException(
                    FormattableString.Invariant(
                        $"At step {_position.Step} the loss is {loss} and the norm of the gradients {norm}: training has diverged. Lower the peak of the learning rate or lengthen the warm-up."));
            _optimizer.Step(rate, FusedAdamW.ClipFactor(norm, _options.ClipNorm));
            _optimizer.ZeroGradients();
            _copy?.TakeWeights();
            double seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
            Advance(seconds);
            (lossSum, secondsSum, steps) = (lossSum + loss, secondsSum + seconds, steps + 1);

            bool end = _position.Step == last;
            double? validation = Due(_options.ValidateEvery, end) ? Validate(cancellation) : null;
            if (validation is not null || Due(_options.LogEvery, end))
            {
                var row = new RunLogRow(_position.Step, _position.Tokens, lossSum / steps, validation, rate, norm,
                    steps * TokensPerStep / secondsSum, _position.Seconds);
                _log?.Add(row);
                progress?.Report(row);
                (lossSum, secondsSum, steps) = (0, 0, 0);
            }

            if (_options.CheckpointEvery > 0 && _position.Step % _options.CheckpointEvery == 0)
                saved = Save();
        }

        if (saved != _position.Step)
            _ = Save();
        return _position;
    }

    /// <summary>Sums the gradients of the step's batches and returns their mean loss.</summary>
    private double Gradients()
    {
        double sum = 0;
        for (int i = 0; i < _options.Accumulation; i++)
        {
            using var scope = NewDisposeScope();
            var (ids, targets) = _batches.Next();
            if (_parts is not null)
            {
                sum += _parts.AddGradients(ids, targets, 1.0 / _options.Accumulation);
                continue;
            }

            Tensor loss = Loss(ids, targets);
            (_options.Accumulation == 1 ? loss : loss.div(_options.Accumulation)).backward();
            _copy?.GiveGradients();
            sum += loss.ToDouble();
        }

        return sum / _options.Accumulation;
    }

    private Tensor Loss(Tensor ids, Tensor targets)
    {
        Device device = _model.parameters().First().device;
        return Computing.Loss(ids.to(device), targets.to(device));
    }

    private double? Validate(CancellationToken cancellation)
    {
        if ((_validation is null && _heldOut is null) || cancellation.IsCancellationRequested)
            return null;
        _parts?.RestoreThreads();
        Computing.eval();
        double loss = _validation is not null
            ? Evaluation.Loss(Loss, _validation, _batches.Length, _options.ValidationWindows, _options.BatchSize, CancellationToken.None)
            : HeldOutLoss(_heldOut!());
        Computing.train();
        ValidationLoss = loss;
        _position = _position with { BestValidationLoss = Math.Min(loss, _position.BestValidationLoss ?? double.PositiveInfinity) };
        return loss;
    }

    /// <summary>The mean over all tokens that count, whichever batch they are in.</summary>
    private double HeldOutLoss(IEnumerable<(Tensor Ids, Tensor Targets)> batches)
    {
        using var noGrad = no_grad();
        double sum = 0;
        long count = 0;
        foreach ((Tensor ids, Tensor targets) in batches)
        {
            using (ids)
            using (targets)
            using (NewDisposeScope())
            {
                long counts = targets.ne(-100).sum().item<long>();
                if (counts == 0)
                    continue;
                sum += counts * Loss(ids, targets).ToDouble();
                count += counts;
            }
        }

        return count > 0
            ? sum / count
            : throw new InvalidOperationException("No token of the batches to measure on counts; give targets other than −100.");
    }

    private void Advance(double seconds) => _position = _position with
    {
        Step = _position.Step + 1,
        Tokens = _position.Tokens + TokensPerStep,
        SamplerState = _batches.State,
        Seconds = _position.Seconds + seconds,
    };

    private bool Due(int every, bool end) => every > 0 && (end || _position.Step % every == 0);

    private long Save()
    {
        if (_options.Folder is null)
            return _position.Step;
        TrainingCheckpoint.Save(CheckpointPath, _learns, _optimizer, _position, _setup);
        if (_log!.Rows.Count > 0)
            _log.WriteCurve(Path.Combine(_options.Folder, "loss.svg"), "Training");
        return _position.Step;
    }
}
