namespace LLMCourse.M11;

/// <summary>How to read 03/04/2024.</summary>
public enum DateOrder
{
    /// <summary>The third of April.</summary>
    DayFirst,

    /// <summary>The fourth of March.</summary>
    MonthFirst,
}
