using System.Globalization;
using LLMCourse.Reference.Decoding;
using TorchSharp;
using static TorchSharp.torch;

namespace LLMCourse.M05;

/// <summary>What the public tests share: inputs from a seed, comparisons that say where and by how much, and a count of leaked tensors.</summary>
internal static class SupportForTests
{
    /// <summary>For float32 layers: sums of tens of terms of order 1, each rounded at 6e-8.</summary>
    public const double Layer = 1e-5;

    /// <summary>For float32 results of a few operations on numbers of order 1.</summary>
    public const double Exact = 1e-6;

    /// <summary>Standard normal float64 numbers; the same seed gives the same numbers on every machine.</summary>
    public static Tensor Normal64(int seed, params long[] shape)
    {
        Random random = new(seed);
        double[] values = new double[shape.Aggregate(1L, (product, size) => product * size)];
        for (int i = 0; i < values.Length; i++)
            values[i] = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        return tensor(values, ScalarType.Float64).reshape(shape);
    }

    /// <summary>Standard normal float32 numbers.</summary>
    public static Tensor Normal(int seed, params long[] shape) => Normal64(seed, shape).to(ScalarType.Float32);

    /// <summary>A tensor's numbers in row-major order, as doubles for plain loops.</summary>
    public static double[] Values(Tensor x) => x.detach().to(ScalarType.Float64).flatten().contiguous().data<double>().ToArray();

    /// <summary>Fails with the first wrong place, the largest difference and a hint, unless shape and every number fit.</summary>
    public static void AssertClose(string what, double[] expected, long[] shape, Tensor actual, double tolerance, string hint)
    {
        if (!actual.shape.SequenceEqual(shape))
            Assert.Fail($"{what}: the shape is {Shape.Of(actual)}, but it must be [{string.Join(", ", shape)}].\nHint: {hint}");

        double[] got = Values(actual);
        int first = -1, wrong = 0;
        double largest = 0;
        for (int i = 0; i < got.Length; i++)
        {
            // Equal infinities are equal; NaN is never close to anything.
            double difference = expected[i].Equals(got[i]) ? 0 : Math.Abs(expected[i] - got[i]);
            if (difference <= tolerance * (1 + Math.Abs(expected[i]))) continue;
            if (first < 0) first = i;
            wrong++;
            largest = double.IsNaN(difference) ? double.NaN : Math.Max(largest, difference);
        }

        if (wrong > 0)
        {
            string size = double.IsNaN(largest) ? ", NaN among them" : string.Create(CultureInfo.InvariantCulture, $", at most by {largest:G3}");
            Assert.Fail(string.Create(CultureInfo.InvariantCulture,
                $"{what}: wrong at [{Place(first, shape)}]: expected {expected[first]:G7}, got {got[first]:G7}. {wrong} of {got.Length} differ{size}; allowed is {tolerance:G1}.\nHint: {hint}"));
        }
    }

    /// <summary>As above, with a tensor to compare with.</summary>
    public static void AssertClose(string what, Tensor expected, Tensor actual, double tolerance, string hint) =>
        AssertClose(what, Values(expected), expected.shape, actual, tolerance, hint);

    /// <summary>Fails when a call leaves tensors alive besides the one that it returns.</summary>
    public static void AssertNoLeak(string what, Func<IDisposable> call)
    {
        call().Dispose();
        long before = DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount;
        call().Dispose();
        long left = DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount - before;
        Assert.True(left == 0, $"{what} leaves {left} tensors alive at each call.\nHint: open `using DisposeScope scope = NewDisposeScope();` first, and return the result with `.MoveToOuterDisposeScope()`.");
    }

    /// <summary>Fails unless the call refuses its arguments with an <see cref="ArgumentException"/>.</summary>
    public static void AssertRefuses(string what, Action call)
    {
        Exception? thrown = Record.Exception(call);
        Assert.True(thrown is ArgumentException,
            $"{what} must throw an ArgumentException, but {(thrown is null ? "nothing was thrown" : $"{thrown.GetType().Name} was: {thrown.Message}")}.\nHint: check the arguments first, and name the argument and its value in the message.");
    }

    /// <summary>Fails unless two lists of numbers are equal within 1e-6.</summary>
    public static void AssertClose(string what, double[] expected, IReadOnlyList<double> actual, string hint)
    {
        Assert.True(expected.Length == actual.Count, $"{what}: there are {actual.Count} numbers, but there must be {expected.Length}.\nHint: {hint}");
        for (int i = 0; i < expected.Length; i++)
        {
            bool close = expected[i].Equals(actual[i]) || Math.Abs(expected[i] - actual[i]) <= Exact * (1 + Math.Abs(expected[i]));
            Assert.True(close, string.Create(CultureInfo.InvariantCulture, $"{what}: number {i} must be {expected[i]:G7}, but it is {actual[i]:G7}.\nHint: {hint}"));
        }
    }

    /// <summary>Softmax in float64; zeros where every logit is −∞.</summary>
    public static double[] Probabilities(ReadOnlySpan<float> logits)
    {
        double greatest = double.NegativeInfinity, total = 0;
        foreach (float logit in logits) greatest = Math.Max(greatest, logit);
        double[] result = new double[logits.Length];
        if (double.IsNegativeInfinity(greatest)) return result;
        for (int i = 0; i < result.Length; i++) total += result[i] = Math.Exp(logits[i] - greatest);
        for (int i = 0; i < result.Length; i++) result[i] /= total;
        return result;
    }

    /// <summary>Seeded logits from N(0, 2²).</summary>
    public static float[] Logits(int seed, int vocabulary)
    {
        Random random = new(seed);
        float[] logits = new float[vocabulary];
        for (int i = 0; i < vocabulary; i++)
            logits[i] = (float)(2 * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
        return logits;
    }

    private static string Place(int flat, long[] shape)
    {
        long[] place = new long[shape.Length];
        for (int axis = shape.Length - 1; axis >= 0; axis--)
        {
            place[axis] = flat % shape[axis];
            flat = (int)(flat / shape[axis]);
        }

        return string.Join(", ", place);
    }
}

/// <summary>A language model written by hand: the next token depends on the last one only, by a row of logits for each.</summary>
internal sealed class TableModel(float[][] rows, int contextLength = 8) : ILogits
{
    /// <inheritdoc/>
    public int VocabularySize => rows.Length;

    /// <inheritdoc/>
    public int ContextLength => contextLength;

    /// <summary>What the model has been shown, one list a call.</summary>
    public List<int[]> Shown { get; } = [];

    /// <summary>A model that walks through its tokens in a ring: 0, 1, 2, …, V − 1, 0, …</summary>
    public static TableModel Ring(int vocabulary, int contextLength = 8) =>
        new([.. Enumerable.Range(0, vocabulary).Select(row => Enumerable.Range(0, vocabulary).Select(column => column == (row + 1) % vocabulary ? 1f : 0f).ToArray())], contextLength);

    /// <summary>A model of seeded random logits.</summary>
    public static TableModel Random(int seed, int vocabulary) => new([.. Enumerable.Range(0, vocabulary).Select(row => SupportForTests.Logits(seed + row, vocabulary))]);

    /// <inheritdoc/>
    public void Next(ReadOnlySpan<int> ids, Span<float> logits)
    {
        if (ids.IsEmpty || ids.Length > contextLength) throw new ArgumentException($"The model was shown {ids.Length} tokens; it takes 1 to {contextLength}.", nameof(ids));
        Shown.Add(ids.ToArray());
        rows[ids[^1]].CopyTo(logits);
    }
}
