using LLMCourse.Reference.Mixture;
using TorchSharp;
using static TorchSharp.torch;

namespace LLMCourse.Reference.Tests.Mixture;

public sealed class MoeFeedForwardTests
{
    private const double Float64Tolerance = 1e-12;

    /// <summary>2⁻²⁴ times a few dozen roundings.</summary>
    private const double Float32Tolerance = 1e-5;

    private static long Live => DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount;

    public static TheoryData<int, int, ExpertGate> Cases() => new()
    {
        { 1, 1, ExpertGate.Renormalised },
        { 4, 1, ExpertGate.Renormalised },
        { 4, 1, ExpertGate.Probability },
        { 5, 2, ExpertGate.Renormalised },
        { 5, 2, ExpertGate.Probability },
        { 3, 3, ExpertGate.Renormalised },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Forward_AnyRouting_EqualsTheScalarOracle(int experts, int topK, ExpertGate gate)
    {
        using var scope = NewDisposeScope();
        using MoeFeedForward layer = new MoeFeedForward(6, 7, experts, topK, gate).to(ScalarType.Float64);
        Values.Randomise(layer, seed: 1, scale: 1);
        Tensor x = Values.Random(2, ScalarType.Float64, 3, 5, 6);
        var (expected, loss, counts) = Oracle(layer, Values.Of(x), 6, 7, experts, topK, gate);

        using MoeOutput output = layer.forward(x);

        Assert.Equal([3L, 5L, 6L], output.Output.shape);
        Values.Close(expected, Values.Of(output.Output), Float64Tolerance, "output");
        Values.Close([loss], Values.Of(output.LoadBalanceLoss), Float64Tolerance, "loss");
        Assert.Equal(counts, output.TokensPerExpert.data<long>().ToArray());
        Assert.Equal(15 * topK, counts.Sum());

        using MoeOutput single = layer.to(ScalarType.Float32).forward(x.to(ScalarType.Float32));
        Values.Close(expected, Values.Of(single.Output), Float32Tolerance, "float32");
    }

    [Fact]
    public void Forward_ExpertsThatAreEquallyLikely_TakesTheLowestIds()
    {
        using var scope = NewDisposeScope();
        using var layer = new MoeFeedForward(6, 7, experts: 40, topK: 3);
        using (no_grad())
            _ = layer.get_parameter("router.weight")!.zero_();

        using MoeOutput output = layer.forward(Values.Random(2, ScalarType.Float32, 4, 6));

        Assert.Equal([4L, 4, 4, .. new long[37]], output.TokensPerExpert.data<long>().ToArray());
    }

    [Fact]
    public void Forward_RouterWorkedByHand_GivesTheCountsAndTheLoss()
    {
        using var scope = NewDisposeScope();
        using MoeFeedForward layer = new MoeFeedForward(2, 3, 2, 1).to(ScalarType.Float64);
        using (no_grad())
            _ = layer.get_parameter("router.weight")!.copy_(tensor(new[] { 0.0, 0, Math.Log(3), 0 }).reshape(2, 2));

        // Scores (0, ±ln 3): probabilities (1/4, 3/4) for x = (1, 0), three times, and (3/4, 1/4) for x = (−1, 0).
        Tensor x = tensor(new[] { 1.0, 0, 1, 0, -1, 0, 1, 0 }).reshape(4, 2);
        using MoeOutput output = layer.forward(x);

        // f = (1/4, 3/4), P = (3/8, 5/8): 2·(3/32 + 15/32) = 9/8.
        Assert.Equal([1L, 3L], output.TokensPerExpert.data<long>().ToArray());
        Values.Close([9 / 8.0], Values.Of(output.LoadBalanceLoss), Float64Tolerance);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public void LoadBalanceLoss_UniformProbabilities_IsOne(int topK)
    {
        using var scope = NewDisposeScope();
        using var layer = new MoeFeedForward(6, 7, 4, topK);
        using (no_grad())
            _ = layer.get_parameter("router.weight")!.zero_();

        using MoeOutput output = layer.forward(Values.Random(1, ScalarType.Float32, 2, 9, 6));

        Values.Close([1], Values.Of(output.LoadBalanceLoss), 1e-6);
    }

    [Fact]
    public void LoadBalanceLoss_OneExpertGetsAll_IsTheirNumber()
    {
        using var scope = NewDisposeScope();
        using var layer = new MoeFeedForward(2, 3, 4, 1);
        using (no_grad())
            _ = layer.get_parameter("router.weight")!.copy_(tensor(new[] { 0f, 0, 100, 0, 0, 0, 0, 0 }).reshape(4, 2));

        using MoeOutput output = layer.forward(tensor(new[] { 1f, 0, 1, 1 }).reshape(2, 2));

        Values.Close([4], Values.Of(output.LoadBalanceLoss), 1e-6);
        Assert.Equal([0L, 2L, 0L, 0L], output.TokensPerExpert.data<long>().ToArray());
    }

    [Theory]
    [InlineData(ExpertGate.Renormalised, 2)]
    [InlineData(ExpertGate.Probability, 1)]
    public void Backward_Float64_EqualsCentralDifferences(ExpertGate gate, int topK)
    {
        using var scope = NewDisposeScope();
        using MoeFeedForward layer = new MoeFeedForward(6, 7, 3, topK, gate).to(ScalarType.Float64);
        Values.Randomise(layer, seed: 3, scale: 1);
        Tensor x = Values.Random(4, ScalarType.Float64, 8, 6).requires_grad_(), weights = Values.Random(5, ScalarType.Float64, 8, 6);
        Loss().backward();

        Assert.Equal(7, layer.named_parameters().Count());
        foreach ((string name, Tensor parameter) in layer.state_dict())
            Differences.Check(parameter, name, Loss);
        Differences.Check(x, "x", Loss);

        Tensor Loss()
        {
            MoeOutput output = layer.forward(x);
            return output.Output.mul(weights).sum().add(output.LoadBalanceLoss.mul(0.3));
        }
    }

    [Fact]
    public void Forward_HalfPrecision_StaysFinite()
    {
        using var scope = NewDisposeScope();
        using MoeFeedForward layer = new MoeFeedForward(6, 7, 4, 2).to(ScalarType.BFloat16);

        using MoeOutput output = layer.forward(Values.Random(1, ScalarType.BFloat16, 9, 6).mul(50));

        Assert.Equal(ScalarType.BFloat16, output.Output.dtype);
        Assert.True(output.Output.isfinite().all().item<bool>());
        Assert.Equal(ScalarType.Float32, output.LoadBalanceLoss.dtype);
    }

    [Fact]
    public void StateDict_Names_AreTheDocumentedOnes()
    {
        using var layer = new MoeFeedForward(6, 7, 2, 1);

        Assert.Equal(
            [
                "experts.0.c_fc.weight [14, 6]", "experts.0.c_proj.weight [6, 7]", "experts.1.c_fc.weight [14, 6]",
                "experts.1.c_proj.weight [6, 7]",
                "router.weight [2, 6]",
            ],
            layer.state_dict().Select(pair => $"{pair.Key} [{string.Join(", ", pair.Value.shape)}]").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void BadArguments_SaysWhatToDo()
    {
        using var scope = NewDisposeScope();
        using var layer = new MoeFeedForward(6, 7, 4, 2);

        Assert.Contains("choose a topK from 1 to 4", Assert.Throws<ArgumentException>(() => new MoeFeedForward(6, 7, 4, 5)).Message,
            StringComparison.Ordinal);
        Assert.Contains("choose a topK from 1 to 4", Assert.Throws<ArgumentException>(() => new MoeFeedForward(6, 7, 4, 0)).Message,
            StringComparison.Ordinal);
        Assert.Contains("named value", Assert.Throws<ArgumentException>(() => new MoeFeedForward(6, 7, 4, 2, (ExpertGate)7)).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new MoeFeedForward(0, 7, 4, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => new MoeFeedForward(6, 0, 4, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => new MoeFeedForward(6, 7, 0, 2));
        Assert.Contains("[2, 5]", Assert.Throws<ArgumentException>(() => layer.forward(zeros(2, 5))).Message, StringComparison.Ordinal);
        Assert.Contains("at least one token", Assert.Throws<ArgumentException>(() => layer.forward(zeros(0, 6))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Leaks_Forward_LeavesItsThreeTensors()
    {
        using var layer = new MoeFeedForward(6, 7, 4, 2);
        using Tensor x = Values.Random(1, ScalarType.Float32, 2, 3, 6);
        layer.forward(x).Dispose();
        long before = Live;

        using (layer.forward(x))
            Assert.Equal(before + 3, Live);
        Assert.Equal(before, Live);
        using (NewDisposeScope())
            _ = layer.forward(x);
        Assert.Equal(before, Live);
    }

    /// <summary>Every token alone: softmax, the k greatest, each expert in plain loops.</summary>
    private static (double[] Output, double Loss, long[] Counts) Oracle(MoeFeedForward layer, double[] x, int c, int f, int experts,
        int topK, ExpertGate gate)
    {
        Dictionary<string, double[]> weights = layer.state_dict().ToDictionary(pair => pair.Key, pair => Values.Of(pair.Value));
        int n = x.Length / c;
        var output = new double[x.Length];
        var counts = new long[experts];
        var mean = new double[experts];
        for (int t = 0; t < n; t++)
        {
            double[] token = x[(t * c)..((t + 1) * c)];
            double[] scores = Times(weights["router.weight"], token),
                p = [.. scores.Select(score => Math.Exp(score) / scores.Sum(Math.Exp))];
            int[] chosen = [.. Enumerable.Range(0, experts).OrderByDescending(e => p[e]).Take(topK)];
            foreach (int e in chosen)
            {
                double[] both = Times(weights[$"experts.{e}.c_fc.weight"], token);
                double[] down = Times(weights[$"experts.{e}.c_proj.weight"],
                    [.. Enumerable.Range(0, f).Select(i => both[i] / (1 + Math.Exp(-both[i])) * both[f + i])]);
                double factor = gate == ExpertGate.Renormalised ? p[e] / chosen.Sum(other => p[other]) : p[e];
                for (int i = 0; i < c; i++)
                    output[(t * c) + i] += factor * down[i];
                counts[e]++;
            }

            for (int e = 0; e < experts; e++)
                mean[e] += p[e] / n;
        }

        return (output, experts * Enumerable.Range(0, experts).Sum(e => (double)counts[e] / (n * topK) * mean[e]), counts);
    }

    private static double[] Times(double[] matrix, double[] x) =>
        [.. Enumerable.Range(0, matrix.Length / x.Length)
            .Select(row => x.Select((value, i) => value * matrix[(row * x.Length) + i]).Sum())];
}
