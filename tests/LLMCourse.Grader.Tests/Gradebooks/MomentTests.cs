using LLMCourse.Classes.Gradebooks;

namespace LLMCourse.Grader.Tests.Gradebooks;

public sealed class MomentTests
{
    [Theory]
    [InlineData("24:00:00", 24 * 60)]
    [InlineData("36:00:00", 36 * 60)]
    [InlineData("00:15:00", 15)]
    [InlineData("1.00:00:00", 24 * 60)]
    [InlineData("1.12:30:00", (36 * 60) + 30)]
    [InlineData("2d 3h", 51 * 60)]
    [InlineData("2d3h", 51 * 60)]
    [InlineData("15m", 15)]
    [InlineData("15 minutes", 15)]
    [InlineData("1 day", 24 * 60)]
    [InlineData("1w", 7 * 24 * 60)]
    [InlineData("0s", 0)]
    [InlineData("P1DT12H", 36 * 60)]
    [InlineData("PT15M", 15)]
    [InlineData("P1W", 7 * 24 * 60)]
    [InlineData("0.5d", 12 * 60)]
    public void TryParse_Duration_IsWhatItSays(string text, int minutes)
    {
        Assert.True(Moment.TryParse(text, out TimeSpan duration));
        Assert.Equal(minutes, duration.TotalMinutes);
    }

    [Theory]
    [InlineData("")]
    [InlineData("15")]
    [InlineData("1:30")]
    [InlineData("-1h")]
    [InlineData("00:75:00")]
    [InlineData("3h 2d")]
    [InlineData("P")]
    [InlineData("PT")]
    [InlineData("P1M")]
    [InlineData("1.5.2d")]
    [InlineData("tomorrow")]
    public void TryParse_WhatCouldMeanTwoThings_IsNoDuration(string text) => Assert.False(Moment.TryParse(text, out _));

    [Theory]
    [InlineData("2026-11-30T23:59:00+01:00", null)]
    [InlineData("2026-11-30 23:59 +0100", null)]
    [InlineData("2026-11-30T22:59Z", null)]
    [InlineData("2026-11-30 22:59:00 UTC", null)]
    [InlineData("2026-11-30T23:59", "Europe/Berlin")]
    [InlineData("2026-11-30T22:59Z", "Asia/Tokyo")]
    public void TryParse_Time_IsTheSameEverywhere(string text, string? zone)
    {
        Assert.True(Moment.TryParse(text, zone is null ? null : TimeZoneInfo.FindSystemTimeZoneById(zone), out DateTimeOffset time, out _));
        Assert.Equal(new DateTimeOffset(2026, 11, 30, 22, 59, 0, TimeSpan.Zero), time);
    }

    [Theory]
    [InlineData("2026-11-30T23:59", null, "zone")]
    [InlineData("2026-11-30", "Europe/Berlin", "no time of day")]
    [InlineData("30.11.2026 23:59", "Europe/Berlin", "no date with a time")]
    [InlineData("11/30/2026 11:59 PM", "Europe/Berlin", "no date with a time")]
    [InlineData("2026-02-30T23:59Z", null, "no date with a time")]
    [InlineData("2026-11-30T24:30Z", null, "no date with a time")]
    [InlineData("0026-11-30T23:59Z", null, "year 26")]
    [InlineData("2026-11-30T23:59+25:00", null, "no place has")]
    [InlineData("2026-03-29T02:30", "Europe/Berlin", "put forward")]
    public void TryParse_FlawedTime_SaysWhatIsWrong(string text, string? zone, string problem)
    {
        Assert.False(Moment.TryParse(text, zone is null ? null : TimeZoneInfo.FindSystemTimeZoneById(zone), out _, out string? said));
        Assert.Contains(problem, said, StringComparison.Ordinal);
    }

    [Fact]
    public void TryParse_TimeThatClocksShowTwice_IsTheLaterForADeadline()
    {
        TimeZoneInfo berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

        Assert.True(Moment.TryParse("2026-10-25T02:30", berlin, out DateTimeOffset deadline, out _));
        Assert.True(Moment.TryParse("2026-10-25T02:30", berlin, out DateTimeOffset handIn, out _, latest: false));

        Assert.Equal(TimeSpan.FromHours(1), deadline - handIn);
    }
}
