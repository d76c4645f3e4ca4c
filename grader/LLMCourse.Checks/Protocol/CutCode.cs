namespace LLMCourse.Checks.Protocol;

/// <summary>What the grader puts in the place of code that uses what the exercise under test may not: it says that it
/// was reached, and does nothing else.</summary>
/// <remarks>Submissions are compiled without this assembly, so none can call it.</remarks>
public static class CutCode
{
    private static readonly Lock State = new();
    private static readonly SortedSet<int> Noted = [];

    /// <summary>Notes that cut code was reached, and throws, so that nothing of it has a result.</summary>
    /// <param name="number">Which, as the grader numbers them.</param>
    /// <exception cref="InvalidOperationException">Always.</exception>
    public static void Reached(int number)
    {
        lock (State) _ = Noted.Add(number);
        throw new InvalidOperationException("This code is not there while an exercise is checked that may not use it.");
    }

    /// <summary>Gets which were reached since the last call, on whatever thread and whether or not
    /// the exception was caught; in order.</summary>
    public static IReadOnlyList<int> Take()
    {
        lock (State)
        {
            int[] taken = [.. Noted];
            Noted.Clear();
            return taken;
        }
    }
}
