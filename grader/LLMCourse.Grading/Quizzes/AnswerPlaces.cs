using System.Text;
using System.Text.Json;
using LLMCourse.Grading.Course;
using LLMCourse.Grading.Results;

namespace LLMCourse.Grading.Quizzes;

/// <summary>Finds where answers stand in <c>answers.json</c>.</summary>
internal static class AnswerPlaces
{
    /// <summary>Lists the place of each question's id; the first counts.</summary>
    /// <param name="answers">The text, which is well-formed.</param>
    /// <param name="mostDepth">How deep it may nest.</param>
    public static IReadOnlyDictionary<string, SourcePlace> In(string answers, int mostDepth)
    {
        Dictionary<string, SourcePlace> places = new(StringComparer.Ordinal);
        byte[] utf8 = Encoding.UTF8.GetBytes(answers);
        Utf8JsonReader reader = new(utf8,
            new JsonReaderOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip, MaxDepth = mostDepth });
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName || reader.CurrentDepth != 1) continue;
            ReadOnlySpan<byte> before = utf8.AsSpan(0, (int)reader.TokenStartIndex);
            int line = before.Count((byte)'\n'), column = Encoding.UTF8.GetCharCount(before[(before.LastIndexOf((byte)'\n') + 1)..]);
            _ = places.TryAdd(reader.GetString()!, new SourcePlace(ModuleManifest.AnswersFile, line + 1, column + 1));
        }

        return places;
    }
}
