using LLMCourse.Classes.Exports;
using LLMCourse.Classes.Gradebooks;
using LLMCourse.Classes.Publishing;
using LLMCourse.Grader.Tests.EndToEnd;
using LLMCourse.Grader.Tests.Exports;

namespace LLMCourse.Grader.Tests.Gradebooks;

/// <summary>Times as the class's clocks show them, with the offset, wherever people read them.</summary>
public sealed class ClassTimeTests : IDisposable
{
    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    private readonly ExportClass _class = new();

    public void Dispose() => _class.Dispose();

    [Theory]
    [InlineData("2026-11-01T12:00:00Z", "2026-11-01 13:00 +01:00")]
    [InlineData("2026-07-01T22:30:00Z", "2026-07-02 00:30 +02:00")]
    [InlineData("2026-10-25T00:30:00Z", "2026-10-25 02:30 +02:00")] // the hour that clocks show twice
    [InlineData("2026-10-25T01:30:00Z", "2026-10-25 02:30 +01:00")]
    public void Shown_InAZone_HasTheClockAndTheOffset(string time, string shown) => Assert.Equal(shown, ClassTime.Shown(At(time), Berlin));

    [Fact]
    public void Shown_WithoutAZone_IsUtc()
    {
        Assert.Equal("2026-11-01 11:00 UTC", ClassTime.Shown(At("2026-11-01T12:00:00+01:00"), null));
        Assert.Equal("2026-11-01 12:00:00 +01:00", ClassTime.Shown(At("2026-11-01T11:00:00Z"), Berlin, seconds: true));
    }

    [Fact]
    public void Clock_OverTheEndOfSummer_NamesBothOffsets()
    {
        Assert.Equal("the time of Europe/Berlin (+02:00, +01:00)",
            ClassTime.Clock([At("2026-10-24T12:00:00Z"), At("2026-10-26T12:00:00Z")], Berlin));
        Assert.Equal("UTC", ClassTime.Clock([At("2026-10-24T12:00:00Z")], null));
    }

    [Fact]
    public void Timeline_InAZone_CountsByItsDays()
    {
        // 23:30 UTC on the 1st and 10:00 UTC on the 2nd are one day in Berlin.
        string table = new TimelineChart([At("2026-11-01T23:30:00Z"), At("2026-11-02T10:00:00Z"), At("2026-11-09T10:00:00Z")],
            [new("M02", At("2026-11-02T23:00:00Z"))], Berlin).Table.Markdown();

        Assert.Contains("| 2026-11-02 | 2 |", table, StringComparison.Ordinal);
        Assert.Contains("| deadline of M02 | 2026-11-03 00:00 |", table, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Publish_WithAZone_ShowsNoTimeInUtc()
    {
        string site = Path.Combine(_class.Folder, "site");
        CoursePolicy policy = CoursePolicy.Load(
            _class.Put("zone.yaml",
                "time_zone: Europe/Berlin\ndeadlines: {M02: 2026-11-01T13:00}\nlate: {steps: [{after: 0s, percent: 10}]}"));
        foreach (Audience audience in (Audience[])[Audience.Instructors, Audience.Students])
        {
            await new SitePublisher(_class.Book,
                new PublishOptions { Out = site + audience, For = audience, Policy = policy }).PublishAsync(CancellationToken.None);

            foreach (string file in Directory.EnumerateFiles(site + audience, "index.md", SearchOption.AllDirectories))
                Assert.DoesNotMatch("[0-9:]{5} UTC", File.ReadAllText(file));
            Assert.Contains(Directory.EnumerateFiles(site + audience, "index.md", SearchOption.AllDirectories),
                f => File.ReadAllText(f).Contains("2026-11-01 13:00 +01:00", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Commands_WithAZone_ShowItsTimes()
    {
        string policy = _class.Put("zone.yaml", "time_zone: Europe/Berlin\ndeadlines: {M02: 2026-11-01T13:00}");

        (int code, string output, string error) =
            await GraderProcess.RunAsync("gradebook", "explain", "cy", "-g", _class.Book.Path, "--policy", policy);
        Assert.True(code == 0, error);
        Assert.Contains("the deadline is 2026-11-03 13:00 +01:00 instead of 2026-11-01 13:00 +01:00", output, StringComparison.Ordinal);
        Assert.DoesNotContain("UTC", output, StringComparison.Ordinal);

        (code, output, error) = await GraderProcess.RunAsync("gradebook", "decisions", "cy", "-g", _class.Book.Path, "--policy", policy);
        Assert.True(code == 0, error);
        Assert.Equal("E1 cy M02: the deadline is 2026-11-03 13:00:00 +01:00; Prof. X on 2026-11-01 13:00 +01:00: ill", output.Trim());

        (_, output, _) = await GraderProcess.RunAsync("gradebook", "decisions", "cy", "-g", _class.Book.Path);
        Assert.Contains("the deadline is 2026-11-03 12:00:00 UTC", output, StringComparison.Ordinal);

        (code, output, error) = await GraderProcess.RunAsync("gradebook", "undo", "E1", "--who", "Prof. X", "--why", "well again",
            "-g", _class.Book.Path, "--policy", policy);
        Assert.True(code == 0, error);
        Assert.Equal("Taken back: E1, cy M02: the deadline is 2026-11-03 13:00:00 +01:00.", output.Trim());
    }

    [Fact]
    public void Moodle_WithAZone_TellsStudentsTheirOwnTime()
    {
        CoursePolicy policy = CoursePolicy.Load(_class.Put("zone.yaml", "time_zone: Europe/Berlin\ndeadlines: {M02: 2026-11-01T13:00}"));

        string text = ExportClass.Write(new MoodleExport(), _class.Grades("M02", policy)).Text;

        Assert.Matches("handed in 2026-11-01 1[0-9]:[0-9]{2} [+]01:00", text);
        Assert.DoesNotContain("UTC", text, StringComparison.Ordinal);
        Assert.Contains(" UTC", ExportClass.Write(new MoodleExport(), _class.Grades("M02")).Text, StringComparison.Ordinal);
    }

    private static DateTimeOffset At(string time) => DateTimeOffset.Parse(time, System.Globalization.CultureInfo.InvariantCulture);
}
