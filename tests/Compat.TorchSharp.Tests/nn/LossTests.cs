using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Tests;

[Collection(ProcessWideState.Name)]
public sealed class LossTests
{
    private const int Rows = 4, Classes = 5;

    private static double[] LogSoftmax(ReadOnlySpan<double> row)
    {
        double[] v = row.ToArray();
        double max = v.Max(), log = max + Math.Log(v.Sum(e => Math.Exp(e - max)));
        return Array.ConvertAll(v, e => e - log);
    }

    [Theory]
    [InlineData(Reduction.None, 0.0)]
    [InlineData(Reduction.Mean, 0.0)]
    [InlineData(Reduction.Sum, 0.0)]
    [InlineData(Reduction.Mean, 0.1)]
    public void CrossEntropy_LogitsAndClasses_EqualsTheScalarFormula(Reduction reduction, double smoothing)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor logits = randn(Rows, Classes, ScalarType.Float64);
        long[] targets = [1, 4, 2, 0];
        double[] v = NNAssert.Values(logits);
        double[] losses = [.. targets.Select((t, i) =>
        {
            double[] log = LogSoftmax(v.AsSpan(i * Classes, Classes));
            return -(1 - smoothing) * log[t] - smoothing / Classes * log.Sum();
        })];
        double[] expected = reduction switch { Reduction.None => losses, Reduction.Sum => [losses.Sum()], _ => [losses.Average()] };

        NNAssert.Close(expected, functional.cross_entropy(logits, tensor(targets), reduction: reduction, label_smoothing: smoothing), NNAssert.Float64);
        using var module = new Modules.CrossEntropyLoss(reduction: reduction, label_smoothing: smoothing);
        NNAssert.Close(expected, module.call(logits, tensor(targets)), NNAssert.Float64);
    }

    [Fact]
    public void CrossEntropy_IgnoredIndex_CountsNeitherInTheSumNorInTheMean()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor logits = randn(3, Classes, ScalarType.Float64);
        double[] v = NNAssert.Values(logits);
        double expected = -(LogSoftmax(v.AsSpan(0, Classes))[1] + LogSoftmax(v.AsSpan(2 * Classes, Classes))[3]) / 2;

        NNAssert.Close([expected], functional.cross_entropy(logits, tensor(new long[] { 1, -100, 3 })), NNAssert.Float64);
        NNAssert.Close([expected], CrossEntropyLoss(ignore_index: 4).call(logits, tensor(new long[] { 1, 4, 3 })), NNAssert.Float64);
    }

    [Fact]
    public void CrossEntropy_ClassWeights_AverageOverTheWeightsAndStayTheCallers()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor logits = randn(2, 3, ScalarType.Float64), weight = tensor(new double[] { 1, 2, 5 });
        double[] v = NNAssert.Values(logits);
        double expected = -(2 * LogSoftmax(v.AsSpan(0, 3))[1] + 5 * LogSoftmax(v.AsSpan(3, 3))[2]) / 7;

        using (var loss = CrossEntropyLoss(weight)) NNAssert.Close([expected], loss.call(logits, tensor(new long[] { 1, 2 })), NNAssert.Float64);

        Assert.False(weight.IsInvalid);
    }

    [Fact]
    public void NllLoss_LogProbabilities_IsMinusTheTargetsMean()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor log = NNAssert.Matrix(new double[,] { { -1, -2 }, { -3, -4 } });

        NNAssert.Close([2.5], NLLLoss().call(log, tensor(new long[] { 0, 1 })), 0);
    }

    [Fact]
    public void MseAndL1Loss_HandCase_AreMeanSumOrAll()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor a = tensor(new double[] { 1, 5 }), b = tensor(new double[] { 2, 2 });

        NNAssert.Close([5], MSELoss().call(a, b), 0);
        NNAssert.Close([10], MSELoss(Reduction.Sum).call(a, b), 0);
        NNAssert.Close([1, 9], MSELoss(Reduction.None).call(a, b), 0);
        NNAssert.Close([2], functional.l1_loss(a, b), 0);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void KlDivLoss_Distributions_IsTheMeanOverElements(bool logTarget)
    {
        using DisposeScope scope = NewDisposeScope();
        double[] q = [0.2, 0.3, 0.5], p = [0.6, 0.3, 0.1];
        double expected = p.Zip(q, (x, y) => x * (Math.Log(x) - Math.Log(y))).Sum() / 3;
        Tensor input = tensor(q).log(), target = logTarget ? tensor(p).log() : tensor(p);

        NNAssert.Close([expected], KLDivLoss(log_target: logTarget).call(input, target), NNAssert.Float64);
        NNAssert.Close([3 * expected], functional.kl_div(input, target, logTarget, Reduction.Sum), NNAssert.Float64);
    }

    [Fact]
    public void BceWithLogits_PositiveWeights_EqualsTheScalarFormula()
    {
        using DisposeScope scope = NewDisposeScope();
        double[] x = [0.5, -2, 3], y = [1, 0, 1], w = [1, 2, 3];
        double[] losses = [.. x.Select((e, i) => w[i] * y[i] * Math.Log(1 + Math.Exp(-e)) + (1 - y[i]) * Math.Log(1 + Math.Exp(e)))];

        NNAssert.Close([losses.Average()], BCEWithLogitsLoss(pos_weights: tensor(w)).call(tensor(x), tensor(y)), NNAssert.Float64);
        double[] p = [.. x.Select(e => 1 / (1 + Math.Exp(-e)))];
        double plain = p.Select((e, i) => -(y[i] * Math.Log(e) + (1 - y[i]) * Math.Log(1 - e))).Average();
        NNAssert.Close([plain], functional.binary_cross_entropy(tensor(p), tensor(y)), NNAssert.Float64);
    }
}
