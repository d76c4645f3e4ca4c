namespace LLMCourse.M12;

/// <summary>Which combinations of levels a study runs.</summary>
public enum AblationDesign
{
    /// <summary>The baseline, and every other level of every factor with the rest at the baseline.</summary>
    OneAtATime,

    /// <summary>All combinations.</summary>
    FullFactorial,
}
