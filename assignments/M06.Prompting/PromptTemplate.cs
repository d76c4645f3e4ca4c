namespace LLMCourse.M06;

/// <summary>TODO: what it is, with shapes, dtypes, errors, and the paper with its section.</summary>
public static class PromptTemplate
{
    /// <summary>TODO: twice the number; put what is to be written here in its place.</summary>
    /// <param name="x">Any number.</param>
    [Exercise("M06.E1", Title = "A prompt template engine", Weight = 1)]
    public static double Render(double x)
    {
        // TODO M06.E1: say in one sentence what to do.
        throw new NotImplementedException("M06.E1: say in one sentence what to do.");
    }
}
