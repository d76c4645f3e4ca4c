using System.Globalization;
using System.Text;
using TorchSharp;
using static TorchSharp.torch;

namespace LLMCourse.M01;

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

    /// <summary>Compares the gradient that autograd computes with central differences: (f(x + h) − f(x − h)) / 2h, in float64.</summary>
    public static void AssertGradient(string what, Func<Tensor, Tensor> function, Tensor x, string hint)
    {
        const double Step = 1e-5; // error about h² ≈ 1e-10 from the curve and 1e-16/h ≈ 1e-11 from rounding
        using DisposeScope scope = NewDisposeScope();
        Tensor weights = Normal64(99, function(x).shape);
        Tensor input = x.detach().clone().requires_grad_(true);
        (function(input) * weights).sum().backward();

        double[] at = Values(x), slopes = new double[at.Length];
        using IDisposable noGradient = no_grad();
        for (int i = 0; i < at.Length; i++)
            slopes[i] = (Loss(i, Step) - Loss(i, -Step)) / (2 * Step);
        Assert.True(input.grad is not null, $"{what}: no gradient reached the input.\nHint: {hint}");
        AssertClose($"{what}, gradient", slopes, x.shape, input.grad!, Exact, hint);

        double Loss(int i, double step)
        {
            double[] moved = [.. at];
            moved[i] += step;
            return (function(tensor(moved, ScalarType.Float64).reshape(x.shape)) * weights).sum().item<double>();
        }
    }

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

    /// <summary>Fails with the first place where two lists of ids part, unless they are equal.</summary>
    public static void AssertIds(string what, IEnumerable<int> expected, IEnumerable<int> actual, string hint)
    {
        int[] wanted = [.. expected], got = [.. actual];
        if (wanted.AsSpan().SequenceEqual(got)) return;
        int at = wanted.AsSpan().CommonPrefixLength(got);
        Assert.Fail($"{what}: {got.Length} ids, expected {wanted.Length}; they part at {at}: expected [{Around(wanted, at)}], got [{Around(got, at)}].\nHint: {hint}");
    }

    /// <summary>A text of made-up words, some of them frequent, with spaces, line breaks, numbers and signs between; the same for the same seed.</summary>
    public static string MadeUpText(int seed, int words)
    {
        var random = new Random(seed);
        string[] lexicon = [.. Enumerable.Range(0, 200).Select(_ => string.Concat(Enumerable.Range(0, random.Next(1, 5)).Select(_ => Syllables[random.Next(Syllables.Length)])))];
        StringBuilder text = new();
        for (int i = 0; i < words; i++)
            _ = text.Append(lexicon[(int)(lexicon.Length * Math.Pow(random.NextDouble(), 3))]).Append(Between[random.Next(Between.Length)]);
        return text.ToString();
    }

    private static readonly string[] Syllables = ["la", "ko", "mi", "ra", "the", "ing", "é", "zu", "Na", "st"];

    private static readonly string[] Between = [" ", " ", " ", " ", " ", " ", ", ", ". ", "  ", "\n", "'s ", " 42 ", " – ", "!\n\n", " 😀 "];

    private static string Around(int[] ids, int at) => string.Join(", ", ids.Skip(at).Take(5));

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
