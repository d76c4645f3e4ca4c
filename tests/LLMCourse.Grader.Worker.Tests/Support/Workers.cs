using LLMCourse.Grader.Probing;
using LLMCourse.Grader.Sandbox;

namespace LLMCourse.Grader.Worker.Tests.Support;

/// <summary>Workers in one kind of sandbox, shared by the tests of a class.</summary>
public abstract class Workers(SandboxMode mode) : IAsyncLifetime
{
    public WorkerPool Pool { get; private set; } = null!;

    public Task InitializeAsync()
    {
        Pool = new WorkerPool(new WorkerPoolOptions { Sandbox = mode, Limits = new SandboxLimits { HeapBytes = 256 << 20 } });
        return Task.CompletedTask;
    }

    public async Task DisposeAsync() => await Pool.DisposeAsync();

    public async Task<ProbeSession> OpenAsync(Compiled submission)
    {
        var session = new ProbeSession(Pool);
        await session.LoadAsync(new SubmissionImage(submission.Assembly, submission.Symbols, Course.Checks));
        return session;
    }

    /// <summary>Probes one check of a submission in a session of its own.</summary>
    public async Task<ProbeReport> ProbeAsync(Compiled submission, string check, double seconds = 20)
    {
        await using ProbeSession session = await OpenAsync(submission);
        return await session.ProbeAsync(new NamedCheck(check, seconds));
    }
}

/// <summary>Workers in bubblewrap.</summary>
public sealed class SandboxedWorkers() : Workers(SandboxMode.Required);

/// <summary>Workers as plain processes.</summary>
public sealed class ProcessWorkers() : Workers(SandboxMode.Off);
