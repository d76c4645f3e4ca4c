namespace LLMCourse.M10;

/// <summary>A request on its way. The scheduler writes to it; others read it, on any thread.</summary>
public sealed class GenerationHandle
{
    private readonly TaskCompletionSource<int[]> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal GenerationHandle(long id, GenerationRequest request) => (Id, Request) = (id, request);

    /// <summary>Gets the number of the request: 0 for the first that a scheduler accepted, then 1, 2, …</summary>
    public long Id { get; }

    /// <summary>Gets what was asked for.</summary>
    public GenerationRequest Request { get; }

    /// <summary>Gets the output, once it is complete; cancelled if the request was.</summary>
    public Task<int[]> Completion => _completion.Task;

    internal void Finish(int[] output) => _completion.SetResult(output);

    internal void MarkCancelled() => _completion.SetCanceled();
}
