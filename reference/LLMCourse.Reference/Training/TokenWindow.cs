namespace LLMCourse.Reference.Training;

/// <summary>Checks windows of tokens.</summary>
internal static class TokenWindow
{
    /// <summary>Refuses a window that leaves the row.</summary>
    public static void Check(long start, long length, long count)
    {
        if (start < 0 || length > count || start > count - length)
            throw new ArgumentOutOfRangeException(nameof(start), start,
                $"Tokens {start} to {start + length - 1} are asked for, but there are {count}; choose a window inside.");
    }
}
