using System.Text.RegularExpressions;
using LLMCourse.Grader.Commands.Grade;
using LLMCourse.Grading.Reports;
using Spectre.Console;
using VerifyXunit;

namespace LLMCourse.Grader.Tests.Reports;

public sealed partial class ReportSnapshotTests
{
    public static TheoryData<string> Names => SampleResults.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public Task Markdown_Sample_ReadsAsBefore(string name) => Check(new MarkdownReport().Render(SampleResults.All[name]), "md", name);

    [Theory]
    [MemberData(nameof(Names))]
    public Task Html_Sample_ReadsAsBefore(string name) =>
        Check(Style().Replace(new HtmlReport().Render(SampleResults.All[name]), "<style></style>"), "html", name);

    [Theory]
    [MemberData(nameof(Names))]
    public Task Json_Sample_ReadsAsBefore(string name) => Check(new JsonReport().Render(SampleResults.All[name]), "json", name);

    [Theory]
    [MemberData(nameof(Names))]
    public Task JUnit_Sample_ReadsAsBefore(string name) => Check(new JUnitReport().Render(SampleResults.All[name]), "xml", name);

    [Theory]
    [MemberData(nameof(Names))]
    public Task Gradescope_Sample_ReadsAsBefore(string name) => Check(new GradescopeReport().Render(SampleResults.All[name]), "json", name);

    [Theory]
    [MemberData(nameof(Names))]
    public Task Classroom_Sample_ReadsAsBefore(string name) => Check(new ClassroomReport().Render(SampleResults.All[name]), "json", name);

    [Theory]
    [MemberData(nameof(Names))]
    public Task Annotations_Sample_ReadAsBefore(string name)
    {
        IEnumerable<string> commands = GitHubAnnotations.Commands(SampleResults.All[name], "assignments/M02.Attention")
            .Concat(ClassroomReport.Notices(SampleResults.All[name]));
        return Check(string.Join('\n', commands), "txt", name);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public Task Console_Sample_ReadsAsBefore(string name)
    {
        using StringWriter writer = new() { NewLine = "\n" };
        IAnsiConsole console = ConsoleReport.CreateConsole(writer, redirected: true, width: 80);

        ConsoleReport.Write(console, SampleResults.All[name], "out/report.md");

        // The console pads lines with blanks, which say nothing.
        return Check(string.Join('\n', writer.ToString().ReplaceLineEndings("\n").Split('\n').Select(l => l.TrimEnd())), "txt", name);
    }

    private static async Task Check(string text, string extension, string name, [System.Runtime.CompilerServices.CallerFilePath]
    string source = "") =>
        await Verifier.Verify(text.TrimEnd('\n'), extension, sourceFile: source).UseDirectory("Snapshots").UseParameters(name);

    [GeneratedRegex("<style>.*?</style>", RegexOptions.Singleline)]
    private static partial Regex Style();
}
