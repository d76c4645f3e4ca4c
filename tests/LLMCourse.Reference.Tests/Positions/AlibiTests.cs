using LLMCourse.Reference.Positions;
using LLMCourse.Reference.Tests.Oracle;
using static TorchSharp.torch;

namespace LLMCourse.Reference.Tests.Positions;

public sealed class AlibiTests
{
    [Fact]
    public void Slopes_EightHeads_AreThePapers() =>
        Assert.Equal([1 / 2.0, 1 / 4.0, 1 / 8.0, 1 / 16.0, 1 / 32.0, 1 / 64.0, 1 / 128.0, 1 / 256.0], Alibi.Slopes(8));

    [Theory]
    [InlineData(1, new[] { 1 / 256.0 })]
    [InlineData(2, new[] { 1 / 16.0, 1 / 256.0 })]
    [InlineData(3, new[] { 1 / 16.0, 1 / 256.0, 1 / 4.0 })]
    [InlineData(6, new[] { 1 / 4.0, 1 / 16.0, 1 / 64.0, 1 / 256.0, 1 / 2.0, 1 / 8.0 })]
    public void Slopes_FewHeads_AreExact(int heads, double[] expected) => Assert.Equal(expected, Alibi.Slopes(heads));

    [Fact]
    public void Slopes_UpTo70Heads_AreThoseOfTheAuthorsCode()
    {
        for (int heads = 1; heads <= 70; heads++)
            Values.Close(ScalarGpt.Slopes(heads), Alibi.Slopes(heads), 1e-14, $"{heads} heads");
    }

    [Fact]
    public void Bias_WorkedByHand_FallsWithTheDistance()
    {
        using Tensor bias = Alibi.Bias(2, 3);

        double[] distances = [0, -1, -2, -1, 0, -1, -2, -1, 0];
        Assert.Equal([2L, 3L, 3L], bias.shape);
        Assert.Equal([.. distances.Select(d => d / 16), .. distances.Select(d => d / 256)], Values.Of(bias));
    }

    [Fact]
    public void Bias_OfLastQueries_AreTheLastRows()
    {
        using var scope = NewDisposeScope();
        Tensor all = Alibi.Bias(3, 7, 7, ScalarType.Float64, CPU);

        Assert.Equal(Values.Bytes(all[.., 5..]), Values.Bytes(Alibi.Bias(3, 2, 7, ScalarType.Float64, CPU)));
    }

    [Fact]
    public void Bias_BadArguments_Throws()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Alibi.Slopes(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Alibi.Bias(0, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => Alibi.Bias(2, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Alibi.Bias(2, 4, 3, ScalarType.Float32, CPU));
    }
}
