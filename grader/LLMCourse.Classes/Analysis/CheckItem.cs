using LLMCourse.Grading.Results;

namespace LLMCourse.Classes.Analysis;

/// <summary>How a class did in one check.</summary>
/// <param name="Id">For example <c>M02.E2.oracle-4d</c>.</param>
/// <param name="Title">What a right submission does.</param>
/// <param name="Points">Its share within its exercise.</param>
/// <param name="Responses">How many students are in the figures; those whose check ended as a grader error are not.</param>
/// <param name="Difficulty">The mean share of the check's points that was earned, 0 to 1: high is easy.</param>
/// <param name="Discrimination">The point-biserial correlation of passing with the share of the module's other points, -1 to 1; null where
/// it is not defined, because fewer than two students, or all or none of them, passed, or the rest does not differ.</param>
/// <param name="Outcomes">How many students' check ended how.</param>
public sealed record CheckItem(string Id, string Title, int Points, int Responses, double Difficulty, double? Discrimination,
    IReadOnlyDictionary<Outcome, int> Outcomes);
