namespace LLMCourse.M10;

/// <summary>TODO: what it is, with shapes, dtypes, errors, and the paper with its section.</summary>
public static class TokenBucket
{
    /// <summary>TODO: twice the number; put what is to be written here in its place.</summary>
    /// <param name="x">Any number.</param>
    [Exercise("M10.E2", Title = "Rate limits", Weight = 1)]
    public static double TryTake(double x)
    {
        // TODO M10.E2: say in one sentence what to do.
        throw new NotImplementedException("M10.E2: say in one sentence what to do.");
    }
}
