namespace LLMCourse.Checks;

/// <summary>Somebody else who calls in the middle of a call.</summary>
public static class Callers
{
    /// <summary>Makes the start of a call in a thread of its own, which waits until the call has ended, or must be held up.</summary>
    /// <typeparam name="T">What the call gives.</typeparam>
    /// <param name="call">The call.</param>
    /// <returns>What starts it, and what it gave or threw.</returns>
    public static (Action Start, Task<T> Result) Another<T>(Func<T> call)
    {
        ArgumentNullException.ThrowIfNull(call);
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
            _ = other.Join(TimeSpan.FromMilliseconds(120));
        }, result.Task);
    }
}
