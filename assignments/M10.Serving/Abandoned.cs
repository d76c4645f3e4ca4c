namespace LLMCourse.M10;

/// <summary>Looks after tasks that nobody waits for any more.</summary>
internal static class Abandoned
{
    /// <summary>Observes a task's exception whenever it comes, so that the runtime does not report it as unobserved.</summary>
    /// <param name="task">The task.</param>
    public static async Task ObserveAsync(Task task) => await task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
