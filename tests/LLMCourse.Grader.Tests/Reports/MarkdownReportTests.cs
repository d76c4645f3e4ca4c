using System.Globalization;
using LLMCourse.Grading.Reports;
using LLMCourse.Grading.Results;

namespace LLMCourse.Grader.Tests.Reports;

public sealed class MarkdownReportTests
{
    public static TheoryData<Outcome> Outcomes => [.. Enum.GetValues<Outcome>()];

    [Theory]
    [InlineData("        return weihgts.matmul(v);", 16, 'w')]
    [InlineData("\t\treturn weihgts.matmul(v);", 10, 'w')]
    [InlineData("x\u202Ey\u001Bz = q;", 5, 'z')]
    [InlineData("return q", 9, '\0')]
    public void Render_CompilerError_CaretStandsBelowTheColumn(string line, int column, char below)
    {
        string report = Compile(line, column);

        Assert.Equal(below, AboveCaret(report));
    }

    [Fact]
    public void Render_CompilerErrorFarInALongLine_ShowsThePart()
    {
        string report = Compile(new string('a', 500) + "!" + new string('b', 500), 501);

        Assert.Equal('!', AboveCaret(report));
        Assert.All(report.Split('\n').Where(l => l.Contains("aaaa", StringComparison.Ordinal)), l => Assert.True(l.Length < 130));
    }

