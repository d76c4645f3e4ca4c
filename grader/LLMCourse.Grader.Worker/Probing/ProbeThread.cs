using System.Globalization;

namespace LLMCourse.Grader.Worker.Probing;

/// <summary>A thread for one probe, with a stack of its own and none of what an earlier probe left in thread-local state.</summary>
internal sealed class ProbeThread : IDisposable
{
    private const int StackBytes = 8 << 20;

    private readonly SemaphoreSlim _wanted = new(0);
    private readonly SemaphoreSlim _finished = new(0);
    private Action? _job;

    /// <summary>Starts the thread.</summary>
    public ProbeThread()
    {
        var thread = new Thread(Run, StackBytes)
        {
            IsBackground = true,
            Name = "probe",
            CurrentCulture = CultureInfo.InvariantCulture,
            CurrentUICulture = CultureInfo.InvariantCulture,
        };
        thread.Start();
    }

    /// <summary>Runs <paramref name="job"/>, which must not throw, and waits for its end.</summary>
    public void Do(Action job)
    {
        _job = job;
        _wanted.Release();
        _finished.Wait();
    }

    /// <summary>Lets the thread end.</summary>
    public void Dispose()
    {
        _job = null;
        _wanted.Release();
    }

    private void Run()
    {
        while (true)
        {
            _wanted.Wait();
            if (_job is not { } job) return;
            job();
            _finished.Release();
        }
    }
}
