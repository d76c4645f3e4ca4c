using LLMCourse.Reference.Adapters;
using LLMCourse.Reference.Storage;
using LLMCourse.Reference.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace LLMCourse.Reference.Tests.Training;

[Collection(GlobalGenerator.Name)]
public sealed class TrainerTests
{
    private static readonly GptConfig Shape = Configurations.Small with { Dropout = 0.2 };
    private static readonly TokenArray Text = new(Enumerable.Range(0, 200).Select(i => i * i % 11).ToArray());

    private static readonly TrainerOptions Options = new()
    {
        BatchSize = 4,
        Schedule = new CosineSchedule { Peak = 1e-2, Floor = 1e-3, WarmUpSteps = 3, TotalSteps = 10 },
        LogEvery = 2,
        ValidateEvery = 5,
        ValidationWindows = 7,
        CheckpointEvery = 0,
    };

    [Fact]
    public void Run_TenSteps_EqualsFiveAndFiveBitByBit()
    {
        using var folder = new TemporaryFolder();
        TrainerOptions options = Options with { Folder = folder.File("split") };
        byte[] whole, split;
        using (var model = new Gpt(Shape, seed: 1))
        using (var trainer = new Trainer(model, Text, Text, options with { Folder = folder.File("whole") }))
        {
            Assert.Equal(10, trainer.Run().Step);
            whole = Weights(model);
        }

        using (var model = new Gpt(Shape, seed: 1))
        using (var trainer = new Trainer(model, Text, Text, options))
            Assert.Equal(5, trainer.Run(untilStep: 5).Step);
        _ = manual_seed(999);
        using (var model = new Gpt(Shape, seed: 2))
        using (var trainer = new Trainer(model, Text, Text, options, resume: true))
        {
            Assert.Equal(5, trainer.Position.Step);
            Assert.Equal(10, trainer.Run().Step);
            split = Weights(model);
        }

        Assert.Equal(whole, split);
        RunLogRow[] a = [.. RunLog.Read(Path.Combine(folder.File("whole"), "log.csv"))],
            b = [.. RunLog.Read(Path.Combine(folder.File("split"), "log.csv"))];
        Assert.Equal(a[^1].ValidationLoss, b[^1].ValidationLoss);
        Assert.Equal([2L, 4, 5, 6, 8, 10], a.Select(row => row.Step));
        Assert.Equal([2L, 4, 5, 6, 8, 10], b.Select(row => row.Step));
    }

    [Fact]
    public void Run_Adapters_LearnAloneAndResumeBitByBit()
    {
        using var folder = new TemporaryFolder();
        var shape = Shape with { Dropout = 0.1 };
        (byte[] Weights, byte[] Adapters, double? Validation) run(string name, params long[] stops)
        {
            (byte[], byte[], double?) result = default;
            foreach (long stop in stops)
            {
                using var model = new Gpt(shape, seed: 1);
                using LoraAdapters adapters = LoraAdapters.Attach(model, new LoraOptions { Rank = 2, Alpha = 4, Seed = 3 });
                using var trainer = new Trainer(model, Text, Text, Options with { Folder = folder.File(name) }, resume: true, adapters);
                Assert.Equal(stop, trainer.Run(untilStep: stop).Step);
                result = (Weights(model), [.. adapters.Parameters().SelectMany(Values.Bytes)], trainer.ValidationLoss);
            }

            return result;
        }

        using var untouched = new Gpt(shape, seed: 1);
        (byte[] weights, byte[] whole, double? first) = run("whole", 5, 10);
        (byte[] _, byte[] split, double? second) = run("split", 5, 7, 10);

        Assert.Equal(Weights(untouched), weights);
        Assert.Equal(whole, split);
        Assert.Equal(first, second);
    }

    [Fact]
    public void Trainer_AdaptersAndCopies_AreRefused()
    {
        using var model = new Gpt(Shape with { Dropout = 0 }, seed: 1);
        using LoraAdapters adapters = LoraAdapters.Attach(model);

        Assert.Contains("adapters are trained in Float32",
            Assert.Throws<ArgumentException>(
                () => new Trainer(model, Text, null, Options with { DataParallelSize = 2 }, adapters: adapters)).Message,
                StringComparison.Ordinal);
        Assert.Contains("adapters are trained in Float32",
            Assert.Throws<ArgumentException>(
                () => new Trainer(model, Text, null, Options with { Precision = TrainingPrecision.BFloat16 }, adapters: adapters)).Message,
                StringComparison.Ordinal);
    }

