namespace LLMCourse.M08;

/// <summary>TODO: what it is, with shapes, dtypes, errors, and the paper with its section.</summary>
public static class Bootstrap
{
    /// <summary>TODO: twice the number; put what is to be written here in its place.</summary>
    /// <param name="x">Any number.</param>
    [Exercise("M08.E4", Title = "Statistics of evaluation", Weight = 2)]
    public static double Interval(double x)
    {
        // TODO M08.E4: say in one sentence what to do.
        throw new NotImplementedException("M08.E4: say in one sentence what to do.");
    }
}
