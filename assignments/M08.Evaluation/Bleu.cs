namespace LLMCourse.M08;

/// <summary>TODO: what it is, with shapes, dtypes, errors, and the paper with its section.</summary>
public static class Bleu
{
    /// <summary>TODO: twice the number; put what is to be written here in its place.</summary>
    /// <param name="x">Any number.</param>
    [Exercise("M08.E3", Title = "Text metrics", Weight = 2)]
    public static double Corpus(double x)
    {
        // TODO M08.E3: say in one sentence what to do.
        throw new NotImplementedException("M08.E3: say in one sentence what to do.");
    }
}
