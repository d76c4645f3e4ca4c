namespace LLMCourse.Grader.Exports;

/// <summary>What a student's grade in a module rests on.</summary>
internal enum GradeState
{
    /// <summary>Nothing was handed in: 0 %.</summary>
    Missing,

    /// <summary>An attempt, less what lateness costs.</summary>
    Graded,

    /// <summary>A person set it.</summary>
    Override,
}
