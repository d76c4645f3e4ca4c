using System.Text.Json;
using System.Text.Json.Nodes;

namespace LLMCourse.Grading.Quizzes;

/// <summary>Writes the key of a quiz as a student would have written the answers, for submissions that are right by construction.</summary>
public static class QuizKey
{
    private static readonly JsonSerializerOptions Format = new() { WriteIndented = true, NewLine = "\n" };

    /// <summary>Writes the answers.</summary>
    public static string AsAnswers(Quiz quiz)
    {
        ArgumentNullException.ThrowIfNull(quiz);
        var answers = new JsonObject();
        foreach (Question question in quiz.Questions)
        {
            answers[question.Id] = question.Kind switch
            {
                QuestionKind.Choice => question.Answer[0],
                QuestionKind.Multiple => new JsonArray([.. question.Answer.Select(a => (JsonNode)a)]),
                _ => question.Number,
            };
        }

        return answers.ToJsonString(Format) + "\n";
    }
}
