using LLMCourse.Classes.Publishing;
using LLMCourse.Grader.Tests.Gradebooks;

namespace LLMCourse.Grader.Tests.Publishing;

public sealed class ChartTests
{
    [Fact]
    public void Histogram_EachPercent_IsInItsBar()
    {
        string table = new HistogramChart([0, 9.99m, 10, 50, 99.99m, 100, 250], mine: 50).Table.Markdown();

        Assert.Contains("| 0 to 10 % | 2 |\n| 10 to 20 % | 1 |", table, StringComparison.Ordinal);
        Assert.Contains("| 50 to 60 %, you are here | 1 |", table, StringComparison.Ordinal);
        Assert.EndsWith("| 90 to 100 % | 3 |", table, StringComparison.Ordinal);
    }

    [Fact]
    public void Histogram_OfManyStudents_HasFinerBars() =>
        Assert.Equal(20, new HistogramChart([.. Enumerable.Repeat(50m, 60)]).Table.Count);

    [Fact]
    public void Histogram_OfNobody_IsDrawn() =>
        Assert.Contains("There are no points yet", new HistogramChart([]).Svg("c"), StringComparison.Ordinal);

    [Theory]
    [InlineData(0, "hour")]
    [InlineData(40, "hour")]
    [InlineData(24 * 10, "day")]
    [InlineData(24 * 200, "week")]
    [InlineData(24 * 900, "four weeks")]
    [InlineData(24 * 365 * 60, "year")]
    public void Timeline_OfASpan_CountsEveryAttemptOnce(int hours, string step)
    {
        var chart = new TimelineChart(
            [TemporaryGradebook.Noon, TemporaryGradebook.Noon.AddHours(hours / 2.0), TemporaryGradebook.Noon.AddHours(hours)], []);

        string[] rows = chart.Table.Markdown().Split('\n')[2..];

        Assert.Equal($"Attempts by {step}, in UTC", chart.Caption);
        Assert.Equal(3, rows.Sum(r => int.Parse(r.Split('|')[2], System.Globalization.CultureInfo.InvariantCulture)));
        Assert.StartsWith("<svg", chart.Svg("c"), StringComparison.Ordinal);
    }

    [Fact]
    public void Timeline_Deadlines_OnlyThoseInSightAreShown()
    {
        var chart = new TimelineChart(
            [TemporaryGradebook.Noon, TemporaryGradebook.Noon.AddDays(5)],
            [new("M01", TemporaryGradebook.Noon.AddDays(-9)), new("M02", TemporaryGradebook.Noon.AddDays(2))]);

        Assert.Contains("M02 due", chart.Svg("c"), StringComparison.Ordinal);
        Assert.DoesNotContain("M01", chart.Svg("c") + chart.Table.Markdown(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, new[] { 0, 1 })]
    [InlineData(3, new[] { 0, 1, 2, 3 })]
    [InlineData(7, new[] { 0, 2, 4, 6, 8 })]
    [InlineData(23, new[] { 0, 10, 20, 30 })]
    [InlineData(100, new[] { 0, 50, 100 })]
    [InlineData(1234, new[] { 0, 500, 1000, 1500 })]
    public void Ticks_UpToAMaximum_AreRound(int maximum, int[] ticks) => Assert.Equal(ticks, SvgText.Ticks(maximum));
}
