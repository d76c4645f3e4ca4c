using LLMCourse.Grader.Commands.Grade;
using LLMCourse.Grading.Reports;
using LLMCourse.Grading.Results;
using Spectre.Console;

namespace LLMCourse.Grader.Tests.Reports;

public sealed class ConsoleReportTests
{
    public static TheoryData<string> Texts => Hostile.Texts;

    [Theory]
    [MemberData(nameof(Texts))]
    public void Write_HostileText_PrintsNoEscapeAndTakesNoMarkup(string text)
    {
        GradeResult result = SampleResults.CompileError() with
        {
            Diagnostics = [new SourceNote("CS0000", true, text, new SourcePlace(text, 1), text)],
            Submission = SampleResults.CompileError().Submission with { Name = text },
        };

        string printed = Print(console =>
        {
            ConsoleReport.Write(console, result, text);
            ConsoleReport.WriteLine(console, result);
        });

        Assert.DoesNotContain(printed, c => char.IsControl(c) && c != '\n');
    }

    [Fact]
    public void WriteLine_SeveralResults_StandsInColumns()
    {
        string[] lines = Print(console =>
        {
            foreach (GradeResult result in SampleResults.All.Values) ConsoleReport.WriteLine(console, result);
        }).TrimEnd('\n').Split('\n');

        Assert.Equal(SampleResults.All.Count, lines.Length);
        Assert.Equal("jane-doe                     ████████████████████   37.5 / 37.5", lines[0]);
        Assert.Single(lines.Select(l => l.IndexOf('/', 40)).Distinct());
        Assert.EndsWith("1 check not carried out (our fault)", lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void Write_ToAPipe_BreaksNoLineThatSomebodyWouldCopy()
    {
        GradeResult starter = SampleResults.All["starter"];
        string next = starter.Exercises[0].Next!;

        using StringWriter writer = new() { NewLine = "\n" };

        ConsoleReport.Write(ConsoleReport.CreateConsole(writer, redirected: true), starter, new string('r', 150) + "/report.md");

        string printed = writer.ToString().ReplaceLineEndings("\n");
        Assert.Contains($". {next}\n", printed, StringComparison.Ordinal);
        Assert.Contains("rrr/report.md\n", printed, StringComparison.Ordinal);
    }

    [Fact]
    public void CreateConsole_Redirected_HasNoColour()
    {
        using StringWriter writer = new();

        IAnsiConsole console = ConsoleReport.CreateConsole(writer, redirected: true);

        Assert.Equal(ColorSystem.NoColors, console.Profile.Capabilities.ColorSystem);
        Assert.False(console.Profile.Capabilities.Ansi);
        Assert.False(console.Profile.Capabilities.Interactive);
    }

    private static string Print(Action<IAnsiConsole> write)
    {
        using StringWriter writer = new() { NewLine = "\n" };
        write(ConsoleReport.CreateConsole(writer, redirected: true, width: 120));
        return writer.ToString().ReplaceLineEndings("\n");
    }
}
