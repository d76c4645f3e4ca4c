using System.Text;
using LLMCourse.Grading.Reports;
using LLMCourse.Grading.Results;

namespace LLMCourse.Grader.Tests.Reports;

public sealed class GitHubTests
{
    public static TheoryData<string> Texts => Hostile.Texts;

    [Fact]
    public void Commands_ManyErrors_KeepsTenOfEachKindAndCountsTheRest()
    {
        SourceNote[] notes =
            [.. Enumerable.Range(1, 40).Select(i => new SourceNote($"CS{i:0000}", i <= 25, "wrong", new SourcePlace("A.cs", i), null))];
        GradeResult result = SampleResults.CompileError() with { Diagnostics = notes };

        IReadOnlyList<string> commands = GitHubAnnotations.Commands(result);

        Assert.Equal(10, commands.Count(c => c.StartsWith("::error ", StringComparison.Ordinal)));
        Assert.Equal(10, commands.Count(c => c.StartsWith("::warning ", StringComparison.Ordinal)));
        Assert.Equal("::notice title=More in the report::20 further remarks did not fit here; the report has all of them.", commands[^1]);
        Assert.StartsWith("::error file=A.cs,line=1,title=CS0001::", commands[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Commands_SeveralExercises_FirstThingOfEachComesFirst()
    {
        IReadOnlyList<string> commands = GitHubAnnotations.Commands(SampleResults.Mixed());

        Assert.Contains("title=M02.E2 ", commands[0], StringComparison.Ordinal);
        Assert.Contains("√d_k", commands[0], StringComparison.Ordinal);
        Assert.Contains("title=M02.E3 ", commands[1], StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public void Commands_HostileText_GivesNoFurtherCommand(string text)
    {
        GradeResult result =
            SampleResults.CompileError() with { Diagnostics = [new SourceNote(text, true, text, new SourcePlace(text, 1), text)] };

        string printed = string.Join('\n', GitHubAnnotations.Commands(result, "a,b::c"));

        Assert.Single(printed.Split('\n'));
        Assert.StartsWith("::error file=a%2Cb%3A%3Ac/", printed, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public void StopCommands_HostileText_StandsBetweenATokenItCannotKnow(string text)
    {
        string[] lines = GitHubAnnotations.StopCommands(text).Split('\n');

        string token = lines[0]["::stop-commands::".Length..];
        Assert.Equal(32, token.Length);
        Assert.Equal($"::{token}::", lines[^1]);
        Assert.DoesNotContain(token, string.Concat(lines[1..^1]), StringComparison.Ordinal);
        Assert.Equal(StudentText.Visible(text), string.Join('\n', lines[1..^1]));
    }

    [Fact]
    public void StepSummary_TooLong_EndsAtASectionWithinTheLimit()
    {
        GradeResult result = SampleResults.Mixed();
        string whole = StepSummary.Render(result);

        for (int limit = 1000; limit < Encoding.UTF8.GetByteCount(whole); limit += 97)
        {
            string cut = StepSummary.Render(result, limit);
            string kept = cut[..cut.IndexOf("*The rest of the report", StringComparison.Ordinal)];

            Assert.True(Encoding.UTF8.GetByteCount(cut) <= limit);
            Assert.StartsWith(kept, whole, StringComparison.Ordinal);
            Assert.True(kept.Length == 0 || whole[kept.Length] is '#' or '>' or '|' or '-'
                || char.IsAsciiLetterOrDigit(whole[kept.Length]));
            Assert.Equal(kept.Split("<details>").Length, kept.Split("</details>").Length);
        }
    }

    [Fact]
    public void StepSummary_ShortReport_IsTheMarkdownReport() =>
        Assert.Equal(new MarkdownReport().Render(SampleResults.Mixed()), StepSummary.Render(SampleResults.Mixed()));

    [Fact]
    public void Commands_SeveralResults_ShareOneStepsLimits()
    {
        GradeResult many = SampleResults.CompileError()
            with
        {
            Diagnostics =
                [.. Enumerable.Range(1, 15).Select(i => new SourceNote($"CS{i:0000}", true, "wrong", new SourcePlace("A.cs", i), null))]
        };

        IReadOnlyList<string> commands =
            GitHubAnnotations.Commands(
                [(many, "assignments/M01.A"), (many, "assignments/M02.B"), (SampleResults.Perfect(), "assignments/M03.C")]);

        Assert.StartsWith("::error file=assignments/M01.A/A.cs,line=1,", commands[0], StringComparison.Ordinal);
        Assert.StartsWith("::error file=assignments/M02.B/A.cs,line=1,", commands[1], StringComparison.Ordinal);
        Assert.StartsWith("::error file=assignments/M01.A/A.cs,line=2,", commands[2], StringComparison.Ordinal);
        Assert.Equal(10, commands.Count(c => c.StartsWith("::error ", StringComparison.Ordinal)));
        Assert.Equal("::notice title=More in the report::20 further remarks did not fit here; the report has all of them.", commands[^1]);
    }

    [Fact]
    public void StepSummary_SeveralResults_StayBelowOneLimit()
    {
        GradeResult[] results = [SampleResults.Mixed(), SampleResults.Perfect(), SampleResults.CompileError()];

        for (int limit = 3003; limit < 40_000; limit += 1777)
            Assert.InRange(Encoding.UTF8.GetByteCount(StepSummary.Render(results, limit)), 1, limit);
        Assert.Equal(string.Concat(results.Select(r => StepSummary.Render(r) + "\n")), StepSummary.Render(results));
    }

    [Fact]
    public void Classroom_SeveralResults_AddUp()
    {
        GradeResult[] results = [SampleResults.Mixed(), SampleResults.Perfect()];
        decimal earned = results.Sum(r => r.Score.Earned), maximum = results.Sum(r => r.Score.Maximum);

        Assert.Equal((earned, maximum, "fail"), Templates.ClassroomReader.Read(ClassroomReport.Base64(results)));
        Assert.Contains(FormattableString.Invariant($"\"totalPoints\":{earned:G29},\"maxPoints\":{maximum:G29}"),
            ClassroomReport.Notices(results)[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(40)]
    public void Classroom_LongMessages_FitIntoAnEnvironmentVariableAndKeepThePoints(int copies)
    {
        string words = new('∞', 1000);
        GradeResult one = SampleResults.Mixed();
        GradeResult wordy = one with
        {
            Exercises = [.. one.Exercises.Select(e => e with { Checks = [.. e.Checks.Select(c => c with { Message = words })] })]
        };
        GradeResult[] results = [.. Enumerable.Repeat(wordy, copies)];

        string result = ClassroomReport.Base64(results);

        Assert.Equal((one.Score.Earned * copies, one.Score.Maximum * copies, "fail"), Templates.ClassroomReader.Read(result));
        Assert.InRange(result.Length, 1, 126_000);
    }
}
