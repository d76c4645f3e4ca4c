using System.Text;
using System.Text.Json;
using LLMCourse.Grading.Course;
using LLMCourse.Grading.Quizzes;

namespace LLMCourse.Authoring.Release;

/// <summary>Writes what students get of a quiz: the questions without their key, and a sheet to answer on.</summary>
public static class QuizHandout
{
    /// <summary>Writes <c>quiz.md</c>.</summary>
    /// <param name="quiz">The quiz.</param>
    public static string Questions(Quiz quiz)
    {
        ArgumentNullException.ThrowIfNull(quiz);
        StringBuilder page = new();
        _ = page.Append(null, $"# {quiz.Title}\n\nWrite your answers into `{ModuleManifest.AnswersFile}`.\n");
        foreach (Question question in quiz.Questions)
        {
            _ = page.Append(null, $"\n## {question.Id}\n\n{question.Text}\n");
            if (question.Choices.Count > 0) _ = page.Append('\n');
            foreach ((string key, string text) in question.Choices)
                _ = page.Append(null, $"- **{key}**: {text.ReplaceLineEndings("\n").Replace("\n", "\n  ", StringComparison.Ordinal)}\n");
            _ = page.Append(null, $"\n*{HowTo(question)}*\n");
        }

        return page.ToString();
    }

    /// <summary>Writes the blank <c>answers.json</c>.</summary>
    /// <param name="quiz">The quiz.</param>
    public static string BlankAnswers(Quiz quiz)
    {
        ArgumentNullException.ThrowIfNull(quiz);
        IEnumerable<string> lines = quiz.Questions.Select(question =>
            $"  {JsonSerializer.Serialize(question.Id)}: {(question.Kind == QuestionKind.Multiple ? "[]" : "null")}");
        return $"{{\n{string.Join(",\n", lines)}\n}}\n";
    }

    private static string HowTo(Question question) => question.Kind switch
    {
        QuestionKind.Choice => $"One choice, for example `\"{question.Id}\": \"{question.Choices[0].Key}\"`.",
        QuestionKind.Multiple =>
            $"All that are right, for example `\"{question.Id}\": [\"{question.Choices[0].Key}\", \"{question.Choices[1].Key}\"]`.",
        _ => $"A number, for example `\"{question.Id}\": 0.5`.",
    };
}
