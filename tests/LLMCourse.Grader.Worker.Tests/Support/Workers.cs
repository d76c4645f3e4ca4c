using LLMCourse.Grading.Sandbox;
using LLMCourse.Grading.Workers;

namespace LLMCourse.Grader.Worker.Tests.Support;

/// <summary>Workers in one kind of sandbox, shared by the tests of a class.</summary>
public abstract class Workers(SandboxMode mode) : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("llmcourse-tests-");

    public WorkerPool Pool { get; private set; } = null!;

    public string ChecksFile { get; private set; } = "";

    public Task InitializeAsync()
    {
        Pool = WorkerPool.Start(new WorkerPoolOptions { Sandbox = mode, Limits = new SandboxLimits { HeapBytes = 256 << 20 } });
        ChecksFile = TinyModule.WriteChecks(_folder.FullName);
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await Pool.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    public ProbeSession Open(Compiled submission) => Pool.OpenSession(submission.Assembly, submission.Symbols, ChecksFile);

    /// <summary>Probes one check of a submission in a session of its own.</summary>
    public async Task<ProbeReport> ProbeAsync(Compiled submission, string check, double seconds = 20)
    {
        await using ProbeSession session = Open(submission);
        return await session.ProbeAsync(new NamedCheck(check, seconds));
    }
}

/// <summary>Workers in bubblewrap.</summary>
public sealed class SandboxedWorkers() : Workers(SandboxMode.Required);

/// <summary>Workers as plain processes.</summary>
public sealed class ProcessWorkers() : Workers(SandboxMode.Off);
