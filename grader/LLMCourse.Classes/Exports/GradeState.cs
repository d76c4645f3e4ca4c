namespace LLMCourse.Classes.Exports;

/// <summary>What a student's grade in a module rests on.</summary>
internal enum GradeState
{
    /// <summary>Nothing was handed in: 0 %.</summary>
    Missing,

    /// <summary>Something was handed in and could not be graded: there is no number.</summary>
    Ungraded,

    /// <summary>Nothing was handed in and there is still time: there is no number yet.</summary>
    Open,

    /// <summary>An attempt, less what lateness costs.</summary>
    Graded,

    /// <summary>A person set it.</summary>
    Override,
}
