namespace LLMCourse.Checks.M03;

public sealed class Word2VecSpeed()
    : PerformanceCheck("M03.E5.speed", "trains in time proportional to the text, within four times a plain loop over arrays", points: 1)
{
    private const int Vocabulary = 500;

    private static readonly Word2VecOptions Options = new() { Width = 32, Window = 2, Negatives = 5, Epochs = 1 };

    public override string SizeName => "tokens";

    public override IReadOnlyList<int> Sizes => [1000, 2000, 4000, 8000];

    public override int ComparedSize => 8000;

    public override double MaximumRatio => 4;

    public override double MaximumExponent => 1.4;

    public override Func<Tensor> Prepare(Probe probe, int size, Implementation implementation)
    {
        // Frequent tokens and rare ones, as in a text.
        int[] ids = [.. Enumerable.Range(0, size).Select(_ => (int)(Vocabulary * Math.Pow(probe.Random.NextDouble(), 3)))];
        return implementation == Implementation.Submission
            ? () => Summary(Word2Vec.Train(ids, Vocabulary, Options))
            : () => Summary(PlainSkipGram.Train(ids, Vocabulary, Options));
    }

    // Vectors differ with every order of drawing; that they are right is for the other checks. Here they have to be there, finite and
    // changed: drawn up to 0.5/C, they reach at least twice that after the shortest text, whatever its words (3000 texts tried).
    private static Tensor Summary(Tensor vectors)
    {
        using DisposeScope scope = NewDisposeScope();
        using (vectors)
        {
            double largest = vectors.abs().max().item<float>();
            return tensor([vectors.shape[0], vectors.shape[1], double.IsFinite(largest) && largest > 0.7 / Options.Width ? 1 : 0],
                ScalarType.Float64).MoveToOuterDisposeScope();
        }
    }
}

/// <summary>Skip-gram in plain loops over arrays, to be timed against.</summary>
internal static class PlainSkipGram
{
    public static Tensor Train(int[] ids, int vocabulary, Word2VecOptions options)
    {
        (int width, var random) = (options.Width, new Random(options.Seed));
        float[] input = new float[vocabulary * width], output = new float[vocabulary * width], change = new float[width];
        for (int i = 0; i < input.Length; i++) input[i] = (random.NextSingle() - 0.5f) / width;
        double[] cumulative = new double[vocabulary];
        foreach (int id in ids) cumulative[id]++;
        double sum = 0;
        for (int id = 0; id < vocabulary; id++) cumulative[id] = sum += Math.Pow(cumulative[id], options.Power);
        for (int epoch = 0; epoch < options.Epochs; epoch++)
        {
            for (int t = 0; t < ids.Length; t++)
            {
                float rate =
                    (float)(options.LearningRate * (1 - (((epoch * (double)ids.Length) + t) / ((double)options.Epochs * ids.Length))));
                for (int j = Math.Max(0, t - options.Window); j <= Math.Min(ids.Length - 1, t + options.Window); j++)
                {
                    if (j == t) continue;
                    Array.Clear(change);
                    for (int k = 0; k <= options.Negatives; k++)
                    {
                        int target = ids[j];
                        if (k > 0)
                        {
                            int drawn = Array.BinarySearch(cumulative, random.NextDouble() * sum);
                            target = drawn < 0 ? ~drawn : drawn;
                            if (target == ids[j]) continue;
                        }

                        Step(input.AsSpan(ids[t] * width, width), output.AsSpan(target * width, width), k == 0 ? 1 : 0, rate, change);
                    }

                    for (int i = 0; i < width; i++) input[(ids[t] * width) + i] += change[i];
                }
            }
        }

        using DisposeScope scope = NewDisposeScope();
        return tensor(input, ScalarType.Float32).reshape(vocabulary, width).MoveToOuterDisposeScope();
    }

    private static void Step(ReadOnlySpan<float> v, Span<float> u, float label, float rate, Span<float> change)
    {
        float product = 0;
        for (int i = 0; i < v.Length; i++) product += u[i] * v[i];
        float slope = rate * (label - (1 / (1 + MathF.Exp(-product))));
        for (int i = 0; i < v.Length; i++)
        {
            change[i] += slope * u[i];
            u[i] += slope * v[i];
        }
    }
}
