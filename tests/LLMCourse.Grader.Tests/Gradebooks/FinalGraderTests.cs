using LLMCourse.Classes.Gradebooks;
using VerifyXunit;

namespace LLMCourse.Grader.Tests.Gradebooks;

public sealed class FinalGraderTests : IDisposable
{
    private static readonly DateTimeOffset Deadline = TemporaryGradebook.Noon;

    private readonly TemporaryGradebook _home = new();
    private readonly Gradebook _book;

    public FinalGraderTests() => _book = Gradebook.OpenForGrading(_home.Path);

    public void Dispose()
    {
        _book.Dispose();
        _home.Dispose();
    }

    [Fact]
    public void All_WithoutAPolicy_IsTheMeanOfTheBestAttempts()
    {
        Save("ada", "M01", 40, 0);
        Save("ada", "M01", 60, 1);
        Save("ada", "M01", 50, 2);
        Save("ada", "M02", 100, 0);

        Assert.Equal(80, Final("ada", new CoursePolicy()).Percent);
    }

    [Fact]
    public void All_Last_TakesTheLastAttempt()
    {
        Save("ada", "M01", 60, 1);
        Save("ada", "M01", 50, 2);

        Assert.Equal(50, Final("ada", new CoursePolicy { Attempt = AttemptRule.Last }).Percent);
    }

    [Theory]
    [InlineData(AttemptRule.Best)]
    [InlineData(AttemptRule.Last)]
    public void Of_ChosenAttempt_CountsWhateverTheRule(AttemptRule rule)
    {
        Save("ada", "M01", 60, 1);
        Save("ada", "M01", 40, 2);
        Save("ada", "M01", 50, 3);
        Choose("ada", 1);
        Choose("ada", 2);

        ModuleGrade grade = Assert.Single(Final("ada", new CoursePolicy { Attempt = rule }).Modules);

        Assert.Equal(40, grade.Percent);
        Assert.Equal(TemporaryGradebook.Noon.AddMinutes(2), grade.Chosen!.Attempt.SubmittedUtc);
        Assert.Contains(grade.Steps,
            s => s.EndsWith("counts: 40.00 %; Grace chose it on 2026-11-01 12:00 UTC: the one that was shown", StringComparison.Ordinal));
    }

    [Fact]
    public void Of_ChosenAttemptThatIsLate_StillCostsItsLateness()
    {
        Save("ada", "M02", 80, 16);
        Save("ada", "M02", 70, 0);
        Choose("ada", 16, "M02");

        Assert.Equal(72, Final("ada", Late()).Percent);
    }

    [Theory]
    [InlineData(-1, 80)]
    [InlineData(0, 80)]
    [InlineData(15, 80)]
    [InlineData(16, 72)]
    [InlineData(24 * 60, 72)]
    [InlineData((24 * 60) + 1, 60)]
    [InlineData(100 * 24 * 60, 0)]
    public void Of_Lateness_CostsItsStep(int minutes, decimal percent)
    {
        Save("ada", "M02", 80, minutes);

        Assert.Equal(percent, Final("ada", Late()).Percent);
    }

    [Fact]
    public void Of_BestAttempt_IsChosenAfterThePenalty()
    {
        Save("ada", "M02", 80, -60);
        Save("ada", "M02", 85, 60);

        FinalGrade grade = Final("ada", Late());

        Assert.Equal(80, grade.Percent);
        Assert.Equal(80, grade.Modules[0].Chosen!.Earned);
    }

    [Fact]
    public void Of_Extension_MovesTheDeadlineOfThatStudentAlone()
    {
        Save("ada", "M02", 80, 60);
        Save("bob", "M02", 80, 60);
        _book.Add(new Extension("ada", "M02", Deadline.AddDays(1), "Prof. X", "ill", Deadline));

        Assert.Equal(80, Final("ada", Late()).Percent);
        Assert.Equal(72, Final("bob", Late()).Percent);
    }

