namespace LLMCourse.Checks;

/// <summary>A check that shows its inputs and expected numbers once the deadline has passed.</summary>
public abstract class LateCheck : Check
{
    /// <summary>Creates the check.</summary>
    protected LateCheck(string id, string title, int points = 1)
        : base(id, title, points) => Visibility = CheckVisibility.AfterDeadline;
}
