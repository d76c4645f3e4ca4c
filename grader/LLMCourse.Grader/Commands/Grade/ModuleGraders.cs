using LLMCourse.Checks.Playing;
using LLMCourse.Grading.Compiling;
using LLMCourse.Grading.Compiling.Examining;
using LLMCourse.Grading.Compiling.Inspection;
using LLMCourse.Grading.Course;
using LLMCourse.Grading.Intake;
using LLMCourse.Grading.Pipeline;
using LLMCourse.Grading.Playing;
using LLMCourse.Grading.Sandbox;
using LLMCourse.Grading.Workers;

namespace LLMCourse.Grader.Commands.Grade;

/// <summary>What the commands share: the workers, and a pipeline for each module, made when it is first asked for.</summary>
internal sealed class ModuleGraders : IAsyncDisposable
{
    private readonly CourseLayout _layout;
    private readonly Dictionary<string, (ModuleContent Content, GradingPipeline Pipeline)> _modules = new(StringComparer.Ordinal);

    public ModuleGraders(CourseLayout layout, SandboxMode sandbox, int spareWorkers = 1, CpuKernels kernels = CpuKernels.Native)
        : this(layout, new WorkerPoolOptions { Sandbox = sandbox, Spares = spareWorkers, Limits = new SandboxLimits { Kernels = kernels } })
    {
    }

    public ModuleGraders(CourseLayout layout, WorkerPoolOptions workers)
    {
        _layout = layout;

        // Before anything else: the compiler and libtorch load in their processes while this one reads.
        Examiners = new ExaminerPool();
        Workers = WorkerPool.Start(workers);
    }

    public WorkerPool Workers { get; }

    public ExaminerPool Examiners { get; }

    public GradingPipeline For(string module) => Get(module).Pipeline;

    public ModuleContent ContentOf(string module) => Get(module).Content;

    /// <summary>Loads modules, and what compiling needs, before the first submission is read.</summary>
    public void Prepare(IEnumerable<string> modules)
    {
        foreach (string module in modules) _ = Get(module);
    }

    /// <summary>Compiles a student's files so that the model that is played can be made of their parts.</summary>
    public async Task<Build> ExaminePlayAsync(string module, SourceSet sources, CancellationToken cancellation)
    {
        ModuleManifest manifest = ContentOf(module).Manifest;
        Dictionary<string, ExerciseBans> none = [];
        if (manifest.Id != PlayedModule.Attention.Id)
            return (await Examiners.ExamineAsync(new ExamineRequest(sources, manifest, Starter(manifest), none), cancellation)
                .ConfigureAwait(false)).Build;
        ModuleManifest withPlayer = PlaySources.WithPlayer(manifest);
        Examination own = await Examiners.ExamineAsync(
            new ExamineRequest(PlaySources.WithOwnParts(sources), withPlayer, Starter(manifest), none), cancellation).ConfigureAwait(false);
        if (own.Build.BrokenFiles.Count == 0) return own.Build;

        // What uses more of the reference's layers than the player's have is played as it is, with the reference's.
        Examination plain = await Examiners.ExamineAsync(new ExamineRequest(sources, withPlayer, Starter(manifest), none), cancellation)
            .ConfigureAwait(false);
        return plain.Build.BrokenFiles.Count < own.Build.BrokenFiles.Count ? plain.Build : own.Build;
    }

    public async ValueTask DisposeAsync()
    {
        await Examiners.DisposeAsync().ConfigureAwait(false);
        await Workers.DisposeAsync().ConfigureAwait(false);
    }

    private (ModuleContent Content, GradingPipeline Pipeline) Get(string module)
    {
        if (_modules.TryGetValue(module, out var known)) return known;
        ModuleContent content = ModuleContent.Load(_layout, module);
        return _modules[module] =
            (content, new GradingPipeline(content, Starter(content.Manifest), Examiners, Workers, TimeProvider.System));
    }
    private IReadOnlyList<SourceFile> Starter(ModuleManifest manifest)
    {
        string assignment = _layout.AssignmentOf(manifest.Name);
        return [.. manifest.Files.Where(f => File.Exists(Path.Combine(assignment, f)))
            .Select(f => new SourceFile(f, File.ReadAllText(Path.Combine(assignment, f))))];
    }
}
