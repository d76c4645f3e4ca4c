using LLMCourse.Reference.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace LLMCourse.Reference.Tests.Training;

/// <summary>Batches that several threads compute a part of.</summary>
[Collection(GlobalGenerator.Name)]
public sealed class DataParallelTests
{
    private static readonly TokenArray Text = new(Enumerable.Range(0, 200).Select(i => i * i % 11).ToArray());

    private static readonly TrainerOptions Options = new()
    {
        BatchSize = 7,
        Schedule = new CosineSchedule { Peak = 1e-2, Floor = 1e-3, WarmUpSteps = 3, TotalSteps = 10 },
        LogEvery = 2,
        ValidateEvery = 5,
        ValidationWindows = 7,
        CheckpointEvery = 0,
    };

    [Theory, InlineData(2), InlineData(3), InlineData(7)]
    public void AddGradients_OfUnevenParts_AreThoseOfTheWholeBatch(int size)
    {
        using var scope = NewDisposeScope();
        using var model = new Gpt(Configurations.Small, seed: 1);
        model.to(ScalarType.Float64);
        var (ids, targets) = new BatchSampler(Text, 7, 6, seed: 1).Next();
        Tensor loss = model.Loss(ids, targets);
        loss.backward();
        double[][] expected = [.. model.parameters().Select(parameter => Values.Of(parameter.grad!.mul(0.5)))];
        model.zero_grad();

        using var parts = new DataParallel(model, model, size);
        double mean = parts.AddGradients(ids, targets, factor: 0.25);
        _ = parts.AddGradients(ids, targets, factor: 0.25);
        parts.RestoreThreads();
        ArgumentException few =
            Assert.Throws<ArgumentException>(() => parts.AddGradients(ids.narrow(0, 0, 1), targets.narrow(0, 0, 1), factor: 1));

        Assert.Contains("a window for every part", few.Message, StringComparison.Ordinal);
        Assert.Equal(loss.item<double>(), mean, 1e-12);
        foreach ((double[] gradient, var parameter) in expected.Zip(model.parameters()))
            Values.Close(gradient, Values.Of(parameter.grad!), 1e-12, "gradient");
    }

    [Fact]
    public void Run_InParts_LearnsWhatTheWholeDoes()
    {
        double[] whole = After(1), parts = After(3);

        // Adam's first steps are the sign of the gradient times the rate, so rounding is magnified where a gradient is near 0.
        Values.Close(whole, parts, 1e-4, "weights");

        static double[] After(int size)
        {
            using var model = new Gpt(Configurations.Small, seed: 1);
            using var trainer = new Trainer(model, Text, null, Options with { DataParallelSize = size });
            _ = trainer.Run(untilStep: 3);
            return [.. model.parameters().SelectMany(Values.Of)];
        }
    }

    [Fact]
    public void Run_InParts_LeavesNoTensorsAndTheThreadsAsTheyWere()
    {
        int threads = get_num_threads();
        using var model = new Gpt(Configurations.Small, seed: 1);
        using (var trainer = new Trainer(model, Text, Text, Options with { DataParallelSize = 2, Accumulation = 2 }))
        {
            _ = trainer.Run(untilStep: 1);
            GC.Collect();
            GC.WaitForPendingFinalizers(); // of other tests' tensors: these are counted in the whole process
            long before = Tensor.TotalCount;
            for (int step = 2; step <= 10; step++)
            {
                _ = trainer.Run(step);
                Assert.Equal(before, Tensor.TotalCount);
            }
        }

        int elsewhere = 0;
        var thread = new Thread(() => elsewhere = get_num_threads());
        thread.Start();
        thread.Join();
        Assert.Equal((threads, threads), (get_num_threads(), elsewhere));
    }

    [Fact]
    public void Run_PartThatFails_ThrowsWhatItThrewAndLeavesNoTensors()
    {
        var outside = new TokenArray(Enumerable.Repeat(11, 200).ToArray()); // the vocabulary ends at 10
        using var model = new Gpt(Configurations.Small, seed: 1);
        Exception expected = Failure(1);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        long before = Tensor.TotalCount;

        Exception actual = Failure(2);

        Assert.Equal((expected.GetType(), expected.Message), (actual.GetType(), actual.Message));
        Assert.Equal(before, Tensor.TotalCount);

        Exception Failure(int size)
        {
            using var trainer = new Trainer(model, outside, null, Options with { DataParallelSize = size });
            return Assert.ThrowsAny<Exception>(() => trainer.Run());
        }
    }

    [Fact]
    public void Constructor_WhatCannotBeComputedInParts_SaysWhy()
    {
        using var plain = new Gpt(Configurations.Small, seed: 1);
        using var dropping = new Gpt(Configurations.Small with { Dropout = 0.1 }, seed: 1);

        Assert.Contains("it must be at least 1", Refusal(plain, 0), StringComparison.Ordinal);
        Assert.Contains("every part of a batch needs a window", Refusal(plain, 8), StringComparison.Ordinal);
        Assert.Contains("The model has dropout", Refusal(dropping, 2), StringComparison.Ordinal);

        static string Refusal(Gpt model, int size) =>
            Assert.Throws<ArgumentException>(() => new Trainer(model, Text, null, Options with { DataParallelSize = size })).Message;
    }
}