    [Fact]
    public void Of_Overrides_TheLastCounts()
    {
        Save("ada", "M02", 80, 0);
        _book.Add(new Override("ada", "M02", 90, "Prof. X", "oral exam", Deadline));
        _book.Add(new Override("ada", "M02", 95, "Prof. X", "second look", Deadline));

        Assert.Equal(95, Final("ada", new CoursePolicy()).Percent);
    }

    [Fact]
    public void Of_WeightsAndDroppedLowest_AreAsComputedByHand()
    {
        Save("ada", "M01", 50, 0);
        Save("ada", "M02", 80, 0);
        Save("ada", "M03", 95, 0);
        var policy = new CoursePolicy { DropLowest = 1, Weights = { ["M02"] = 3 } };

        // (3·80 + 1·95) / 4
        Assert.Equal(83.75m, Final("ada", policy).Percent);
    }

    [Fact]
    public void Of_NothingHandedIn_IsZeroInEveryModuleThatOthersHave()
    {
        Save("ada", "M01", 50, 0);
        _book.Enrol([new Student("bob")]);

        FinalGrade grade = Final("bob", new CoursePolicy());

        Assert.Equal(0, grade.Percent);
        Assert.Equal("M01", Assert.Single(grade.Modules).Module);
    }

    [Fact]
    public Task Of_EverythingAtOnce_CanBeRead()
    {
        Save("ada", "M01", 33.333m, -600);
        Save("ada", "M02", 80, -60);
        Save("ada", "M02", 100, 200);
        Save("ada", "M03", 20, 4000);
        Save("ada", "M04", 10, 0);
        _book.Add(new Extension("ada", "M03", Deadline.AddDays(2), "Prof. X", "ill, certificate of 1 November", Deadline));
        _book.Add(new Override("ada", "M04", 60, "Prof. X", "the machine was down", Deadline.AddDays(3)));
        CoursePolicy policy = Late();
        policy.DropLowest = 1;
        policy.Weights["M02"] = 2;
        policy.Deadlines["M03"] = Deadline;

        FinalGrade grade = Final("ada", policy);

        return Verifier.Verify(string.Join('\n',
            [.. grade.Modules.SelectMany(m => (string[])[$"{m.Module} {m.Percent} {m.Counts}", .. m.Steps.Select(s => "  " + s)]),
                .. grade.Steps]));
    }

