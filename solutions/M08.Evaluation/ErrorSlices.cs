namespace LLMCourse.M08;

/// <summary>TODO: what it is, with shapes, dtypes, errors, and the paper with its section.</summary>
public static class ErrorSlices
{
    /// <summary>TODO: twice the number; put what is to be written here in its place.</summary>
    /// <param name="x">Any number.</param>
    [Exercise("M08.E7", Title = "Slices, calibration, contamination", Weight = 2)]
    public static double Find(double x)
    {
        // TODO M08.E7: say in one sentence what to do.
        #region Solution
        return 2 * x;
        #endregion
    }
}
