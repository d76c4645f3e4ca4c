using LLMCourse.Classes.Batches;
using LLMCourse.Classes.Gradebooks;
using LLMCourse.Grading.Course;

namespace LLMCourse.Grader.Tests.Batches;

public sealed class TimesFileTests : IDisposable
{
    private static readonly FoundSubmission Jane = new(new Student("jdoe", "Jane Doe", "jane@example.org", "jane-d", "1001"),
        "Jane Doe_31544_assignsubmission_file_", [])
    { Numbers = ["31544"] };

    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Theory]
    [InlineData("key,submitted\njdoe,2026-11-30T23:59:00+01:00", null)]
    [InlineData("login;submitted\nJANE-D;2026-11-30 22:59Z", null)]
    [InlineData("Identifier,\"Full name\",\"Email address\",Status,\"Last modified (submission)\",\"Last modified (grade)\"\nParticipant 31544,Somebody,x@y.z,Submitted,\"Monday, 30 November 2026, 11:59 PM\",-", "Europe/Berlin")]
    [InlineData("Identifier,\"Last modified (submission)\"\nParticipant 31544,\"Monday, 30 November 2026, 23:59\"", "Europe/Berlin")]
    [InlineData("assignment_name,github_username,student_repository_name,submission_timestamp\nhw3,jane-d,hw3-jane-d,2026-11-30 22:59:00 UTC", null)]
    [InlineData("First Name,Last Name,SID,Email,Submission Time\nJane,Doe,7,x@y.z,2026-11-30 14:59:00 -0800", null)]
    [InlineData("name,time\n\"Doe, Jane\",2026-11-30T22:59Z", null)]
    [InlineData("key,submitted\njdoe,2026-11-01T00:00Z\njdoe,2026-11-30T22:59Z", null)]
    public void Apply_FileOfTimes_GivesEachItsTime(string text, string? zone)
    {
        File.WriteAllText(_file, text);

        (IReadOnlyList<FoundSubmission> timed, IReadOnlyList<string> notes) =
            TimesFile.Load(_file, zone is null ? null : TimeZoneInfo.FindSystemTimeZoneById(zone)).Apply([Jane]);

        Assert.Equal(new DateTimeOffset(2026, 11, 30, 22, 59, 0, TimeSpan.Zero), Assert.Single(timed).StatedUtc);
        Assert.Empty(notes);
    }

    [Theory]
    [InlineData("key,submitted\njdoe,2026-11-30 23:59", "row 2: '2026-11-30 23:59' does not say in which zone")]
    [InlineData("key,submitted\njdoe,yesterday", "no date with a time")]
    [InlineData("key,points\njdoe,3", "needs a column")]
    public void Load_FlawedFile_SaysWhatIsWrong(string text, string message)
    {
        File.WriteAllText(_file, text);

        Assert.Contains(message, Assert.Throws<CourseException>(() => TimesFile.Load(_file, null)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Apply_NobodysRow_IsSaid()
    {
        File.WriteAllText(_file, "key,submitted\nbob,2026-11-30T22:59Z\njdoe,\n");

        (IReadOnlyList<FoundSubmission> timed, IReadOnlyList<string> notes) = TimesFile.Load(_file, null).Apply([Jane]);

        Assert.Null(Assert.Single(timed).StatedUtc);
        Assert.Equal(["The file of times has no row for jdoe.", "No row of the file of times is about anybody here."], notes);
    }
}
