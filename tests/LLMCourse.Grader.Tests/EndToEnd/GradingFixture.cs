using LLMCourse.Authoring.Mutating;
using LLMCourse.Authoring.Samples;
using LLMCourse.Grader.Commands;
using LLMCourse.Grader.Commands.Grade;
using LLMCourse.Grading.Compiling;
using LLMCourse.Grading.Course;
using LLMCourse.Grading.Judging;
using LLMCourse.Grading.Pipeline;
using LLMCourse.Grading.Results;
using LLMCourse.Grading.Sandbox;
using LLMCourse.Grading.Workers;

namespace LLMCourse.Grader.Tests.EndToEnd;

/// <summary>The graders with their workers in the real sandbox, and a folder in the place of the system's temporary one.</summary>
public sealed class GradingFixture : IAsyncLifetime
{
    public const string Module = "M02.Attention";

    /// <summary>How many workers stand ready while nothing is graded.</summary>
    public const int SpareWorkers = 1;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("llmcourse-end-to-end-");
    private readonly string? _outerTemporary = Environment.GetEnvironmentVariable("TMPDIR");
    private ModuleGraders? _graders;
    private int _count;

    public static CourseLayout Layout { get; } = CourseLayout.Find(null);

    /// <summary>Gets where graders and workers put their temporary files; nobody else does.</summary>
    public string Temporary => Path.Combine(_folder.FullName, "temporary");

    private ModuleGraders Graders => _graders ?? throw new InvalidOperationException("The workers are not started yet.");

    public async Task InitializeAsync()
    {
        Directory.CreateDirectory(Temporary);

        // A worker runs as another user where the tests run as root: it has to reach what is copied for it.
        OpenToAll(_folder.FullName);
        OpenToAll(Temporary);
        Environment.SetEnvironmentVariable("TMPDIR", Temporary);
        _graders = new ModuleGraders(Layout, SandboxMode.Required);
        _graders.Prepare([Module]);
        await _graders.Workers.WarmAsync(CancellationToken.None);
    }

    public async Task DisposeAsync()
    {
        if (_graders is not null) await _graders.DisposeAsync();
        Environment.SetEnvironmentVariable("TMPDIR", _outerTemporary);
        _folder.Delete(recursive: true);
    }

    public static SampleSubmission Sample(string folder, string name) =>
        SampleSubmission.Load(Path.Combine(FolderOf(folder), name + ".yaml"));

    public static TheoryData<string> Names(string folder) => [.. NamesIn(folder)];

    public static IEnumerable<string> NamesIn(string folder) => Directory.EnumerateFiles(FolderOf(folder), "*.yaml")
        .Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal);

    /// <summary>Writes a sample out as a student would have handed it in.</summary>
    public string Write(SampleSubmission sample, string module = Module)
    {
        string path = Path.Combine(_folder.FullName, $"{Interlocked.Increment(ref _count)}", sample.Name);
        sample.WriteTo(Layout.SolutionOf(module), Graders.ContentOf(module).Manifest, path);
        return path;
    }

    public Task<GradeResult> GradeAsync(string path, IReadOnlyList<string>? only = null, string module = Module) =>
        Graders.For(module).GradeAsync(path, new GradeOptions { Performance = false, Only = only ?? [] }, null, CancellationToken.None);

    public Task<GradeResult> GradeAsync(SampleSubmission sample, string module = Module) =>
        GradeAsync(Write(sample, module), sample.Only, module);

    /// <summary>Runs mutants of a module.</summary>
    internal async Task<ModuleMutation> MutateAsync(MutationOptions options, string module = Module)
    {
        await using WorkerPool workers = OwnWorkers();
        return (await new MutationRun(Layout, workers, Graders.ContentOf).RunAsync([module], options, null,
            CancellationToken.None)).Single();
    }

    /// <summary>Runs chosen mutants of module 2.</summary>
    internal async Task<IReadOnlyList<MutantResult>> RunMutantsAsync(Func<IReadOnlyList<Mutant>, IReadOnlyList<Mutant>> choose)
    {
        ModuleContent content = Graders.ContentOf(Module);
        MutantCompiler compiler =
            new(content.Manifest, SolutionReader.FilesOf(Layout.SolutionOf(Module)), ReferenceSet.For(content.Manifest.Libraries));
        IReadOnlyList<Mutant> mutants = choose(MutantGenerator.Generate(content.Manifest, compiler.Solution));
        await using WorkerPool workers = OwnWorkers();
        return await new MutationRunner(content, compiler, workers).RunAsync(mutants, _ => { }, CancellationToken.None);
    }

    /// <summary>Runs changes of a module's solution against every check of their exercise.</summary>
    /// <returns>The behaviour of each in each check by the check's id; null for one that does not compile.</returns>
    internal async Task<IReadOnlyList<IReadOnlyDictionary<string, CheckBehaviour>?>> ObserveAsync(string module,
        Func<ModuleManifest, IReadOnlyList<Mutant>> choose)
    {
        ModuleContent content = Graders.ContentOf(module);
        MutantCompiler compiler =
            new(content.Manifest, SolutionReader.FilesOf(Layout.SolutionOf(module)), ReferenceSet.For(content.Manifest.Libraries));
        await using WorkerPool workers = OwnWorkers();
        return await new MutationRunner(content, compiler, workers).ObserveAsync(choose(content.Manifest), _ => { },
            CancellationToken.None);
    }

    /// <summary>Waits until the workers that replace used ones have started.</summary>
    public Task SettleAsync() => Graders.Workers.SettleAsync();

    // Workers that served the course's own code stay for more of it, and other tests count those that live.
    private static WorkerPool OwnWorkers() => WorkerPool.Start(new WorkerPoolOptions { Sandbox = SandboxMode.Required, Spares = 0 });

    /// <summary>Fails, with the reasons of every lost point, unless a sample got exactly the grade that it must get.</summary>
    public static void AssertGrade(SampleSubmission sample, GradeResult result) => Assert.Null(GoldenGrade.Difference(sample, result));

    private static void OpenToAll(string folder)
    {
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(folder, (UnixFileMode)0b111_101_101);
    }

    private static string FolderOf(string folder) => Path.Combine(Layout.Root, "tests", "Submissions", folder);
}
