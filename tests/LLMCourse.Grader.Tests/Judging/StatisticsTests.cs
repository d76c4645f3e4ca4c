using LLMCourse.Grading.Judging;

namespace LLMCourse.Grader.Tests.Judging;

public class StatisticsTests
{
    [Theory]
    [InlineData(new double[] { 3 }, 3)]
    [InlineData(new double[] { 9, 1, 5 }, 5)]
    [InlineData(new double[] { 4, 1, 3, 2 }, 2.5)]
    public void Median_IsTheMiddle(double[] values, double expected) => Assert.Equal(expected, Statistics.Median(values));

    [Fact]
    public void Median_OfNothing_IsRefused() => Assert.Throws<ArgumentException>(() => Statistics.Median([]));

    [Fact]
    public void MedianInterval_HoldsTheMedianAndIsTheSameEachTime()
    {
        double[] values = [1.0, 1.1, 0.9, 1.05, 5, 0.95, 1.02];

        (double low, double high) = Statistics.MedianInterval(values);

        Assert.InRange(Statistics.Median(values), low, high);
        Assert.True(high < 5, "one pause of the machine must not move the interval's end");
        Assert.Equal((low, high), Statistics.MedianInterval(values));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void GrowthExponent_OfAPower_IsThePower(double power) =>
        Assert.Equal(power, Statistics.GrowthExponent([.. new[] { 64, 128, 256, 512 }.Select(s => (s, 3 * Math.Pow(s, power)))]), 9);

    [Fact]
    public void GrowthLow_ExactPowers_IsThemselves()
    {
        (double exponent, double excess) =
            Statistics.GrowthLow([.. new[] { 64, 128, 256 }.SelectMany(s => Enumerable.Repeat((s, Math.Pow(s, 3), Math.Pow(s, 2)), 5))]);

        Assert.Equal(3, exponent, 9);
        Assert.Equal(1, excess, 9);
    }

    [Fact]
    public void GrowthExponent_OfOneSize_IsRefused() =>
        Assert.Throws<ArgumentException>(() => Statistics.GrowthExponent([(64, 1), (64, 2)]));
}
