using System.Globalization;
using System.Text;
using VerifyXunit;

namespace LLMCourse.M04;

[Trait("Exercise", "M04.E1")]
public sealed class EngineTests
{
    /// <summary>Central differences in float64: an error of about h² = 1e-10 from the curve and 1e-11 from rounding.</summary>
    private const double Step = 1e-5, Tolerance = 1e-6;

    [Fact(DisplayName = "M04.E1 Worked by hand: f = x·y + x at (3, 4) has ∂f/∂x = y + 1 = 5 and ∂f/∂y = x = 3")]
    public void Backward_ProductAndSum_IsWorkedByHand()
    {
        Value x = new(3), y = new(4);
        Value f = (x * y) + x;

        f.Backward();

        Assert.Equal(15, f.Data);
        Assert.Equal(5, x.Grad); // x is used twice: by the product (4) and by the sum (1)
        Assert.Equal(3, y.Grad);
    }

    [Fact(DisplayName = "M04.E1 A second Backward adds to the leaves, and sets the interior values anew")]
    public void Backward_Twice_AddsAtLeavesOnly()
    {
        Value x = new(3);
        Value square = x * x;
        Value f = 2 * square;

        f.Backward();
        f.Backward();

        Assert.Equal(24, x.Grad); // 2 · (2 · 2x)
        Assert.Equal(2, square.Grad);
        x.ZeroGrad();
        f.Backward();
        Assert.Equal(12, x.Grad);
    }

    [Fact(DisplayName = "M04.E1 Nothing passes through a constant or a detached value")]
    public void Backward_ThroughDetach_StopsThere()
    {
        Value x = new(3), constant = new(5, requiresGrad: false);
        Value f = (x.Detach() * x) + constant;

        f.Backward();

        Assert.Equal(3, x.Grad); // not 6: the detached factor is a constant
        Assert.Equal(0, constant.Grad);
        Assert.False((constant * 2).RequiresGrad);
        Assert.Throws<InvalidOperationException>((constant * 2).Backward);
    }

    [Fact(DisplayName = "M04.E1 A chain of 10,000 nodes does not overflow the stack")]
    public void Backward_LongChain_Works()
    {
        Value x = new(1);
        Value f = x;
        for (int i = 0; i < 10_000; i++) f += x;

        f.Backward();

        Assert.Equal(10_001, x.Grad);
    }

    [Fact(DisplayName = "M04.E1 An order has every node once, and each after its inputs")]
    public void Order_OfADiamond_HasEachOnceAfterItsInputs()
    {
        Dictionary<string, string[]> inputs = new() { ["loss"] = ["left", "right", "left"], ["left"] = ["x"], ["right"] = ["x", "left"], ["x"] = [] };

        IReadOnlyList<string> order = Topology.Order("loss", node => inputs[node]);

        Assert.Equal(["x", "left", "right", "loss"], order);
    }

    [Fact(DisplayName = "M04.E1 A small network has the derivatives that differences give")]
    public void Backward_OfANetwork_EqualsDifferences()
    {
        double[] at = [0.3, -0.7, 1.2, 0.5, -1.1];
        static Value Network(IReadOnlyList<Value> w)
        {
            Value hidden = ((w[0] * 2) + (w[1] * -1) + w[2]).Relu();
            Value odds = ((hidden * w[3]) - w[4]).Exp();
            return -(odds / (1 + odds)).Log() + (w[0].Pow(2) * 0.1);
        }

        Value[] weights = [.. at.Select(w => new Value(w))];
        Network(weights).Backward();

        for (int i = 0; i < at.Length; i++)
        {
            double slope = (Moved(i, Step) - Moved(i, -Step)) / (2 * Step);
            Assert.True(Math.Abs(slope - weights[i].Grad) < Tolerance, $"∂f/∂w{i}: differences give {slope}, Backward {weights[i].Grad}.");
        }

        double Moved(int i, double step) => Network([.. at.Select((w, k) => new Value(k == i ? w + step : w))]).Data;
    }

