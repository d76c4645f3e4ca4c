using TorchSharp;
using static LLMCourse.M03.SupportForTests;
using static TorchSharp.torch;

namespace LLMCourse.M03;

[Trait("Exercise", "M03.E2")]
public sealed class PositionTests
{
    [Fact(DisplayName = "M03.E2 Worked by hand: with C = 4 the second pair runs a hundred times slower than the first")]
    public void Table_OfTwoPositions_IsWorkedByHand()
    {
        using DisposeScope scope = NewDisposeScope();

        // ω₀ = 10000^0 = 1, ω₁ = 10000^(−2/4) = 1/100
        double[] expected = [0, 1, 0, 1, Math.Sin(1), Math.Cos(1), Math.Sin(0.01), Math.Cos(0.01)];
        AssertClose("The table", expected, [2, 4], SinusoidalPe.Table(2, 4), Exact, "column 2i is sin(p·10000^(−2i/C)), column 2i + 1 the cosine of the same angle.");
    }

    [Theory(DisplayName = "M03.E2 The table is what plain loops in float64 give, also for late positions")]
    [InlineData(1, 2)]
    [InlineData(7, 6)]
    [InlineData(5000, 8)]
    public void Table_AnySize_EqualsPlainLoops(int positions, int width)
    {
        using DisposeScope scope = NewDisposeScope();
        double[] expected = new double[positions * width];
        for (int p = 0; p < positions; p++)
        {
            for (int column = 0; column < width; column++)
            {
                double angle = p / Math.Pow(10000, (column - (column % 2)) / (double)width);
                expected[(p * width) + column] = column % 2 == 0 ? Math.Sin(angle) : Math.Cos(angle);
            }
        }

        Tensor table = SinusoidalPe.Table(positions, width);

        Assert.Equal(ScalarType.Float32, table.dtype);
        AssertClose("The table", expected, [positions, width], table, Exact, "compute the angles in float64; float32 has lost four digits of the angle 5000.");
    }

    [Fact(DisplayName = "M03.E2 Moving on by k positions turns every pair by the same angle, wherever one starts")]
    public void Table_MovedOn_IsARotation()
    {
        using DisposeScope scope = NewDisposeScope();
        const int Width = 8, Shift = 5;
        double[] table = Values(SinusoidalPe.Table(40, Width));

        double[] expected = new double[30 * Width], moved = table[(Shift * Width)..((30 + Shift) * Width)];
        for (int i = 0; i < expected.Length; i += 2)
        {
            double angle = Shift / Math.Pow(10000, (i % Width) / (double)Width);
            expected[i] = (table[i] * Math.Cos(angle)) + (table[i + 1] * Math.Sin(angle)); // sin(a + b)
            expected[i + 1] = (table[i + 1] * Math.Cos(angle)) - (table[i] * Math.Sin(angle)); // cos(a + b)
        }

        AssertClose("PE(p + 5)", expected, [30, Width], tensor(moved, ScalarType.Float64).reshape(30, Width), Layer, "sine and cosine of one pair must have the same frequency.");
    }

    [Fact(DisplayName = "M03.E2 Learned positions add the t-th row of their table to whatever stands at position t")]
    public void Forward_AddsRowsByPosition()
    {
        using DisposeScope scope = NewDisposeScope();
        using LearnedPositions positions = new(3, 2);
        _ = positions.load_state_dict(new() { ["weight"] = tensor(new float[] { 1, 2, 3, 4, 5, 6 }).reshape(3, 2) });
        Tensor x = tensor(new float[] { 10, 10, 10, 10, 20, 20, 20, 20 }).reshape(2, 2, 2);

        Assert.Equal("weight [3, 2]", Names(positions));
        AssertClose("x + positions", [11, 12, 13, 14, 21, 22, 23, 24], [2, 2, 2], positions.call(x), Exact, "every sequence of the batch begins with row 0.");
    }

    [Fact(DisplayName = "M03.E2 The gradient reaches the rows that were used, from every sequence of the batch")]
    public void Forward_Gradient_AddsOverTheBatch()
    {
        using DisposeScope scope = NewDisposeScope();
        using LearnedPositions positions = new(3, 1);

        (positions.call(zeros(2, 2, 1)) * tensor(new float[] { 1, 2, 3, 4 }).reshape(2, 2, 1)).sum().backward();

        AssertClose("The gradient", [4, 6, 0], [3, 1], positions.get_parameter("weight")!.grad!, Exact, "do not detach the table on the way.");
    }

    [Fact(DisplayName = "M03.E2 An odd width, no positions, more positions than the table has, and another width are refused with an ArgumentException")]
    public void BadArguments_AreRefused()
    {
        using DisposeScope scope = NewDisposeScope();
        using LearnedPositions positions = new(3, 4);

        AssertRefuses("An odd width", () => SinusoidalPe.Table(4, 3));
        AssertRefuses("No positions", () => SinusoidalPe.Table(0, 4));
        AssertRefuses("4 positions with a table of 3", () => positions.call(zeros(1, 4, 4)));
        AssertRefuses("Vectors of width 5", () => positions.call(zeros(1, 2, 5)));
        AssertRefuses("A vector without a position", () => positions.call(zeros(4)));
        AssertRefuses("A table of 0 positions", () => new LearnedPositions(0, 4).Dispose());
    }

    [Fact(DisplayName = "M03.E2 Nothing but the result stays in memory")]
    public void Calls_LeaveNoTensors()
    {
        using DisposeScope scope = NewDisposeScope();
        using LearnedPositions positions = new(3, 4);
        Tensor x = zeros(2, 3, 4);

        AssertNoLeak("Table", () => SinusoidalPe.Table(4, 4));
        AssertNoLeak("forward", () => positions.call(x));
    }
}
