using LLMCourse.Checks;
using LLMCourse.Grader.Course;
using LLMCourse.Grader.Results;
using LLMCourse.Grader.Scoring;

namespace LLMCourse.Grader.Pipeline;

/// <summary>Enters a quiz on the score sheet: a check a question.</summary>
internal static class QuizSheet
{
    /// <summary>The quiz's weight within the module: that of a small exercise.</summary>
    public const int Weight = 1;

    /// <summary>Gets the id of a module's quiz.</summary>
    public static ExerciseId IdOf(ModuleManifest manifest) => ExerciseId.Parse(manifest.Id + ".Q");

    /// <summary>Plans a check for each question.</summary>
    public static IEnumerable<PlannedCheck> Plan(ModuleManifest manifest, Quiz quiz) =>
        quiz.Questions.Select(q => new PlannedCheck($"{IdOf(manifest)}.{q.Id}", IdOf(manifest), $"question {q.Id}", 1));
}
