using LLMCourse.Grading.Workers;

namespace LLMCourse.Grader.Worker.Tests.Probing;

public sealed class PieceCountTests
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);

    [Theory]
    [InlineData(100, 9.0, 100)]
    [InlineData(100, 20.0, 50)]
    [InlineData(100, 5000.0, 1)]
    [InlineData(1, 5000.0, 1)]
    public void Now_SlowSubmission_HasFewerThanTheReferenceWants(int wanted, double milliseconds, int expected) =>
        Assert.Equal(expected, new PieceCount(wanted, TimeSpan.FromMilliseconds(milliseconds), Longest).Now);

    [Fact]
    public void IsTooLow_SubmissionIsFastAfterAll_AsksForAllPieces()
    {
        var count = new PieceCount(100, TimeSpan.FromMilliseconds(500), Longest);

        Assert.True(count.IsTooLow(Round(milliseconds: 1)));
        Assert.Equal(100, count.Now);
        Assert.False(count.IsTooLow(Round(milliseconds: 1)));
    }

    [Fact]
    public void IsTooLow_SubmissionStaysSlow_Keeps()
    {
        var count = new PieceCount(100, TimeSpan.FromMilliseconds(500), Longest);

        Assert.False(count.IsTooLow(Round(milliseconds: 400)));
        Assert.Equal(2, count.Now);
    }

    private static TimingRound Round(double milliseconds) => new(0, 8, milliseconds * 1000, 1);
}
