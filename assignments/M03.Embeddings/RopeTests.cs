using TorchSharp;
using static LLMCourse.M03.SupportForTests;
using static TorchSharp.torch;

namespace LLMCourse.M03;

[Trait("Exercise", "M03.E3")]
public sealed class RopeTests
{
    [Fact(DisplayName = "M03.E3 Worked by hand: at position 1 the first pair turns by 1 radian, at position 0 nothing turns")]
    public void Forward_OfUnitVectors_IsWorkedByHand()
    {
        using DisposeScope scope = NewDisposeScope();
        using Rope rope = new(2, 4);
        Tensor x = tensor(new float[] { 1, 0, 1, 0, 0, 1 }).reshape(3, 2);

        double[] expected = [1, 0, Math.Cos(1), Math.Sin(1), -Math.Sin(1), Math.Cos(1)];
        AssertClose("The rotated vectors", expected, [3, 2], rope.call(x, At(0, 1, 1)), Exact, "(a, b) becomes (a·cos − b·sin, a·sin + b·cos).");
    }

    [Theory(DisplayName = "M03.E3 In both layouts, for any leading axes, the result is what plain loops in float64 give")]
    [InlineData(RopeLayout.Interleaved, new long[] { 3, 6 }, 10000)]
    [InlineData(RopeLayout.Interleaved, new long[] { 2, 4, 3, 8 }, 500)]
    [InlineData(RopeLayout.Half, new long[] { 3, 6 }, 10000)]
    [InlineData(RopeLayout.Half, new long[] { 2, 3, 8 }, 500)]
    public void Forward_AnyShape_EqualsPlainLoops(RopeLayout layout, long[] shape, double theta)
    {
        using DisposeScope scope = NewDisposeScope();
        using Rope rope = new((int)shape[^1], 9000, theta, layout);
        Tensor x = Normal64(31, shape);
        long[] positions = [8192, 0, 17];
        double[] expected = InPlainLoops(Values(x), positions, (int)shape[^1], theta, layout);

        AssertClose("float64", expected, shape, rope.call(x, At(positions)), 1e-9, "keep the angles in float64, and convert cosines and sines to the dtype of x at the end.");
        AssertClose("float32", expected, shape, rope.call(x.to(ScalarType.Float32), At(positions)), Exact, "an angle of 8192 in float32 is wrong in its fourth digit after the point.");
    }

    [Fact(DisplayName = "M03.E3 The length of a vector does not change, and the product of two depends on their distance alone")]
    public void Forward_KeepsLengthsAndDependsOnDistance()
    {
        using DisposeScope scope = NewDisposeScope();
        using Rope rope = new(16, 200);
        (Tensor q, Tensor k) = (Normal(32, 1, 16), Normal(33, 1, 16));

        AssertClose("The length of q", q.norm(), rope.call(q, At(123)).norm(), Layer, "sine and cosine of one angle belong to one pair.");
        double first = Product(10, 3), later = Product(150, 143);
        Assert.True(Math.Abs(first - later) < 1e-4, $"<R(10)q, R(3)k> is {first}, <R(150)q, R(143)k> is {later}: both are 7 apart and must be equal.");
        Assert.True(Math.Abs(first - Product(3, 10)) > 1e-3, "Forward and backward distances must give different products.");

        double Product(long m, long n) => (rope.call(q, At(m)) * rope.call(k, At(n))).sum().item<float>();
    }

    [Fact(DisplayName = "M03.E3 Vectors rotated in two parts are those rotated at once: that is what a cache needs")]
    public void Forward_InParts_EqualsAtOnce()
    {
        using DisposeScope scope = NewDisposeScope();
        using Rope rope = new(8, 10);
        Tensor x = Normal(34, 2, 6, 8);

        Tensor parts = cat([rope.call(x.narrow(1, 0, 4), At(0, 1, 2, 3)), rope.call(x.narrow(1, 4, 2), At(4, 5))], 1);

        AssertClose("The parts", rope.call(x, At(0, 1, 2, 3, 4, 5)), parts, Exact, "use the positions that are given, not 0, 1, 2, ….");
    }

