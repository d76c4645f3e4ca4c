using LLMCourse.Authoring.Samples;
using LLMCourse.Grading.Reports;
using LLMCourse.Grading.Results;
using Markdig;

namespace LLMCourse.Grader.Tests.EndToEnd;

/// <summary>Hostile submissions: each earns what its honest part earns, and leaves nothing behind.</summary>
[Collection(EndToEndCollection.Name)]
[Trait("Needs", "sandbox")]
public sealed class AttackTests(GradingFixture grading)
{
    private const string Folder = "attacks/M02";

    // What must not get through as markup, though it may be shown as text.
    private static readonly string[] Active =
        ["<script", "<img src=\"x", "<img src=x", "href=\"javascript:", "src=\"http", "</pre></code></details>"];

    public static TheoryData<string> Samples => GradingFixture.Names(Folder);

    [Theory]
    [MemberData(nameof(Samples))]
    public async Task Grade_Attack_EarnsItsHonestPartAndLeavesNothing(string name)
    {
        SampleSubmission sample = GradingFixture.Sample(Folder, name);
        string path = grading.Write(sample);
        await grading.SettleAsync();
        string[] temporaryFiles = Files(grading.Temporary), submitted = Files(path);

        GradeResult result = await grading.GradeAsync(path, sample.Only);

        GradingFixture.AssertGrade(sample, result);
        await grading.SettleAsync();
        Assert.Empty(await WorkerProcesses.BeyondAsync(GradingFixture.SpareWorkers));
        Assert.Equal(temporaryFiles, Files(grading.Temporary));
        Assert.Equal(submitted, Files(path));
        AssertHarmless(result, Path.Combine(path, "..", "reports"));
    }

    private static void AssertHarmless(GradeResult result, string folder)
    {
        IReadOnlyList<string> files = ReportWriter.WriteAll(result, ReportFormats.All, folder);
        Assert.All(files, file =>
        {
            string text = File.ReadAllText(file);
            Assert.DoesNotContain(text, c => char.IsControl(c) && c != '\n');
            Assert.DoesNotContain(text.Split('\n'), line => line.TrimStart().StartsWith("::", StringComparison.Ordinal) || line.TrimStart()
                .StartsWith("##[", StringComparison.Ordinal));
        });
        // As a viewer shows it that lets all HTML of a Markdown file through.
        string markdown = Markdown.ToHtml(File.ReadAllText(Path.Combine(folder, "report.md")),
            new MarkdownPipelineBuilder().UseAdvancedExtensions().Build());
        Assert.All([markdown, File.ReadAllText(Path.Combine(folder, "report.html"))], html =>
            Assert.All(Active, markup => Assert.DoesNotContain(markup, html, StringComparison.OrdinalIgnoreCase)));

        Assert.All(GitHubAnnotations.Commands(result), command =>
        {
            Assert.Matches("^::(error|warning|notice) (file=[^:,]*,line=[0-9]+,(col=[0-9]+,)?)?title=[^:,]*::", command);
            Assert.DoesNotContain(command, char.IsControl);
        });
        Assert.Equal(ResultJson.Write(result), ResultJson.Write(ResultJson.Read(ResultJson.Write(result))));
    }

    private static string[] Files(string folder) => [.. Directory.EnumerateFileSystemEntries(folder, "*").Order(StringComparer.Ordinal)];
}
