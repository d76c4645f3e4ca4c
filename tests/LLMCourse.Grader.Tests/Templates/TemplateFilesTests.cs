using System.Text.RegularExpressions;
using System.Xml.Linq;
using LLMCourse.Authoring.Templates;
using LLMCourse.Grader.Tests.EndToEnd;
using LLMCourse.Grading.Compiling;
using LLMCourse.Grading.Course;

namespace LLMCourse.Grader.Tests.Templates;

[Collection(TemplateCollection.Name)]
public sealed partial class TemplateFilesTests(WrittenTemplate template) : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("llmcourse-template-files-");

    private static TemplateOptions OneModule { get; } = new() { Modules = [GradingFixture.Module] };

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Make_OneModule_LeavesTheOthersOut()
    {
        IReadOnlyList<TemplateFile> files = TemplateFiles.Make(GradingFixture.Layout, OneModule);

        Assert.Equal([GradingFixture.Module], files.Select(f => f.Path).Where(p => p.StartsWith("assignments/", StringComparison.Ordinal))
            .Select(p => p.Split('/')[1]).Distinct());
        Assert.DoesNotContain(files.Where(f => f.Path is "README.md" or "course" or ".github/workflows/classroom.yml"
            or TemplateFiles.Solution), f => f.Text.Contains("M01", StringComparison.Ordinal));
        Assert.All(files, f => Assert.DoesNotContain("⟪", f.Path.StartsWith("assignments/", StringComparison.Ordinal) ? "" : f.Text,
            StringComparison.Ordinal));
        Assert.Equal(["course"], files.Where(f => f.IsExecutable).Select(f => f.Path));
    }

    [Fact]
    public void Template_Projects_FindEveryProjectThatTheyReferTo()
    {
        string[] solution =
            [.. XDocument.Parse(template.Read(TemplateFiles.Solution)).Descendants("Project").Select(p => (string)p.Attribute("Path")!)];
        Assert.Equal(template.Files.Where(f => f.EndsWith(".csproj", StringComparison.Ordinal)
            && !f.StartsWith("compat/", StringComparison.Ordinal)), solution);
        foreach (string project in template.Files.Where(f => f.EndsWith(".csproj", StringComparison.Ordinal)))
        {
            XDocument xml = XDocument.Parse(template.Read(project));
            foreach (XElement reference in xml.Descendants("ProjectReference"))
                Assert.True(File.Exists(Path.Combine(template.Root, Path.GetDirectoryName(project)!,
                    (string)reference.Attribute("Include")!)), $"{project} refers to {reference}");
        }

        Assert.Contains("compat/Verify.Xunit/Verify.Xunit.csproj", template.Files);
        Assert.Equal(["libtorch/LibTorch.proj", "libtorch/LibTorch.props", "libtorch/MarkVersionWeak.cs"],
            template.Files.Where(f => f.StartsWith("libtorch/", StringComparison.Ordinal)));
    }

    // The data sets' hashes are checked when they are read, so a byte order mark or a line end matters.
    [Fact]
    public void Template_WhatIsCopied_IsTheSameBytes()
    {
        string[] copied = [.. template.Files.Where(f => f.Contains('/', StringComparison.Ordinal)
            && !f.StartsWith(".github/", StringComparison.Ordinal) && !f.StartsWith(".devcontainer/", StringComparison.Ordinal))];

        Assert.NotEmpty(copied);
        Assert.All(copied, f => Assert.Equal(File.ReadAllBytes(Path.Combine(GradingFixture.Layout.Root, f)),
            File.ReadAllBytes(Path.Combine(template.Root, f))));
    }

    [Fact]
    public void Template_LinksInMarkdown_LeadSomewhere()
    {
        foreach (string page in template.Files.Where(f => f.EndsWith(".md", StringComparison.Ordinal)))
        {
            foreach (Match link in Link().Matches(CodeBlock().Replace(template.Read(page), "")))
            {
                string target = Path.GetFullPath(Path.Combine(template.Root, Path.GetDirectoryName(page)!, link.Groups[1].Value));
                Assert.True(Path.Exists(target), $"{page} links to {link.Groups[1].Value}, which students do not get.");
            }
        }
    }

    [Fact]
    public void Write_IntoAFolderThatHoldsSomething_IsRefusedAndChangesNothing()
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "mine.txt"), "mine");

        CourseException refused =
            Assert.Throws<CourseException>(() => TemplateWriter.Write([new TemplateFile("README.md", "x")], _folder.FullName));

        Assert.Contains("is not empty", refused.Message, StringComparison.Ordinal);
        Assert.Equal(["mine.txt"], Directory.EnumerateFileSystemEntries(_folder.FullName).Select(f => Path.GetFileName(f)));
    }

    [Fact]
    public void Write_Cancelled_LeavesNothing()
    {
        using CancellationTokenSource stopped = new();
        stopped.Cancel();

        Assert.Throws<OperationCanceledException>(
            () => TemplateWriter.Write([new TemplateFile("a/README.md", "x")], Path.Combine(_folder.FullName, "out"), stopped.Token));

        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.FullName));
    }

    [Fact]
    public void Make_CourseThatIsNoCheckout_SaysSo()
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "course.json"), "{}");

        Assert.Contains("is not a checkout",
            Assert.Throws<CourseException>(() => TemplateFiles.Make(new CourseLayout(_folder.FullName), OneModule)).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://feed.example.org/v3/index.json", "0.1.0")]
    [InlineData("my-org/grader@v1.2", "1.2.3-beta.1")]
    [InlineData("/srv/packages", "1.0")]
    [InlineData("", "0.1.0")]
    public void Validate_Sources_AreTaken(string source, string version) =>
        (OneModule with { GraderSource = source, GraderVersion = version }).Validate();

    [Theory]
    [InlineData("http://feed.example.org/v3/index.json", "0.1.0", "is not where a package comes from")]
    [InlineData("https://x/' || secrets.X || '", "0.1.0", "is not where a package comes from")]
    [InlineData("https://x/\n", "0.1.0", "is not where a package comes from")]
    [InlineData("my-org/grader", "0.1.0", "is not where a package comes from")]
    [InlineData("packages", "0.1.0", "is not where a package comes from")]
    [InlineData("", "*", "is not one version of a package")]
    [InlineData("", "1.0.0' }}", "is not one version of a package")]
    public void Validate_WhatWouldBecomeAnExpressionOrNothing_IsRefused(string source, string version, string says) =>
        Assert.Contains(says, Assert.Throws<CourseException>(
            () => (OneModule with { GraderSource = source, GraderVersion = version }).Validate()).Message, StringComparison.Ordinal);

    [GeneratedRegex(@"^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex CodeBlock();

    [GeneratedRegex(@"\]\((?!https?:|#|mailto:)([^)#\s]+)")]
    private static partial Regex Link();
}
