using LLMCourse.Grading.Compiling.Examining;
using LLMCourse.Grading.Course;
using LLMCourse.Grading.Intake;
using LLMCourse.Grading.Pipeline;
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

    public async ValueTask DisposeAsync()
    {
        await Examiners.DisposeAsync().ConfigureAwait(false);
        await Workers.DisposeAsync().ConfigureAwait(false);
    }

    private (ModuleContent Content, GradingPipeline Pipeline) Get(string module)
    {
        if (_modules.TryGetValue(module, out var known)) return known;
        ModuleContent content = ModuleContent.Load(_layout, module);
        string assignment = _layout.AssignmentOf(module);
        IReadOnlyList<SourceFile> starter =
            [.. content.Manifest.Files.Where(f => File.Exists(Path.Combine(assignment, f))).Select(f => new SourceFile(f, File.ReadAllText(Path.Combine(assignment, f))))];
        return _modules[module] = (content, new GradingPipeline(content, starter, Examiners, Workers, TimeProvider.System));
    }
}
