namespace LLMCourse.Reference.Tests;

/// <summary>Counts what some work allocates on the managed heap.</summary>
internal static class Allocations
{
    /// <summary>Counts the bytes that some work allocates on the calling thread.</summary>
    /// <param name="work">The work; what it needs only the first time it must have already.</param>
    /// <exception cref="InvalidOperationException">The process collects garbage in the background, which makes the count wrong.</exception>
    public static long Of(Action work)
    {
        // With .NET 10 the counter jumps by up to 8 KB, what is left of the thread's buffer, when a collection in the background ends.
        if (Equals(GC.GetConfigurationVariables()["ConcurrentGC"], true))
            throw new InvalidOperationException(
                "Allocations are counted rightly only where ConcurrentGarbageCollection is off in the test project.");
        long before = GC.GetAllocatedBytesForCurrentThread();
        work();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
