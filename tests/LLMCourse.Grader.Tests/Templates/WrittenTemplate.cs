using LLMCourse.Authoring.Templates;
using LLMCourse.Grader.Tests.EndToEnd;
using LLMCourse.Grading.Compiling;

namespace LLMCourse.Grader.Tests.Templates;

[CollectionDefinition(Name)]
public sealed class TemplateCollection : ICollectionFixture<WrittenTemplate>
{
    public const string Name = "template";
}

/// <summary>A template of every module, written once.</summary>
public sealed class WrittenTemplate : IDisposable
{
    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("llmcourse-template-");

    public WrittenTemplate() =>
        TemplateWriter.Write(TemplateFiles.Make(GradingFixture.Layout,
            new TemplateOptions { Modules = GradingFixture.Layout.Modules, GraderSource = "my-org/grader@v1" }), Root);

    public string Root => Path.Combine(_home.FullName, "template");

    /// <summary>Gets the paths of the files, with slashes, in order.</summary>
    public IReadOnlyList<string> Files =>
        [.. Directory.EnumerateFiles(Root, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(Root, f).Replace('\\', '/'))
            .Order(StringComparer.Ordinal)];

    public string Read(string file) => File.ReadAllText(Path.Combine(Root, file));

    public void Dispose() => _home.Delete(recursive: true);
}
