namespace LLMCourse.M07;

/// <summary>TODO: what it is, with shapes, dtypes, errors, and the paper with its section.</summary>
public static class ContentClassifier
{
    /// <summary>TODO: twice the number; put what is to be written here in its place.</summary>
    /// <param name="x">Any number.</param>
    [Exercise("M07.E2", Title = "A content classifier", Weight = 2)]
    public static double Train(double x)
    {
        // TODO M07.E2: say in one sentence what to do.
        #region Solution
        return 2 * x;
        #endregion
    }
}
