using LLMCourse.Checks;
using LLMCourse.Grading.Course;
using LLMCourse.Grading.Judging;
using LLMCourse.Grading.Results;

namespace LLMCourse.Grading.Quizzes;

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

    /// <summary>Enters the result of each question.</summary>
    public static void Enter(ScoreSheet sheet, ModuleManifest manifest, QuizResult quiz)
    {
        foreach (QuestionResult question in quiz.Questions)
        {
            string id = $"{IdOf(manifest)}.{question.Id}";
            sheet.Enter(sheet[id] with
            {
                Outcome = question.Outcome switch
                {
                    QuestionOutcome.Correct => Outcome.Passed,
                    QuestionOutcome.Unanswered => Outcome.NotImplemented,
                    _ => Outcome.Failed,
                },
                Message = question.Outcome switch
                {
                    QuestionOutcome.Correct => null,
                    QuestionOutcome.Unanswered => "Not answered yet.",
                    _ => $"Your answer {question.Given} is wrong.",
                },
                // Of a right answer it says why it is right: who guessed learns it, too.
                Hint = question.Explanation,
                Place = question.Outcome == QuestionOutcome.Correct ? null : question.Place,
            });
        }
    }
}
