namespace LLMCourse.M09;

/// <summary>TODO: what it is, with shapes, dtypes, errors, and the paper with its section.</summary>
public static class SftTemplate
{
    /// <summary>TODO: twice the number; put what is to be written here in its place.</summary>
    /// <param name="x">Any number.</param>
    [Exercise("M09.E1", Title = "Data for supervised fine-tuning", Weight = 2)]
    public static double Encode(double x)
    {
        // TODO M09.E1: say in one sentence what to do.
        throw new NotImplementedException("M09.E1: say in one sentence what to do.");
    }
}
