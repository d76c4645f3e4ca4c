using LLMCourse.Grading.Sandbox;

namespace LLMCourse.Grading.Workers;

/// <summary>How workers are started.</summary>
public sealed record WorkerPoolOptions
{
    internal const string WorkerName = "grader-worker.dll";

    /// <summary>Gets how submissions are kept apart. The default is <see cref="SandboxMode.Auto"/>.</summary>
    public SandboxMode Sandbox { get; init; } = SandboxMode.Auto;

    /// <summary>Gets what a worker may use.</summary>
    public SandboxLimits Limits { get; init; } = new();

    /// <summary>Gets how many workers are kept ready beyond those in use. The default is 1.</summary>
    public int Spares { get; init; } = 1;

    /// <summary>Gets whether a worker is replaced when it has ended, not as soon as it is taken: while it is at work it then has the
    /// machine for itself, and <see cref="Spares"/> of 2 still have one ready for who comes next. The
    /// default is false: a batch is never idle.</summary>
    public bool ReplacesWhenIdle { get; init; }

    /// <summary>Gets the worker's assembly. The default is the one that is built with the grader.</summary>
    public string WorkerFile { get; init; } = Path.Combine(AppContext.BaseDirectory, "worker", WorkerName);

    /// <summary>Gets how long a worker may take to start; generous, for a slow and busy machine. The default is 60 s.</summary>
    public TimeSpan StartLimit { get; init; } = TimeSpan.FromSeconds(60);
}
