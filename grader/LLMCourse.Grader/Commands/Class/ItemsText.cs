using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using LLMCourse.Classes.Analysis;
using LLMCourse.Classes.Batches;
using LLMCourse.Grading.Reports;
using LLMCourse.Grading.Results;

namespace LLMCourse.Grader.Commands.Class;

/// <summary>Item analysis for programs: CSV with a row for each exercise, check and mistake, and JSON.</summary>
internal static class ItemsText
{
    private static readonly ItemsJsonContext Context =
        new(new JsonSerializerOptions(ItemsJsonContext.Default.Options) { Encoder = ResultJson.Encoder });

    /// <summary>Renders JSON.</summary>
    public static string Json(IReadOnlyList<ModuleItems> modules) =>
        JsonSerializer.Serialize(modules, Context.IReadOnlyListModuleItems) + "\n";

    /// <summary>Renders CSV.</summary>
    public static string Csv(IReadOnlyList<ModuleItems> modules)
    {
        List<string> rows =
        [
            CsvText.Row(["module", "kind", "id", "title", "students", "difficulty", "discrimination", "outcomes", "right_at_once",
                "right_later", "median_hours_until_right", "median_attempts_until_right", "median_check_ms", "still_have_it"]),
        ];
        foreach (ModuleItems module in modules)
        {
            foreach (ExerciseItem e in module.Exercises)
            {
                rows.Add(Row(module, "exercise", e.Id, e.Title, e.Responses, e.Difficulty, e.Discrimination, "", Number(e.Time.RightAtOnce),
                    Number(e.Time.RightLater),
                    Number(e.Time.MedianUntilRight?.TotalHours), Number(e.Time.MedianAttemptsUntilRight),
                    Number(e.Time.MedianCheckMilliseconds), ""));
                foreach (CheckItem c in e.Checks)
                {
                    string outcomes = string.Join(' ',
                        c.Outcomes.Select(o => string.Create(CultureInfo.InvariantCulture, $"{ItemsTable.Word(o.Key)}:{o.Value}")));
                    rows.Add(
                        Row(module, "check", c.Id, c.Title, c.Responses, c.Difficulty, c.Discrimination, outcomes, "", "", "", "", "", ""));
                }
            }

            foreach (MistakeItem m in module.Mistakes)
                rows.Add(Row(module, "mistake", m.Id, HtmlMarkdown.Plain(m.Says), m.Students, null, null, "", "", "", "", "", "",
                    Number(m.Remaining)));
        }

        return string.Concat(rows);
    }

    private static string Row(ModuleItems module, string kind, string id, string title, int students, double? difficulty,
        double? discrimination, params string[] rest) =>
        CsvText.Row(
            [module.Module, kind, id, StudentText.Terminal(title), Number(students), Number(difficulty), Number(discrimination), .. rest]);

    private static string Number(double? value) => value?.ToString("0.####", CultureInfo.InvariantCulture) ?? "";
}

/// <summary>The source-generated form of item analysis.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, NewLine = "\n",
    Converters = [typeof(OutcomeJsonConverter)])]
[JsonSerializable(typeof(IReadOnlyList<ModuleItems>))]
internal sealed partial class ItemsJsonContext : JsonSerializerContext;