    [Fact]
    public void Run_HeldOutBatches_MeanIsOverTokensThatCount()
    {
        using var scope = NewDisposeScope();
        using var model = new Gpt(Shape, seed: 1);
        Tensor ids = Values.Ids(seed: 1, 11, batch: 2, length: 5), few = Values.Ids(seed: 2, 11, batch: 2, length: 5),
            none = full_like(few, -100);
        few[0, 1..] = tensor(-100L);
        few[1] = tensor(-100L);
        using var trainer = new Trainer(
            model, new BatchSampler(Text, 4, Shape.ContextLength, 1),
            Options with { Schedule = Options.Schedule with { Peak = 1e-12, Floor = 0 } },
            heldOut: () => [(ids.clone(), ids.clone()), (ids.clone(), few.clone()), (ids.clone(), none.clone())]);

        _ = trainer.Run();

        model.eval();
        double expected = ((10 * model.Loss(ids, ids).item<float>()) + model.Loss(ids, few).item<float>()) / 11;
        Assert.Equal(expected, trainer.ValidationLoss!.Value, 1e-5);
    }

    [Fact]
    public void Run_BatchesFromElsewhere_LearnsAsFromTheText()
    {
        byte[] run(bool own)
        {
            using var model = new Gpt(Shape, seed: 1);
            using Trainer trainer = own
                ? new Trainer(model, new BatchSampler(Text, 4, Shape.ContextLength, Options.Seed), Options)
                : new Trainer(model, Text, null, Options);
            _ = trainer.Run();
            return Weights(model);
        }

        Assert.Equal(run(own: false), run(own: true));
    }

    [Fact]
    public void Run_BatchesFromElsewhereStopped_GoesOnBitByBit()
    {
        using var folder = new TemporaryFolder();
        byte[] run(string name, params long[] stops)
        {
            byte[] weights = [];
            foreach (long stop in stops)
            {
                using var model = new Gpt(Shape, seed: 1);
                using var trainer = new Trainer(model, new BatchSampler(Text, 4, Shape.ContextLength, 5),
                    Options with { Folder = folder.File(name) }, resume: true);
                _ = trainer.Run(untilStep: stop);
                weights = Weights(model);
            }

            return weights;
        }

        Assert.Equal(run("whole", 10), run("split", 5, 10));
    }

