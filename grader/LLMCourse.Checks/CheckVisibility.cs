namespace LLMCourse.Checks;

/// <summary>How much of a check a student sees.</summary>
public enum CheckVisibility
{
    /// <summary>Everything, with inputs and expected numbers.</summary>
    Visible,

    /// <summary>Its title, its outcome and what to look at; no inputs and no expected numbers, at any time.</summary>
    Hidden,

    /// <summary>As <see cref="Hidden"/> before the deadline, as <see cref="Visible"/> after it.</summary>
    AfterDeadline,
}
