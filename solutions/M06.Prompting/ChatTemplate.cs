namespace LLMCourse.M06;

/// <summary>TODO: what it is, with shapes, dtypes, errors, and the paper with its section.</summary>
public static class ChatTemplate
{
    /// <summary>TODO: twice the number; put what is to be written here in its place.</summary>
    /// <param name="x">Any number.</param>
    [Exercise("M06.E2", Title = "Chat templates and the token budget", Weight = 1)]
    public static double Render(double x)
    {
        // TODO M06.E2: say in one sentence what to do.
        #region Solution
        return 2 * x;
        #endregion
    }
}