    [Theory]
    [InlineData("drop_lowest: -1", ":1: drop_lowest is -1; it must be 0 to 50.")]
    [InlineData("drop_lowest: 1.5", "must be a whole number")]
    [InlineData("weights: {M01: -2}", "the weight of M01 is -2")]
    [InlineData("weights: {M01: \"1,5\"}", "is no number")]
    [InlineData("weights: {M22: 2}", "there is no module 'M22'. Did you mean M02?")]
    [InlineData("weights: {M02: 2, m02.Attention: 1}", "M02 is there twice")]
    [InlineData("deadlines: {M2: 2026-11-30T23:59Z}", "there is no module 'M2'")]
    [InlineData("deadlines: {M02: 2026-11-30T23:59}", "does not say in which zone")]
    [InlineData("deadlines: {M02: 2026-11-30}", "no time of day")]
    [InlineData("time_zone: Mars/Phobos", "there is no time zone 'Mars/Phobos'")]
    [InlineData("late: {steps: [{after: \"00:00:00\", percent: 120}]}", "is 120; it must be 0 to 100")]
    [InlineData("late: {steps: [{after: 24, percent: 20}]}", "'24', which is no duration")]
    [InlineData("late: {steps: [{after: 1d, percent: 20}, {after: \"24:00:00\", percent: 30}]}", "two late steps begin after")]
    [InlineData("late: {steps: [{percent: 20}]}", "both after and percent")]
    [InlineData("late: {grace: -15m}", "the grace is below 0")]
    [InlineData("late: {grace: 15}", "'15', which is no duration")]
    [InlineData("late: {grace: 400d}", "longer than a year")]
    [InlineData("attempt: first", "it is best or last")]
    [InlineData("publish: {leaderboard: maybe}", "it is true or false")]
    [InlineData("attempt: best\natempt: best", ":2: the course file has no 'atempt'. Did you mean attempt?")]
    [InlineData("attempt: best\nattempt: last", ":2: ")]
    [InlineData("just text", "has no names with values")]
    public void Load_FlawedCourseFile_SaysWhatIsWrong(string yaml, string message)
    {
        string file = _home.Path + ".yaml";
        File.WriteAllText(file, yaml);

        Assert.Contains(message, Assert.Throws<InvalidDataException>(() => CoursePolicy.Load(file, ["M01", "M02", "M03"])).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Load_CourseFile_IsRead()
    {
        string file = _home.Path + ".yaml";
        File.WriteAllText(file, """
            attempt: last
            deadlines: {M02: 2026-11-30T23:59:00+01:00}
            late: {grace: "00:15:00", steps: [{after: "00:00:00", percent: 10}, {after: "1.00:00:00", percent: 25}]}
            drop_lowest: 1
            weights: {M02: 2.5}
            """);

        CoursePolicy policy = CoursePolicy.Load(file);

        Assert.Equal(AttemptRule.Last, policy.Attempt);
        Assert.Equal(new DateTimeOffset(2026, 11, 30, 22, 59, 0, TimeSpan.Zero), policy.Deadlines["M02"]);
        Assert.Equal((TimeSpan.FromMinutes(15), 2, 1, 2.5m),
            (policy.Late.Grace, policy.Late.Steps.Count, policy.DropLowest, policy.WeightOf("M02")));
        Assert.Equal(TimeSpan.FromDays(1), policy.Late.Steps[1].After);
    }

    [Fact]
    public void Load_TimesWithoutOffset_AreThoseOfTheZone()
    {
        string file = _home.Path + ".yaml";
        File.WriteAllText(file, """
            deadlines:
              M02: 2026-11-30T23:59
              M03: "2026-07-30 23:59"
            time_zone: Europe/Berlin
            late: {grace: 15m, steps: [{after: "24:00:00", percent: 50}, {after: P2DT3H, percent: 70}]}
            count_open: true
            """);

        CoursePolicy policy = CoursePolicy.Load(file);

        Assert.Equal(new DateTimeOffset(2026, 11, 30, 22, 59, 0, TimeSpan.Zero), policy.Deadlines["M02"]);
        Assert.Equal(new DateTimeOffset(2026, 7, 30, 21, 59, 0, TimeSpan.Zero), policy.Deadlines["M03"]);
        Assert.Equal([TimeSpan.FromHours(24), TimeSpan.FromHours(51)], policy.Late.Steps.Select(s => s.After));
        Assert.True(policy.CountOpen);
    }

    private static CoursePolicy Late() => new()
    {
        Deadlines = { ["M02"] = Deadline },
        Late = new LatePenalty
        {
            Grace = TimeSpan.FromMinutes(15),
            Steps = [new LateStep { Percent = 10 }, new LateStep { After = TimeSpan.FromDays(1), Percent = 25 },
                new LateStep { After = TimeSpan.FromDays(3), Percent = 100 }],
        },
    };

    private FinalGrade Final(string student, CoursePolicy policy) =>
        new FinalGrader(_book, policy).All().Single(g => g.Student.Key == student);

    private void Save(string student, string module, decimal earned, int minutesAfterTheDeadline) => _book.Save(
        TemporaryGradebook.Attempt(student, module, $"{student}{module}{minutesAfterTheDeadline}",
            Deadline.AddMinutes(minutesAfterTheDeadline)),
        TemporaryGradebook.Grade(earned));

    private void Choose(string student, int minutesAfterTheDeadline, string module = "M01") =>
        _book.Add(new Choice(student, module, $"{student}{module}{minutesAfterTheDeadline}", "Grace", "the one that was shown",
            TemporaryGradebook.Noon));
}