    [Fact(DisplayName = "M03.E3 Each sequence of a batch can have positions of its own")]
    public void Forward_PositionsPerSequence_Broadcast()
    {
        using DisposeScope scope = NewDisposeScope();
        using Rope rope = new(4, 10);
        Tensor x = Normal(35, 2, 3, 2, 4); // [B, H, T, D]
        Tensor positions = At(0, 1, 7, 8).reshape(2, 1, 2); // [B, 1, T]

        Tensor both = rope.call(x, positions);

        AssertClose("Sequence 0", rope.call(x[0], At(0, 1)), both[0], Exact, "gather the rows of the table by the positions, and let them broadcast.");
        AssertClose("Sequence 1", rope.call(x[1], At(7, 8)), both[1], Exact, "gather the rows of the table by the positions, and let them broadcast.");
    }

    [Fact(DisplayName = "M03.E3 The gradient is a rotation back")]
    public void Forward_Gradient_EqualsFiniteDifferences()
    {
        using Rope rope = new(4, 10);
        using Tensor positions = At(3, 5);
        AssertGradient("Rope", x => rope.call(x, positions), Normal64(36, 2, 4), "do not write into x or into a copy that autograd does not know.");
    }

    [Fact(DisplayName = "M03.E3 There is nothing to save: no parameters, and an empty state dictionary")]
    public void StateDictionary_IsEmpty()
    {
        using Rope rope = new(4, 10);

        Assert.Equal("", Names(rope));
        Assert.Empty(rope.parameters());
    }

    [Fact(DisplayName = "M03.E3 Odd widths, positions outside the table and shapes that do not fit are refused with an ArgumentException")]
    public void BadArguments_AreRefused()
    {
        using DisposeScope scope = NewDisposeScope();
        using Rope rope = new(4, 10);
        Tensor x = zeros(2, 3, 4);

        AssertRefuses("A width of 3", () => new Rope(3, 10).Dispose());
        AssertRefuses("No positions", () => new Rope(4, 0).Dispose());
        AssertRefuses("θ = 0", () => new Rope(4, 10, theta: 0).Dispose());
        AssertRefuses("Position 10 of 10", () => rope.call(x, At(8, 9, 10)));
        AssertRefuses("Position −1", () => rope.call(x, At(-1, 0, 1)));
        AssertRefuses("Two positions for three vectors", () => rope.call(x, At(0, 1)));
        AssertRefuses("Vectors of width 6", () => rope.call(zeros(3, 6), At(0, 1, 2)));
        AssertRefuses("Positions in float32", () => rope.call(x, zeros(3)));
    }

    [Fact(DisplayName = "M03.E3 Nothing but the result stays in memory")]
    public void Forward_LeavesNoTensors()
    {
        using DisposeScope scope = NewDisposeScope();
        using Rope interleaved = new(4, 10), half = new(4, 10, layout: RopeLayout.Half);
        (Tensor x, Tensor positions) = (zeros(2, 3, 4), At(0, 1, 2));

        AssertNoLeak("forward", () => interleaved.call(x, positions));
        AssertNoLeak("forward with halves", () => half.call(x, positions));
    }

    private static Tensor At(params long[] positions) => tensor(positions, ScalarType.Int64);

    private static double[] InPlainLoops(double[] x, long[] positions, int width, double theta, RopeLayout layout)
    {
        double[] y = new double[x.Length];
        for (int start = 0; start < x.Length; start += width)
        {
            long position = positions[start / width % positions.Length];
            for (int i = 0; i < width / 2; i++)
            {
                double angle = position * Math.Pow(theta, -2.0 * i / width);
                int a = start + (layout == RopeLayout.Half ? i : 2 * i), b = layout == RopeLayout.Half ? a + (width / 2) : a + 1;
                y[a] = (x[a] * Math.Cos(angle)) - (x[b] * Math.Sin(angle));
                y[b] = (x[a] * Math.Sin(angle)) + (x[b] * Math.Cos(angle));
            }
        }

        return y;
    }
}
