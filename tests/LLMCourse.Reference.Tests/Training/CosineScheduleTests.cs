using LLMCourse.Reference.Training;

namespace LLMCourse.Reference.Tests.Training;

public sealed class CosineScheduleTests
{
    [Fact]
    public void At_SixSteps_AreTheValuesByHand()
    {
        var schedule = new CosineSchedule { Peak = 1, Floor = 0.1, WarmUpSteps = 2, TotalSteps = 6 };

        // 0.1 + 0.45·(1 + cos(π·i/4)) for i = 0 to 4 after the two steps of warm-up.
        double[] expected = [0.5, 1, 1, 0.1 + (0.45 * (1 + (Math.Sqrt(2) / 2))), 0.55, 0.1 + (0.45 * (1 - (Math.Sqrt(2) / 2))), 0.1, 0.1];

        Values.Close(expected, [.. Enumerable.Range(0, 8).Select(step => schedule.At(step))], 1e-12, "rate");
    }

    [Fact]
    public void At_NoWarmUp_BeginsAtThePeak() =>
        Assert.Equal(3e-4, new CosineSchedule { Peak = 3e-4, Floor = 0, WarmUpSteps = 0, TotalSteps = 10 }.At(0), 1e-15);

    [Fact]
    public void At_WarmUpOnly_RisesToThePeakAndFallsToTheFloor()
    {
        var schedule = new CosineSchedule { Peak = 1, Floor = 0.25, WarmUpSteps = 4, TotalSteps = 4 };

        Assert.Equal([0.25, 0.5, 0.75, 1, 0.25], Enumerable.Range(0, 5).Select(step => schedule.At(step)));
    }

    [Theory]
    [InlineData(0, 0, 0, 1)]
    [InlineData(1, 2, 0, 1)]
    [InlineData(1, 0, 2, 1)]
    [InlineData(1, 0, 0, 0)]
    public void Validate_BadValues_Throws(double peak, double floor, int warmUp, int total) =>
        Assert.Throws<ArgumentException>(
            () => new CosineSchedule { Peak = peak, Floor = floor, WarmUpSteps = warmUp, TotalSteps = total }.Validate());
}
