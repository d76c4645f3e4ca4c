namespace LLMCourse.Checks;

/// <summary>A check that shows its inputs and expected numbers at once: the first and simplest of an exercise.</summary>
public abstract class VisibleCheck : Check
{
    /// <summary>Creates the check.</summary>
    protected VisibleCheck(string id, string title, int points = 1)
        : base(id, title, points) => Visibility = CheckVisibility.Visible;
}
