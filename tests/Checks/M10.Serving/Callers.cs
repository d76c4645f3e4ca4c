using System.Diagnostics;

namespace LLMCourse.Checks.M10;

/// <summary>Somebody else who calls in the middle of a call.</summary>
internal static class Callers
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5), Held = TimeSpan.FromMilliseconds(40);

    /// <summary>Makes the start of a call in a thread of its own, which waits until the call has ended or is held up.</summary>
    public static (Action Start, Task<T> Result) Another<T>(Func<T> call)
    {
        TaskCompletionSource<T> result = new(TaskCreationOptions.RunContinuationsAsynchronously);
        return (() =>
        {
            Thread other = new(() =>
            {
                try
                {
                    result.SetResult(call());
                }
                catch (Exception e)
                {
                    result.SetException(e);
                }
            })
            { IsBackground = true };
            other.Start();
            WaitFor(other);
        }, result.Task);
    }

    // On a busy machine the other may need long to begin, so that no fixed time tells that it is held up: its state does.
    private static void WaitFor(Thread other)
    {
        Stopwatch waited = Stopwatch.StartNew(), held = new();
        while (waited.Elapsed < Patience && held.Elapsed < Held && !other.Join(TimeSpan.FromMilliseconds(2)))
        {
            if (!other.ThreadState.HasFlag(System.Threading.ThreadState.WaitSleepJoin)) held.Reset();
            else held.Start();
        }
    }
}
