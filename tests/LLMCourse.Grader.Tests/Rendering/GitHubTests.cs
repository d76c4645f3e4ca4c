using System.Text;
using LLMCourse.Grader.Rendering;
using LLMCourse.Grader.Results;

namespace LLMCourse.Grader.Tests.Rendering;

public sealed class GitHubTests
{
    public static TheoryData<string> Texts => Hostile.Texts;

    [Fact]
    public void Commands_ManyErrors_KeepsTenOfEachKindAndCountsTheRest()
    {
        SourceNote[] notes = [.. Enumerable.Range(1, 40).Select(i => new SourceNote($"CS{i:0000}", i <= 25, "wrong", new SourcePlace("A.cs", i), null))];
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
        GradeResult result = SampleResults.CompileError() with { Diagnostics = [new SourceNote(text, true, text, new SourcePlace(text, 1), text)] };

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
            Assert.True(kept.Length == 0 || whole[kept.Length] is '#' or '>' or '|' or '-' || char.IsAsciiLetterOrDigit(whole[kept.Length]));
            Assert.Equal(kept.Split("<details>").Length, kept.Split("</details>").Length);
        }
    }

    [Fact]
    public void StepSummary_ShortReport_IsTheMarkdownReport() =>
        Assert.Equal(new MarkdownReport().Render(SampleResults.Mixed()), StepSummary.Render(SampleResults.Mixed()));
}
