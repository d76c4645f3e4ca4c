using System.Globalization;
using LLMCourse.Checks.Protocol;
using LLMCourse.Reference;

namespace LLMCourse.Grader.Worker.Probing;

/// <summary>A thread for one probe, with a stack of its own and none of what an earlier probe left in thread-local state.</summary>
internal sealed class ProbeThread : IDisposable
{
    private const int StackBytes = 8 << 20;

    [ThreadStatic]
    private static Func<NativeError, Reply>? _answer;

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

    /// <summary>Gets or sets what the current thread has to say when libtorch ends the process under it;
    /// null on a thread that runs no probe.</summary>
    /// <remarks>A thread that an earlier check left behind must not speak for the one that is running.</remarks>
    public static Func<NativeError, Reply>? AnswerToNativeError
    {
        get => _answer;
        set => _answer = value;
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
