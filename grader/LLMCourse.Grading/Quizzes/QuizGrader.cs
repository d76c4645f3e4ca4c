using System.Globalization;
using System.Text.Json;
using LLMCourse.Grading.Course;
using LLMCourse.Grading.Results;

namespace LLMCourse.Grading.Quizzes;

/// <summary>Grades the answers to a quiz.</summary>
public static class QuizGrader
{
    private const int MostText = 64 << 10;
    private const int MostGiven = 100;
    private const int MostProblems = 10;

    private const int MostDepth = 8;

    private static readonly JsonDocumentOptions Lenient =
        new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip, MaxDepth = MostDepth };

    /// <summary>Grades.</summary>
    /// <param name="quiz">The quiz with its key.</param>
    /// <param name="answers">The text of <c>answers.json</c>: an object from question ids to answers; null when there is none.</param>
    /// <returns>The result; text of any kind gives one, never an exception.</returns>
    public static QuizResult Grade(Quiz quiz, string? answers)
    {
        ArgumentNullException.ThrowIfNull(quiz);
        if (answers is null) return Nothing(quiz, $"{ModuleManifest.AnswersFile} is missing or cannot be read.");
        if (answers.Length > MostText)
            return Nothing(quiz, $"{ModuleManifest.AnswersFile} is longer than {MostText >> 10} KiB. Keep to the given form.");
        try
        {
            using JsonDocument document = JsonDocument.Parse(answers, Lenient);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? Grade(quiz, document.RootElement, AnswerPlaces.In(answers, MostDepth))
                : Nothing(quiz,
                    $"{ModuleManifest.AnswersFile} holds {Name(document.RootElement)}. Write {{ \"{quiz.Questions[0].Id}\": … }}.");
        }
        catch (JsonException e)
        {
            return Nothing(quiz, string.Create(
                CultureInfo.InvariantCulture,
                $"{ModuleManifest.AnswersFile} is not well-formed JSON: line {e.LineNumber + 1}, column {e.BytePositionInLine + 1}. Look for a missing comma, quote or brace."));
        }
    }

    private static QuizResult Grade(Quiz quiz, JsonElement answers, IReadOnlyDictionary<string, SourcePlace> places)
    {
        List<string> problems = [];
        Dictionary<string, JsonElement> given = new(StringComparer.Ordinal);
        foreach (JsonProperty property in answers.EnumerateObject())
        {
            if (!quiz.Questions.Any(question => question.Id == property.Name))
                problems.Add($"There is no question '{Cut(property.Name)}'.");
            else if (!given.TryAdd(property.Name, property.Value))
                problems.Add($"Question {property.Name} is answered twice; the first answer counts.");
        }

        return new QuizResult([.. quiz.Questions.Select(
            question => Grade(question, given.GetValueOrDefault(question.Id)) with { Place = places.GetValueOrDefault(question.Id) })],
            [.. problems.Take(MostProblems)]);
    }

    private static QuestionResult Grade(Question question, JsonElement answer)
    {
        bool blank = answer.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null
            || (answer.ValueKind == JsonValueKind.Array && answer.GetArrayLength() == 0)
            || (answer.ValueKind == JsonValueKind.String && string.IsNullOrWhiteSpace(answer.GetString()));
        if (blank) return new QuestionResult(question.Id, QuestionOutcome.Unanswered, null, null);
        string given = Cut(answer.GetRawText());
        (bool right, string? wrong) = question.Kind switch
        {
            QuestionKind.Number => OfNumber(question, answer),
            QuestionKind.Choice => OfChoice(question, answer),
            _ => OfMultiple(question, answer),
        };
        return new QuestionResult(question.Id, right ? QuestionOutcome.Correct : QuestionOutcome.Wrong, given,
            right ? question.Because : wrong);
    }

    private static (bool Right, string? Wrong) OfNumber(Question question, JsonElement answer)
    {
        double number = 0;
        bool isNumber = answer.ValueKind switch
        {
            JsonValueKind.Number => answer.TryGetDouble(out number),
            JsonValueKind.String => double.TryParse(answer.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out number),
            _ => false,
        };
        if (!isNumber || !double.IsFinite(number)) return (false, "Answer with a number, with a point before the decimals, such as 0.5.");
        // The tolerance is written in decimals: 0.1 + 0.2 must be within 0 of 0.3.
        double slack = 1e-12 * Math.Max(1, Math.Abs(question.Number));
        bool isRight = Math.Abs(number - question.Number) <= question.Tolerance + slack;
        return (isRight, isRight ? null : NumberSlip.Describe(number, question.Number));
    }

    private static (bool Right, string? Wrong) OfChoice(Question question, JsonElement answer)
    {
        JsonElement one = answer.ValueKind == JsonValueKind.Array && answer.GetArrayLength() == 1 ? answer[0] : answer;
        string keys = string.Join(", ", question.Choices.Select(choice => choice.Key));
        if (one.ValueKind != JsonValueKind.String || Key(question, one) is not { } key)
            return (false, $"Answer with one of {keys}, in quotes.");
        return (question.Answer.Contains(key), question.Explain.GetValueOrDefault(key));
    }

    private static (bool Right, string? Wrong) OfMultiple(Question question, JsonElement answer)
    {
        JsonElement[] items = answer.ValueKind == JsonValueKind.Array
            ? [.. answer.EnumerateArray().Take(question.Choices.Count + 1)]
            : [answer];
        HashSet<string> keys = [];
        foreach (JsonElement item in items)
        {
            if (item.ValueKind != JsonValueKind.String || Key(question, item) is not { } key || !keys.Add(key))
                return (false,
                    $"Answer with a list of {string.Join(", ", question.Choices.Select(choice => choice.Key))}, each in quotes and once.");
        }

        if (keys.SetEquals(question.Answer)) return (true, null);
        // What was wrongly chosen is explained; what was left out is only counted, since naming it would give the key away.
        string[] stray =
            [.. question.Choices.Select(choice => choice.Key).Where(key => keys.Contains(key) && !question.Answer.Contains(key))];
        string words = string.Join(' ', stray.Select(key => question.Explain.GetValueOrDefault(key)).OfType<string>());
        return (false, words.Length > 0 ? words : stray.Length > 0 ? "One of these is wrong." : "These are right, and there is more.");
    }

    private static string? Key(Question question, JsonElement text) =>
        question.Choices.Select(choice => choice.Key)
            .FirstOrDefault(key => key.Equals(text.GetString()?.Trim(), StringComparison.OrdinalIgnoreCase));

    private static QuizResult Nothing(Quiz quiz, string problem) =>
        new([.. quiz.Questions.Select(question => new QuestionResult(question.Id, QuestionOutcome.Unanswered, null, null))], [problem]);

    private static string Name(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "a text",
        JsonValueKind.Number => "a number",
        _ => "no answers",
    };

    private static string Cut(string text) => text.Length > MostGiven ? text[..MostGiven] + "…" : text;
}
