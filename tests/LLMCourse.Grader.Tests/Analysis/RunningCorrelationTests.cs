using LLMCourse.Classes.Analysis;

namespace LLMCourse.Grader.Tests.Analysis;

public sealed class RunningCorrelationTests
{
    [Fact]
    public void Value_FivePairs_IsPearsons()
    {
        // Deviations of x: -2 -1 0 1 2; of y: -2 0 -1 2 1. Products sum to 4+0+0+2+2 = 8, squares to 10 and 10.
        Assert.Equal(0.8, Of([(1, 1), (2, 3), (3, 2), (4, 5), (5, 4)]).Value!.Value, 12);
    }

    [Fact]
    public void Value_LargeOffset_DoesNotCancel() =>
        Assert.Equal(0.8,
            Of([(1e8 + 1, 1e8 + 1), (1e8 + 2, 1e8 + 3), (1e8 + 3, 1e8 + 2), (1e8 + 4, 1e8 + 5), (1e8 + 5, 1e8 + 4)]).Value!.Value, 9);

    [Fact]
    public void Value_OnePairOrNoSpread_IsNotDefined()
    {
        Assert.Null(Of([]).Value);
        Assert.Null(Of([(1, 2)]).Value);
        Assert.Null(Of([(0.1 + 0.2, 1), (0.3, 2), (0.3, 3)]).Value);
    }

    [Fact]
    public void MeanX_FivePairs_IsTheMean() =>
        Assert.Equal((5, 3.0), (Of([(1, 1), (2, 3), (3, 2), (4, 5), (5, 4)]).Count, Of([(1, 1), (2, 3), (3, 2), (4, 5), (5, 4)]).MeanX));

    private static RunningCorrelation Of((double X, double Y)[] pairs)
    {
        var correlation = new RunningCorrelation();
        foreach ((double x, double y) in pairs) correlation.Add(x, y);
        return correlation;
    }
}
