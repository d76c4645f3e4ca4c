namespace LLMCourse.M06;

/// <summary>TODO: what it is, with shapes, dtypes, errors, and the paper with its section.</summary>
public static class Agent
{
    /// <summary>TODO: twice the number; put what is to be written here in its place.</summary>
    /// <param name="x">Any number.</param>
    [Exercise("M06.E7", Title = "Tool calls in a loop", Weight = 1)]
    public static double RunAsync(double x)
    {
        // TODO M06.E7: say in one sentence what to do.
        throw new NotImplementedException("M06.E7: say in one sentence what to do.");
    }
}
