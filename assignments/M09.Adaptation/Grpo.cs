namespace LLMCourse.M09;

/// <summary>TODO: what it is, with shapes, dtypes, errors, and the paper with its section.</summary>
public static class Grpo
{
    /// <summary>TODO: twice the number; put what is to be written here in its place.</summary>
    /// <param name="x">Any number.</param>
    [Exercise("M09.E5", Title = "Distillation and GRPO", Weight = 4)]
    public static double Advantages(double x)
    {
        // TODO M09.E5: say in one sentence what to do.
        throw new NotImplementedException("M09.E5: say in one sentence what to do.");
    }
}
