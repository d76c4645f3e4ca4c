namespace LLMCourse.Checks.M10;

/// <summary>Somebody else who calls in the middle of a call.</summary>
internal static class Callers
{
    /// <summary>Makes the start of a call in a thread of its own, which waits until the call has ended, or must be held up.</summary>
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
            _ = other.Join(TimeSpan.FromMilliseconds(120));
        }, result.Task);
    }
}
