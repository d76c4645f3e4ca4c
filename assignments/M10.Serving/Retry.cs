namespace LLMCourse.M10;

/// <summary>TODO: what it is, with shapes, dtypes, errors, and the paper with its section.</summary>
public static class Retry
{
    /// <summary>TODO: twice the number; put what is to be written here in its place.</summary>
    /// <param name="x">Any number.</param>
    [Exercise("M10.E6", Title = "A resilient client", Weight = 1)]
    public static double RunAsync(double x)
    {
        // TODO M10.E6: say in one sentence what to do.
        throw new NotImplementedException("M10.E6: say in one sentence what to do.");
    }
}
