namespace LLMCourse.M08;

/// <summary>Which of two is better.</summary>
public enum Preference
{
    /// <summary>The first.</summary>
    First,

    /// <summary>The second.</summary>
    Second,

    /// <summary>Neither.</summary>
    Tie,
}
