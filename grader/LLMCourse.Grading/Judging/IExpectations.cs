using LLMCourse.Checks;

namespace LLMCourse.Grading.Judging;

/// <summary>Where a judge gets what the solution's probe observed.</summary>
public interface IExpectations
{
    /// <summary>Reads what the solution's probe observed in a check.</summary>
    /// <returns>The observations; null when none are recorded.</returns>
    IReadOnlyList<Observation>? Read(string checkId);
}
