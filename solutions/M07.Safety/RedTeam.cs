namespace LLMCourse.M07;

/// <summary>TODO: what it is, with shapes, dtypes, errors, and the paper with its section.</summary>
public static class RedTeam
{
    /// <summary>TODO: twice the number; put what is to be written here in its place.</summary>
    /// <param name="x">Any number.</param>
    [Exercise("M07.E4", Title = "Red teaming your own guard", Weight = 2)]
    public static double RunAsync(double x)
    {
        // TODO M07.E4: say in one sentence what to do.
        #region Solution
        return 2 * x;
        #endregion
    }
}
