namespace LLMCourse.Checks.M04;

/// <summary>One training run of the experiment: its options, and its curve.</summary>
/// <param name="Name">The name in the files.</param>
/// <param name="Dropout">The probability.</param>
/// <param name="WeightDecay">λ of AdamW.</param>
/// <param name="StopsEarly">Whether the run ends when the held-out loss has not fallen for a while,
/// and goes back to its best checkpoint.</param>
internal sealed record OverfitRun(string Name, double Dropout, double WeightDecay, bool StopsEarly)
{
    public const int Steps = 500, Every = 20, Seeds = 3;

    private const int Batch = 16, Length = 32, Patience = 5;

    public static IReadOnlyList<OverfitRun> All { get; } =
    [
        new("plain", 0, 0, StopsEarly: false),
        new("dropout", 0.5, 0, StopsEarly: false),
        new("weight decay", 0, 2, StopsEarly: false),
        new("early stop", 0, 0, StopsEarly: true),
    ];

    /// <summary>Trains a model with the submission's batches, loss, optimizer, schedule, clipping and checkpoints.</summary>
    /// <param name="text">The text.</param>
    /// <param name="seed">The seed of weights and draws; the same for every run, so that they differ in one option only.</param>
    /// <param name="progress">Receives the fraction done.</param>
    /// <returns>
    /// float64 <c>[n, 3]</c>: step, training loss and held-out loss, in nats a character, without dropout; and the losses of the model that
    /// the run ends with: its last, or, after an early stop, what its best checkpoint gives.
    /// </returns>
    public (double[] Curve, double Train, double Held) Train(OverfitText text, int seed, Action<double> progress)
    {
        using DisposeScope scope = NewDisposeScope();
        using Generator generator = new((ulong)(1000 + seed), CPU);
        using OverfitModel model =
            new(text.Vocabulary, CheckRandom.For(FormattableString.Invariant($"overfit/{seed}")), Dropout, generator);
        using AdamW optimizer = new(model.parameters(), 3e-3, weightDecay: WeightDecay);
        List<double> curve = [];
        byte[] best = [];
        double least = double.PositiveInfinity;
        int waited = 0;
        for (int step = 0; step <= Steps && !(StopsEarly && waited >= Patience); step++)
        {
            if (step % Every == 0)
            {
                (double train, double held) = Measure(model, text);
                curve.AddRange([step, train, held]);
                waited = held < least ? 0 : waited + 1;
                if (held < least)
                {
                    least = held;
                    if (StopsEarly) best = Save(model, optimizer, step, generator);
                }

                progress((double)step / Steps);
            }

            if (step < Steps) Step(model, optimizer, text, generator, step);
        }

        if (StopsEarly) _ = Checkpoint.Load(new MemoryStream(best), model, optimizer.LoadState, generator);
        (double lastTrain, double lastHeld) = Measure(model, text);
        return ([.. curve], lastTrain, lastHeld);
    }

    private static void Step(OverfitModel model, AdamW optimizer, OverfitText text, Generator generator, int step)
    {
        using DisposeScope scope = NewDisposeScope();
        optimizer.LearningRate = Schedule.CosineLr(step, 6e-3, 3e-3, 20, Steps);
        (Tensor x, Tensor y) = Batches.GetBatch<ushort>(text.Train, Batch, Length, generator);
        optimizer.ZeroGrad();
        Losses.CrossEntropy(model.call(x), y.reshape(-1)).backward();
        _ = Schedule.ClipGradNorm(model.parameters(), 1);
        optimizer.Step();
    }

    private static byte[] Save(OverfitModel model, AdamW optimizer, int step, Generator generator)
    {
        using MemoryStream stream = new();
        Checkpoint.Save(stream, model, optimizer.SaveState, step, generator);
        return stream.ToArray();
    }

    private static (double Train, double Held) Measure(OverfitModel model, OverfitText text)
    {
        model.eval();
        using IDisposable noGradient = no_grad();
        (double train, double held) = (Loss(text.Train), Loss(text.Held));
        model.train();
        return (train, held);

        double Loss(ushort[] tokens)
        {
            using DisposeScope scope = NewDisposeScope();
            int rows = (tokens.Length - 1) / Length;
            long[] ids = [.. tokens.Select(token => (long)token)];
            Tensor x = tensor(ids[..(rows * Length)]).reshape(rows, Length), y = tensor(ids[1..((rows * Length) + 1)]);
            return Losses.CrossEntropy(model.call(x), y).item<float>();
        }
    }
}
