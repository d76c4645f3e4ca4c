namespace LLMCourse.M09;

/// <summary>TODO: what it is, with shapes, dtypes, errors, and the paper with its section.</summary>
public static class MinHash
{
    /// <summary>TODO: twice the number; put what is to be written here in its place.</summary>
    /// <param name="x">Any number.</param>
    [Exercise("M09.E8", Title = "Curating text", Weight = 2)]
    public static double Signature(double x)
    {
        // TODO M09.E8: say in one sentence what to do.
        throw new NotImplementedException("M09.E8: say in one sentence what to do.");
    }
}
