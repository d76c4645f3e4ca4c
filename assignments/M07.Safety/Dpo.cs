namespace LLMCourse.M07;

/// <summary>TODO: what it is, with shapes, dtypes, errors, and the paper with its section.</summary>
public static class Dpo
{
    /// <summary>TODO: twice the number; put what is to be written here in its place.</summary>
    /// <param name="x">Any number.</param>
    [Exercise("M07.E6", Title = "Direct preference optimisation", Weight = 4)]
    public static double Loss(double x)
    {
        // TODO M07.E6: say in one sentence what to do.
        throw new NotImplementedException("M07.E6: say in one sentence what to do.");
    }
}