    [Fact]
    public void Render_RightAnswer_SaysWhyItIsRightEvenWhereAllIs()
    {
        GradeResult perfect = SampleResults.Perfect();
        ExerciseResult first = perfect.Exercises[0];
        GradeResult result = perfect
            with
        {
            Exercises = [first with
            {
                Checks = [first.Checks[0] with { Title = "question q1", Hint = "8 · 48 = 384." }, .. first.Checks.Skip(1)]
            },
                .. perfect.Exercises.Skip(1)]
        };

        Assert.Contains("question q1: 8 · 48 = 384.", new MarkdownReport().Render(result), StringComparison.OrdinalIgnoreCase);
        Assert.Contains("question q1: 8 · 48 = 384.", new HtmlReport().Render(result), StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [MemberData(nameof(Outcomes))]
    public void Render_CheckWithoutAMessage_StillSaysWhy(Outcome outcome)
    {
        GradeResult result = With(outcome);

        string report = new MarkdownReport().Render(result);

        if (outcome == Outcome.Passed)
            Assert.Contains("Everything is right: the exercise, every check. Well done!", report, StringComparison.Ordinal);
        else Assert.DoesNotContain("Everything is right", report, StringComparison.Ordinal);
        Assert.DoesNotContain("failed", report, StringComparison.OrdinalIgnoreCase);
        Assert.True(report.Split('\n').Count(l => l.Length > 20) >= 4);
    }

    [Fact]
    public void Render_EverythingOurFault_DoesNotShowAScoreOfNothing()
    {
        GradeResult result = With(Outcome.GraderError);
        result = result with { Score = new ScoreSummary(0, 0, 0), Exercises = [result.Exercises[0] with { Maximum = 0 }] };

        string report = new MarkdownReport().Render(result);

        Assert.Contains("**Nothing could be graded**", report, StringComparison.Ordinal);
        Assert.DoesNotContain("of 0 points", report, StringComparison.Ordinal);
        Assert.Contains("Nothing is left for you to do here.", report, StringComparison.Ordinal);
    }

    [Fact]
    public void Render_RecognisedMistake_PointsAtTheMemberItIsMadeIn()
    {
        GradeResult result = With(Outcome.Failed);
        ExerciseResult wrong = result.Exercises[0];
        var mistake =
            new MistakeMatch("M02.E5.sum", "You divide by the sum.", null, "RmsNorm.forward", new SourcePlace("RmsNorm.cs", 30, 5));
        result = result with
        {
            Exercises = [wrong with { Member = "LayerNorm.forward", Place = new SourcePlace("LayerNorm.cs", 12, 5), Mistakes = [mistake] }]
        };

        string report = new MarkdownReport().Render(result);

        Assert.Contains($"**Start here:** M02.E1 {wrong.Title}, `RmsNorm.cs:30`. You divide by the sum.", report, StringComparison.Ordinal);
        Assert.Contains("Look first at **`RmsNorm.cs:30`** (`RmsNorm.forward`).", report, StringComparison.Ordinal);
        Assert.DoesNotContain("LayerNorm.cs", report, StringComparison.Ordinal);
    }

    // A wrong key in one file may end in an exception in another.
    [Theory]
    [InlineData("Cache.cs", "RmsNorm.cs:30")]
    [InlineData("RmsNorm.cs", "RmsNorm.cs:44")]
    public void Render_RecognisedMistakeThatThrows_PointsAtItsOwnFile(string thrownIn, string told)
    {
        GradeResult result = With(Outcome.Threw);
        ExerciseResult wrong = result.Exercises[0];
        wrong = wrong with
        {
            Checks = [wrong.Checks[0] with { Place = new SourcePlace(thrownIn, 44) }],
            Mistakes = [new MistakeMatch("M02.E5.sum", "You divide by the sum.", null, "RmsNorm.forward", new SourcePlace("RmsNorm.cs", 30, 5))],
        };

        string report = new MarkdownReport().Render(result with { Exercises = [wrong] });

        Assert.Contains($"**Start here:** M02.E1 {wrong.Title}, `{told}`. You divide by the sum.", report, StringComparison.Ordinal);
        Assert.Contains($"Look first at **`{told}`**", report, StringComparison.Ordinal);
    }

    [Fact]
    public void Render_SuspectMember_PointsAtItAndSaysWhy()
    {
        GradeResult result = With(Outcome.Failed);
        ExerciseResult wrong = result.Exercises[0]
            with
        {
            Member = "LayerNorm.forward",
            Place = new SourcePlace("LayerNorm.cs", 12, 5),
            Suspect = new Suspect("RmsNorm.forward", new SourcePlace("RmsNorm.cs", 30, 5))
        };

        string report = new MarkdownReport().Render(result with { Exercises = [wrong] });

        Assert.Contains($"**Start here:** M02.E1 {wrong.Title}, `RmsNorm.cs:30`.", report, StringComparison.Ordinal);
        Assert.Contains("Look first at **`RmsNorm.cs:30`** (`RmsNorm.forward`): no known mistake behaves like this, but by what fails this member is the likeliest.", report, StringComparison.Ordinal);
        Assert.DoesNotContain("LayerNorm.cs", report, StringComparison.Ordinal);

        // An exception says better where it was thrown.
        wrong = wrong with { Checks = [wrong.Checks[0] with { Outcome = Outcome.Threw, Place = new SourcePlace("RmsNorm.cs", 44) }] };
        report = new MarkdownReport().Render(result with { Exercises = [wrong] });
        Assert.Contains("Look first at **`RmsNorm.cs:44`**.", report, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("hides the future", "Masks", "`Masks` hides the future")]
    [InlineData("hides the future", null, "Hides the future")]
    [InlineData("Both layers drop", "Masks", "Both layers drop")]
    public void Title_OfACheck_GoesOnFromWhatItIsAbout(string title, string? subject, string written)
    {
        var check = new CheckResult { Id = "M02.E3.x", Title = title, Subject = subject, Points = 1, Outcome = Outcome.Failed };

        Assert.Equal(written, ExerciseMarkdown.Title(check));
        Assert.Equal(written.Replace("`", "", StringComparison.Ordinal), ExerciseMarkdown.PlainTitle(check));
    }

    [Fact]
    public void Render_ChecksThatEndAlike_TellItOnce()
    {
        string report = new MarkdownReport().Render(SampleResults.Mixed());

        Assert.Equal(2, report.Split("InvalidOperationException").Length);
        Assert.Contains("(and 1 more check)", report, StringComparison.Ordinal);
    }

    [Fact]
    public void Render_BannedCall_IsShownOnceWithItsLine()
    {
        SourceNote ban = new("BAN001", true, "`torch.softmax` is what this exercise asks you to write.",
            new SourcePlace("Softmax.cs", 20, 16), "        return torch.softmax(x, dim);");
        GradeResult result = With(Outcome.Banned);
        ExerciseResult exercise = result.Exercises[0];
        result = result with
        {
            Exercises =
            [exercise with
            {
                Violations = [ban], Checks = [.. exercise.Checks.Select(c => c with { Message = $"Not run: {ban.Message}" })]
            }]
        };

        string report = new MarkdownReport().Render(result);

        Assert.Contains("20 | return torch.softmax(x, dim);", report, StringComparison.Ordinal);
        Assert.Contains("Because of this 3 checks were not run.", report, StringComparison.Ordinal);
        Assert.DoesNotContain("Not run:", report, StringComparison.Ordinal);
    }

    [Fact]
    public void Render_OneFileDoesNotCompile_SaysThatTheRestWasTried()
    {
        GradeResult result = SampleResults.CompileError();
        result = result with
        {
            Exercises =
            [result.Exercises[0] with { Outcome = Outcome.Passed, Earned = 5, Checks = SampleResults.Perfect().Exercises[0].Checks },
                .. result.Exercises.Skip(1)]
        };

        string report = new MarkdownReport().Render(result);

        Assert.Contains("2 of 5 exercises are finished. 3 could not be tried, because of what the compiler says.", report,
            StringComparison.Ordinal);
        Assert.DoesNotContain("nothing that needs the compiled code", report, StringComparison.Ordinal);
    }

    [Fact]
    public void Render_AnotherCulture_WritesTheSameNumbers()
    {
        string invariant = new MarkdownReport().Render(SampleResults.Mixed());
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("", useUserOverride: false) { NumberFormat = { NumberDecimalSeparator = "," } };

            Assert.Equal(invariant, new MarkdownReport().Render(SampleResults.Mixed()));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    private static GradeResult With(Outcome outcome)
    {
        GradeResult result = SampleResults.Perfect();
        ExerciseResult exercise = result.Exercises[0];
        return result with
        {
            Exercises = [exercise with { Outcome = outcome, Earned = outcome == Outcome.Passed
                ? 5
                : 0, Checks = [.. exercise.Checks.Select(c => c with { Outcome = outcome })] }],
            Score = outcome == Outcome.Passed ? new ScoreSummary(5, 5, 100) : new ScoreSummary(0, 5, 0),
            Performance = [],
        };
    }

    private static string Compile(string line, int column) => new MarkdownReport().Render(
        SampleResults.CompileError() with
        {
            Diagnostics = [new SourceNote("CS0000", true, "wrong", new SourcePlace("A.cs", 7, column), line)]
        });

    private static char AboveCaret(string report)
    {
        string[] lines = report.Split('\n');
        int caret = Array.FindIndex(lines, l => l.EndsWith('^') && l.Contains('|', StringComparison.Ordinal));
        int at = lines[caret].Length - 1;
        return at < lines[caret - 1].Length ? lines[caret - 1][at] : '\0';
    }
}
