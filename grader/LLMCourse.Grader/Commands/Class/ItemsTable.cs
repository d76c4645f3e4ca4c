using System.Globalization;
using LLMCourse.Classes.Analysis;
using LLMCourse.Grading.Reports;
using LLMCourse.Grading.Results;
using Spectre.Console;

namespace LLMCourse.Grader.Commands.Class;

/// <summary>Item analysis for people: a table of exercises, one of checks, one of mistakes.</summary>
internal static class ItemsTable
{
    private const int MostMistakes = 15, TitleLength = 60, SaysLength = 160;

    // Ebel 1965: items below 0.2 say little about who is strong, and negative ones say the opposite.
    private const double Weak = 0.2;

    /// <summary>Writes it.</summary>
    public static void Write(IAnsiConsole console, IReadOnlyList<ModuleItems> modules)
    {
        if (modules.Count == 0) console.WriteLine("The gradebook has no grades yet.");
        foreach (ModuleItems module in modules)
        {
            console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{module.Module} {StudentText.Terminal(module.Title)}: {Figures.Count(module.Responses, "student")}, {Percent(module.MeanShare)} of the points on average{(module.NotBegun == 0 ? "" : $"; without {module.NotBegun} who handed in the starter untouched")}"));
            Exercises(console, module);
            Checks(console, module);
            Mistakes(console, module);
        }

        console.WriteLine(
            "earned: the mean share of the points; low is hard. discrimination: the correlation with the rest of the module, -1 to 1.");
        console.WriteLine("time and attempts until right: medians over students; checks run: the median time that the checks took. still: who has the mistake in the attempt that counts.");
        console.WriteLine(
            "Look first at checks below 0 (who is strong elsewhere fails them), then at those below 0.2 that are not simply easy.");
    }

    private static void Exercises(IAnsiConsole console, ModuleItems module)
    {
        Table table = Columns("exercise", ["students", "earned", "discrimination"]).AddColumn("");
        Table times = Columns("exercise", ["right at once", "right later", "time until right", "attempts until right", "checks run"]);
        foreach (ExerciseItem e in module.Exercises)
        {
            Row(table, e.Id, Number(e.Responses), Percent(e.Difficulty), Correlation(e.Discrimination),
                StudentText.Cap(e.Title, TitleLength));
            Row(times, e.Id, Number(e.Time.RightAtOnce), Number(e.Time.RightLater),
                e.Time.MedianUntilRight is { } time
                    ? Span(time)
                    : "–", e.Time.MedianAttemptsUntilRight?.ToString("0.#", CultureInfo.InvariantCulture) ?? "–",
                e.Time.MedianCheckMilliseconds is { } ms ? Figures.Time(ms * 1000) : "–");
        }

        console.Write(table);
        console.Write(times);
    }

    private static void Checks(IAnsiConsole console, ModuleItems module)
    {
        Table table = Columns("check", ["students", "earned", "discrimination"]).AddColumn("how it failed").AddColumn("");
        foreach (CheckItem c in module.Exercises.SelectMany(e => e.Checks))
        {
            string failed = string.Join(", ",
                c.Outcomes.Where(o => o.Key != Outcome.Passed).OrderByDescending(o => o.Value).ThenBy(o => o.Key).Take(2)
                    .Select(o => string.Create(CultureInfo.InvariantCulture, $"{OutcomeWords.Word(o.Key)} {o.Value}")));
            string look = c.Discrimination switch { < 0 => "look at it", < Weak when c.Difficulty < 0.9 => "weak", _ => "" };
            Row(table, c.Id, Number(c.Responses), Percent(c.Difficulty), Correlation(c.Discrimination), failed, look);
        }

        console.Write(table);
    }

    private static void Mistakes(IAnsiConsole console, ModuleItems module)
    {
        if (module.Mistakes.Count == 0) return;
        Table table = Columns("mistake", ["students", "still"]).AddColumn("what the report says");
        foreach (MistakeItem m in module.Mistakes.Take(MostMistakes))
            Row(table, m.Id, Number(m.Students), Number(m.Remaining), StudentText.Cap(HtmlMarkdown.Plain(m.Says), SaysLength));
        console.Write(table);
        if (module.Mistakes.Count > MostMistakes)
            console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{module.Mistakes.Count - MostMistakes} rarer mistakes are in --format csv and json."));
    }

    private static Table Columns(string first, IEnumerable<string> numbers)
    {
        Table table = new Table().Border(TableBorder.Simple).AddColumn(new TableColumn(first).NoWrap());
        foreach (string number in numbers) table.AddColumn(new TableColumn(number).RightAligned());
        return table;
    }

    private static void Row(Table table, params string[] cells) =>
        table.AddRow([.. cells.Select(c => Markup.Escape(StudentText.Terminal(c)))]);

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Percent(double share) => (100 * share).ToString("0", CultureInfo.InvariantCulture) + " %";

    private static string Correlation(double? value) => value?.ToString("0.00", CultureInfo.InvariantCulture) ?? "–";

    private static string Span(TimeSpan time) => time.TotalHours >= 48
        ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalDays:0.0} days")
        : string.Create(CultureInfo.InvariantCulture, $"{time.TotalHours:0.0} h");

    /// <summary>An outcome as <c>result.json</c> writes it.</summary>
    internal static string Word(Outcome outcome) => System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(outcome.ToString());
}
