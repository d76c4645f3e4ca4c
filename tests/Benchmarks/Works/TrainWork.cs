using LLMCourse.Reference;
using LLMCourse.Reference.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace LLMCourse.Benchmarks.Works;

/// <summary>Whole training steps: batch, forward and backward pass, clipping and AdamW. The peer is peers/train.py.</summary>
public abstract class TrainWork : IDisposable
{
    private const int Tokens = 1_000_000;
    private readonly Gpt _model;
    private readonly Trainer _trainer;
    private readonly int _steps;

    protected TrainWork(GptConfig config, int batch, int steps, TrainingPrecision precision = TrainingPrecision.Float32)
    {
        set_num_threads(2);
        var random = new Random(1);
        int[] text = [.. Enumerable.Range(0, Tokens).Select(_ => random.Next(config.VocabularySize))];
        _model = new Gpt(config, seed: 1);
        string device = Environment.GetEnvironmentVariable("BENCH_DEVICE") ?? "cpu";
        if (device != "cpu") _model.to(new Device(device));
        _steps = steps;
        _trainer = new Trainer(_model, new TokenArray(text), null, new TrainerOptions
        {
            BatchSize = batch,
            Precision = precision,
            DataParallelSize = device == "cpu" ? 2 : 1,
            Schedule = new CosineSchedule { TotalSteps = int.MaxValue },
            LogEvery = int.MaxValue,
        });
    }

    public long Run()
    {
        long before = _trainer.Position.Tokens;
        return _trainer.Run(_trainer.Position.Step + _steps).Tokens - before;
    }

    public void Dispose()
    {
        _trainer.Dispose();
        _model.Dispose();
        GC.SuppressFinalize(this);
    }
}