    [Fact]
    public void Constructor_BatchesOfAnotherSize_SaysSo()
    {
        using var model = new Gpt(Shape, seed: 1);

        ArgumentException error =
            Assert.Throws<ArgumentException>(() => new Trainer(model, new BatchSampler(Text, 3, Shape.ContextLength, 1), Options));

        Assert.Contains("The batches have 3 windows, but TrainerOptions.BatchSize is 4", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_TwoBatchesAccumulated_EqualsOneBatchTwiceAsLarge()
    {
        double[] one = Weights(Options with { BatchSize = 8 }), two = Weights(Options with { BatchSize = 4, Accumulation = 2 });

        // Adam's first steps are the sign of the gradient times the rate, so rounding is magnified where a gradient is near 0.
        Values.Close(one, two, 1e-4, "weights");

        static double[] Weights(TrainerOptions options)
        {
            using var scope = NewDisposeScope();
            using var model = new Gpt(Configurations.Small, seed: 1);
            using var trainer = new Trainer(model, Text, null, options with { ValidateEvery = 0 });
            _ = trainer.Run(untilStep: 3);
            return [.. model.parameters().SelectMany(Values.Of)];
        }
    }

    [Fact]
    public void Run_BFloat16_LearnsAsFloat32Does()
    {
        TrainerOptions options =
            Options with { Schedule = new CosineSchedule { Peak = 1e-2, Floor = 1e-3, WarmUpSteps = 5, TotalSteps = 60 }, BatchSize = 8 };
        double begun, inFloat32, inBFloat16;
        using (var model = new Gpt(Configurations.Small, seed: 1))
            begun = Evaluation.Loss(model.Loss, Text, length: 6, windows: 30, batch: 10);
        inFloat32 = After(options);
        inBFloat16 = After(options with { Precision = TrainingPrecision.BFloat16 });

        Assert.True(inFloat32 < begun - 0.5, $"float32 learns nothing: {begun} to {inFloat32}");
        Assert.Equal(inFloat32, inBFloat16, 0.05);

        // Measured with the float32 weights that the run leaves behind.
        static double After(TrainerOptions options)
        {
            using var model = new Gpt(Configurations.Small, seed: 1);
            using var trainer = new Trainer(model, Text, null, options);
            _ = trainer.Run();
            Assert.All(model.parameters(), parameter => Assert.Equal(ScalarType.Float32, parameter.dtype));
            return Evaluation.Loss(model.Loss, Text, length: 6, windows: 30, batch: 10);
        }
    }

    [Fact]
    public void Run_BFloat16_KeepsUpdatesTooSmallForItsDigits()
    {
        // Ten steps of 1e-6 on norm weights of 1, where neighbours in bfloat16 are 2^-7 above and 2^-8 below.
        TrainerOptions options = Options with
        {
            Schedule = new CosineSchedule { Peak = 1e-6, Floor = 1e-6, WarmUpSteps = 0, TotalSteps = 10 },
            ValidateEvery = 0
        };
        using var kept = new Gpt(Configurations.Small, seed: 1);
        using var lost = new Gpt(Configurations.Small, seed: 1);
        lost.to(ScalarType.BFloat16);

        using (var trainer = new Trainer(kept, Text, null, options with { Precision = TrainingPrecision.BFloat16 })) _ = trainer.Run();
        using (var trainer = new Trainer(lost, Text, null, options)) _ = trainer.Run();

        double[] weights = Values.Of(kept.get_parameter("ln_f.weight")!), rounded = Values.Of(lost.get_parameter("ln_f.weight")!);
        Assert.All(weights, weight => Assert.InRange(Math.Abs(weight - 1), 1e-7, 1.01e-5));
        Assert.All(rounded, weight => Assert.Equal(1, weight));
    }

    [Theory]
    [InlineData(TrainingPrecision.BFloat16, 1)]
    [InlineData(TrainingPrecision.BFloat16, 3)]
    [InlineData(TrainingPrecision.Float32, 3)]
    public void Run_OtherPrecisionOrInParts_ResumesBitByBit(TrainingPrecision precision, int parts)
    {
        using var folder = new TemporaryFolder();
        GptConfig shape = parts == 1 ? Shape : Configurations.Small; // parts cannot have dropout
        TrainerOptions options = Options with { Precision = precision, DataParallelSize = parts, Accumulation = 2 };
        byte[] whole, split;
        using (var model = new Gpt(shape, seed: 1))
        using (var trainer = new Trainer(model, Text, Text, options with { Folder = folder.File("whole") }))
        {
            _ = trainer.Run();
            whole = Weights(model);
        }

        using (var model = new Gpt(shape, seed: 1))
        using (var trainer = new Trainer(model, Text, Text, options with { Folder = folder.File("split") }))
            _ = trainer.Run(untilStep: 5);
        using (var model = new Gpt(shape, seed: 2))
        using (var trainer = new Trainer(model, Text, Text, options with { Folder = folder.File("split") }, resume: true))
        {
            Assert.Equal(10, trainer.Run().Step);
            split = Weights(model);
        }

        Assert.Equal(whole, split);
    }

    [Fact]
    public void Constructor_BFloat16WithAModelOfAnotherType_SaysWhatToDo()
    {
        using var model = new Gpt(Configurations.Small, seed: 1);
        model.to(ScalarType.Float64);

        ArgumentException e =
            Assert.Throws<ArgumentException>(() => new Trainer(model, Text, null, Options with { Precision = TrainingPrecision.BFloat16 }));

        Assert.Contains("move the model there first", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_Cancelled_SavesWhereItStands()
    {
        using var folder = new TemporaryFolder();
        using var cancel = new CancellationTokenSource();
        using var model = new Gpt(Shape, seed: 1);
        using var trainer = new Trainer(model, Text, null, Options with { Folder = folder.File("run") });

        TrainingPosition position = trainer.Run(progress: new CancelAfter(cancel, 4), cancellation: cancel.Token);

        Assert.Equal(4, position.Step);
        Assert.Equal(["checkpoint.safetensors", "log.csv", "loss.svg"],
            Directory.EnumerateFiles(folder.File("run")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Constructor_DamagedCheckpoint_RefusesAndLoadsNothing()
    {
        using var folder = new TemporaryFolder();
        TrainerOptions options = Options with { Folder = folder.File("run") };
        using (var model = new Gpt(Shape, seed: 1))
        using (var trainer = new Trainer(model, Text, null, options))
            _ = trainer.Run(untilStep: 2);
        string path = Path.Combine(options.Folder!, "checkpoint.safetensors");
        byte[] good = File.ReadAllBytes(path);
        using var fresh = new Gpt(Shape, seed: 3);
        byte[] before = Weights(fresh);

        foreach (int length in (int[])[0, 7, 100, good.Length / 2, good.Length - 1])
        {
            File.WriteAllBytes(path, good[..length]);
            _ = Assert.Throws<SafetensorsException>(() => new Trainer(fresh, Text, null, options, resume: true));
            Assert.Equal(before, Weights(fresh));
        }

        File.WriteAllBytes(path, good);
        SafetensorsException other =
            Assert.Throws<SafetensorsException>(() => new Trainer(fresh, Text, null, options with { BatchSize = 5 }, resume: true));
        Assert.Contains("another run", other.Message, StringComparison.Ordinal);
        Safetensors.Write(path, fresh.state_dict());
        Assert.Contains("not a checkpoint",
            Assert.Throws<SafetensorsException>(() => new Trainer(fresh, Text, null, options, resume: true)).Message,
            StringComparison.Ordinal);
        Assert.Equal(before, Weights(fresh));
    }

    [Theory]
    [InlineData(TrainingPrecision.Float32)]
    [InlineData(TrainingPrecision.BFloat16)]
    public void Run_ManySteps_LeavesNoTensors(TrainingPrecision precision)
    {
        using var model = new Gpt(Shape, seed: 1);
        using var trainer = new Trainer(model, Text, Text, Options with { Precision = precision, Accumulation = 2 });
        _ = trainer.Run(untilStep: 1);
        long before = DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount;

        for (int step = 2; step <= 10; step++)
        {
            _ = trainer.Run(step);
            Assert.Equal(before, DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount);
        }
    }

    [Fact]
    public void Run_RateThatDiverges_SaysWhatToDo()
    {
        using var model = new Gpt(Configurations.Small, seed: 1);
        using (no_grad())
            _ = model.get_parameter("wte.weight")!.fill_(float.NaN);
        using var trainer = new Trainer(model, Text, null, Options);

        Assert.Contains("diverged", Assert.Throws<ArithmeticException>(() => trainer.Run()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Loss_EvenlySpreadWindows_IsTheMeanOfAll()
    {
        using var model = new Gpt(Configurations.Small, seed: 1);
        var tokens = new TokenArray(Enumerable.Range(0, 25).Select(i => i % 11).ToArray());

        // 24 predictions in windows of 6: four windows, whatever the batch.
        double all = Evaluation.Loss(model.Loss, tokens, length: 6, windows: 100, batch: 4);
        double single = Evaluation.Loss(model.Loss, tokens, length: 6, windows: 100, batch: 1);

        Assert.Equal(all, single, 1e-5);
    }

    private static byte[] Weights(Gpt model) =>
        [.. model.state_dict().OrderBy(pair => pair.Key, StringComparer.Ordinal).SelectMany(pair => Values.Bytes(pair.Value))];

    private sealed class CancelAfter(CancellationTokenSource source, long step) : IProgress<RunLogRow>
    {
        public void Report(RunLogRow value)
        {
            if (value.Step >= step)
                source.Cancel();
        }
    }
}
