using System.Runtime.ExceptionServices;

namespace LLMCourse.Grading.Compiling;

/// <summary>Runs work on a thread of its own with a large stack and a time limit.</summary>
internal static class BoundedWork
{
    /// <summary>Runs work and waits for it.</summary>
    /// <param name="work">Gets a token that is cancelled when the time is up.</param>
    /// <param name="stackBytes">The thread's stack.</param>
    /// <param name="limit">How long to wait.</param>
    /// <param name="cancellation">The caller's.</param>
    /// <exception cref="TimeoutException">The work did not end in time. Work that ignores its token goes on, on a background thread, and
    /// its result is dropped.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    internal static T Run<T>(Func<CancellationToken, T> work, int stackBytes, TimeSpan limit, CancellationToken cancellation)
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        CancellationToken token = stop.Token;
        TaskCompletionSource<T> done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Thread thread = new(
            () =>
            {
                try
                {
                    done.TrySetResult(work(token));
                }
#pragma warning disable CA1031 // Every exception is handed to the waiting thread, which throws it again.
                catch (Exception e)
#pragma warning restore CA1031
                {
                    done.TrySetException(e);
                }
            },
            stackBytes)
        {
            IsBackground = true,
            Name = "compile",
        };
        thread.Start();
        bool ended = WaitFor(done.Task, limit, cancellation);
        stop.Cancel();
        if (!ended) throw new TimeoutException($"The work did not end within {limit.TotalSeconds:0} s.");
        if (done.Task.Exception?.InnerException is { } failure) ExceptionDispatchInfo.Throw(failure);
        return done.Task.Result;
    }

    private static bool WaitFor(Task task, TimeSpan limit, CancellationToken cancellation) =>
        Task.WaitAny([task], (int)limit.TotalMilliseconds, cancellation) == 0;
}
