using LLMCourse.Reference;

namespace LLMCourse.Bans.Tests;

/// <summary>Runs work that may never come back, or end the process, on a thread that is then given up.</summary>
public sealed class GuardedThread : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    [ThreadStatic]
    private static Worker? _current;

    private static readonly bool IsGuarded = NativeErrors.Intercept(_ => _current?.Park());

    private Worker? _worker;

    /// <summary>Runs work, whatever becomes of it.</summary>
    /// <param name="work">What to do; its exceptions are dropped, for functions refuse most of what they are given.</param>
    /// <returns>Whether it came back.</returns>
    public bool Run(Action work)
    {
        Assert.True(IsGuarded, "Errors inside libtorch would end the test run on this system.");
        _worker ??= new Worker();
        if (_worker.Run(work)) return true;
        _worker = null;
        return false;
    }

    /// <summary>Lets the thread end.</summary>
    public void Dispose() => _worker?.Run(null);

    private sealed class Worker
    {
        private readonly SemaphoreSlim _wanted = new(0);
        private readonly SemaphoreSlim _over = new(0);
        private Action? _work;
        private volatile bool _isParked;

        public Worker() => new Thread(Loop) { IsBackground = true }.Start();

        public bool Run(Action? work)
        {
            _work = work;
            _ = _wanted.Release();
            return _over.Wait(Patience) && !_isParked;
        }

        public void Park()
        {
            _isParked = true;
            _ = _over.Release();
            Thread.Sleep(Timeout.Infinite);
        }

        private void Loop()
        {
            _current = this;
            while (true)
            {
                _wanted.Wait();
                try
                {
                    _work?.Invoke();
                }
                catch (Exception)
                {
                    // It refuses these arguments.
                }

                bool ends = _work is null;
                _ = _over.Release();
                if (ends) return;
            }
        }
    }
}
