using LLMCourse.Grading.Course;
using LLMCourse.Grading.Quizzes;

namespace LLMCourse.Grader.Commands.Learning;

/// <summary>An exercise of a module or its quiz, and how far the student is with it.</summary>
/// <param name="Id">For example <c>M02.E2</c>.</param>
/// <param name="Title">For people.</param>
/// <param name="Points">What it is worth within the module.</param>
/// <param name="Files">The files to write; none for the quiz.</param>
/// <param name="Progress">What its last grading said; null where there was none.</param>
internal sealed record ModulePart(string Id, string Title, decimal Points, IReadOnlyList<string> Files, ExerciseProgress? Progress)
{
    /// <summary>Gets whether nothing is left to be done.</summary>
    public bool IsDone => Progress is { IsDone: true };

    /// <summary>Gets one character for how far it is.</summary>
    public string Symbol => IsDone ? "✓" : Progress is { Earned: > 0 } ? "◐" : "○";

    /// <summary>Lists the parts of a module in their order.</summary>
    public static IReadOnlyList<ModulePart> Of(ModuleManifest module, ProgressFile progress)
    {
        List<ModulePart> parts = [
            .. module.Exercises.Select(
                e => new ModulePart(e.Id, e.Title, e.Weight, [.. e.Members.Select(m => m.File).Distinct()],
                    progress.Exercises.GetValueOrDefault(e.Id)))];
        string quiz = $"{module.Id}.Q";
        if (module.HasQuiz) parts.Add(new ModulePart(quiz, "Quiz", QuizSheet.Weight, [], progress.Exercises.GetValueOrDefault(quiz)));
        return parts;
    }
}