    [Fact(DisplayName = "M04.E1 Shapes are aligned at their last axes, and a gradient is summed back along what was repeated")]
    public Task Broadcasting_OfSomeShapes_IsShown()
    {
        StringBuilder text = new();
        foreach ((int[] a, int[] b) in new (int[], int[])[] { ([2, 1, 4], [3, 1]), ([], [2, 2]), ([5], [5]), ([1], [3, 1]) })
            text.Append(CultureInfo.InvariantCulture, $"[{string.Join(", ", a)}] and [{string.Join(", ", b)}] make [{string.Join(", ", Broadcasting.CommonShape(a, b))}]\n");
        text.Append(CultureInfo.InvariantCulture, $"[1, 2] of shape [2, 1], expanded to [2, 3]: {string.Join(" ", Broadcasting.Expand([1, 2], [2, 1], [2, 3]))}\n");
        text.Append(CultureInfo.InvariantCulture, $"a gradient of ones, reduced from [2, 3] to [2, 1]: {string.Join(" ", Broadcasting.Reduce([1, 1, 1, 1, 1, 1], [2, 3], [2, 1]))}\n");
        text.Append(CultureInfo.InvariantCulture, $"the same, reduced to []: {string.Join(" ", Broadcasting.Reduce([1, 1, 1, 1, 1, 1], [2, 3], []))}\n");
        return Verifier.Verify(text.ToString().TrimEnd());
    }

    [Theory(DisplayName = "M04.E1 For many shapes, arrays have the gradients that differences give")]
    [InlineData(new[] { 2, 3 }, new[] { 2, 3 })]
    [InlineData(new[] { 2, 3 }, new[] { 3 })]
    [InlineData(new[] { 2, 1 }, new[] { 1, 3 })]
    [InlineData(new int[0], new[] { 2, 2 })]
    [InlineData(new[] { 2, 1, 3 }, new[] { 4, 1 })]
    public void VarBackward_AnyShapes_EqualsDifferences(int[] left, int[] right)
    {
        static Var Function(Var a, Var b) => ((((a * b) + (a / b)).Exp() - b.Log() + (-a).Relu()).Pow(2).Sum(0, keepDims: true) * 0.1).Sum();
        double[] x = [.. Enumerable.Range(0, left.Aggregate(1, (n, size) => n * size)).Select(i => Math.Sin(i + 1.0))];
        double[] y = [.. Enumerable.Range(0, right.Aggregate(1, (n, size) => n * size)).Select(i => 1.5 + Math.Cos(i))];

        Var a = new(x, left), b = new(y, right);
        Function(a, b).Backward();

        AssertSlopes(x, a.Grad, moved => Function(new Var(moved, left), new Var(y, right)).Data[0]);
        AssertSlopes(y, b.Grad, moved => Function(new Var(x, left), new Var(moved, right)).Data[0]);
    }

    [Fact(DisplayName = "M04.E1 A matrix product by hand, with the gradients G·Bᵀ and Aᵀ·G")]
    public void MatMul_OfTwoMatrices_IsWorkedByHand()
    {
        Var a = new([1, 2, 3, 4], [2, 2]), b = new([5, 6], [2, 1]);
        Var y = a.MatMul(b);

        (y * new Var([1, 10], [2, 1], requiresGrad: false)).Sum().Backward();

        Assert.Equal([17, 39], y.Data); // 1·5 + 2·6, 3·5 + 4·6
        Assert.Equal([5, 6, 50, 60], a.Grad!);
        Assert.Equal([31, 42], b.Grad!); // 1·1 + 3·10, 2·1 + 4·10
        Assert.Equal([2, 1], y.Shape);
    }

    [Fact(DisplayName = "M04.E1 Shapes that do not go together are refused")]
    public void Var_ShapesThatDoNotFit_AreRefused()
    {
        Var a = new([1, 2, 3], [3]), m = new([1, 2, 3, 4], [2, 2]);
        SupportForTests.AssertRefuses("[3] + [2, 2]", () => _ = a + m);
        SupportForTests.AssertRefuses("[2, 2] times [3]", () => _ = m.MatMul(a));
        SupportForTests.AssertRefuses("the sum of axis 1 of [3]", () => _ = a.Sum(1));
        SupportForTests.AssertRefuses("reducing [3] to [2]", () => _ = Broadcasting.Reduce([1, 2, 3], [3], [2]));
        Assert.Throws<InvalidOperationException>(a.Backward);
    }

    private static void AssertSlopes(double[] at, IReadOnlyList<double>? gradient, Func<double[], double> function)
    {
        Assert.NotNull(gradient);
        Assert.Equal(at.Length, gradient.Count);
        for (int i = 0; i < at.Length; i++)
        {
            double slope = (Moved(i, Step) - Moved(i, -Step)) / (2 * Step);
            Assert.True(Math.Abs(slope - gradient[i]) <= Tolerance * (1 + Math.Abs(slope)), $"Place {i}: differences give {slope}, Backward {gradient[i]}.");
        }

        double Moved(int i, double step)
        {
            double[] moved = [.. at];
            moved[i] += step;
            return function(moved);
        }
    }
}
