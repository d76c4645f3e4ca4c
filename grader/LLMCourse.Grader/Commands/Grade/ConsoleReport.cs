using LLMCourse.Grading.Reports;
using LLMCourse.Grading.Results;
using Spectre.Console;

namespace LLMCourse.Grader.Commands.Grade;

/// <summary>Shows a result on a terminal: the exercises, the score, and the first thing to do.</summary>
public static class ConsoleReport
{
    // In a file or a pipe a line ends where its text does: what is wrapped cannot be searched or copied.
    private const int WidthOfNoTerminal = 1000;

    private const int NameWidth = 28;

    /// <summary>Creates a console that honours <c>NO_COLOR</c> and output that goes to a file or a pipe.</summary>
    /// <param name="writer">Where to write.</param>
    /// <param name="redirected">Whether that is not a terminal.</param>
    /// <param name="width">Characters per line; null asks the terminal, and wraps nothing when there is none.</param>
    public static IAnsiConsole CreateConsole(TextWriter writer, bool redirected, int? width = null)
    {
        ArgumentNullException.ThrowIfNull(writer);
        // no-color.org: any value that is not empty.
        bool plain = redirected || !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = redirected ? AnsiSupport.No : AnsiSupport.Detect,
            ColorSystem = plain ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
            Interactive = redirected ? InteractionSupport.No : InteractionSupport.Detect,
            // The library would turn escape codes on again wherever it sees a service such as GitHub Actions.
            Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false },
        });
        if (width is not null || redirected) console.Profile.Width = width ?? WidthOfNoTerminal;
        return console;
    }

    /// <summary>Writes a result.</summary>
    /// <param name="console">Where to write.</param>
    /// <param name="result">The result.</param>
    /// <param name="report">The path of the report to point to; null when none was written.</param>
    public static void Write(IAnsiConsole console, GradeResult result, string? report = null)
    {
        ArgumentNullException.ThrowIfNull(console);
        ArgumentNullException.ThrowIfNull(result);
        ReportOutline outline = new(result);
        Table table = new Table().Border(TableBorder.None).HideHeaders();
        _ = table.AddColumn(new TableColumn("").NoWrap()).AddColumn(new TableColumn("")).AddColumn(new TableColumn("").NoWrap())
            .AddColumn(new TableColumn("").RightAligned().NoWrap());
        foreach (ExerciseResult e in result.Exercises)
        {
            (string symbol, string word) = OutcomeWords.Of(e);
            Style style = StyleOf(e);
            _ = table.AddRow(new Text(symbol, style), Plain($"{e.Id} {e.Title}"), new Text(word, style),
                Plain(Figures.Points(e.Earned, e.Maximum)));
        }

        console.WriteLine();
        console.Write(Plain($"{result.Module.Id} {result.Module.Title}", new Style(decoration: Decoration.Bold)));
        console.WriteLine();
        console.Write(table);
        console.WriteLine();
        string bar = Figures.Bar((double)result.Score.Percent / 100, 20);
        console.Write(
            Plain($"{ReportTexts.Score(result)}  {bar}  {Figures.Points(result.Score.Percent)} %", new Style(decoration: Decoration.Bold)));
        console.WriteLine();
        console.Write(Plain(Advice(outline)));
        console.WriteLine();
        if (outline.OurFault.Count > 0 && outline.First is not null)
        {
            console.Write(Plain($"{Figures.Count(outline.OurFault.Count, "check")} could not be carried out. That is our fault and costs nothing; grade again."));
            console.WriteLine();
        }

        if (report is null) return;
        console.Write(Plain($"Report: {report}"));
        console.WriteLine();
    }

    /// <summary>Writes a result on one line, for one of many submissions.</summary>
    /// <param name="console">Where to write.</param>
    /// <param name="result">The result.</param>
    public static void WriteLine(IAnsiConsole console, GradeResult result)
    {
        ArgumentNullException.ThrowIfNull(console);
        ArgumentNullException.ThrowIfNull(result);
        ReportOutline outline = new(result);
        string name = StudentText.Terminal(result.Submission.Name);
        if (name.Length > NameWidth) name = name[..(NameWidth - 1)] + "…";
        string points = Figures.Points(result.Score.Earned, result.Score.Maximum);
        string fault = outline.OurFault.Count > 0 ? $"  {Figures.Count(outline.OurFault.Count, "check")} not carried out (our fault)" : "";
        console.Write(new Text($"{name.PadRight(NameWidth)} {Figures.Bar((double)result.Score.Percent / 100, 20)} {points,13}{fault}"));
        console.WriteLine();
    }

    private static string Advice(ReportOutline outline)
    {
        if (outline.IsPerfect) return "Everything is right. Well done!";
        if (outline.First is not FirstStep first)
            return outline.OurFault.Count > 0
                ? "Nothing is left for you to do. Some checks could not be carried out; that is our fault and costs nothing. Grade again."
                : "Nothing is left to do at the moment.";
        string where = string.Join(", ",
            new[] { first.Exercise?.Id, first.Place is SourcePlace p
                ? NoteMarkdown.Plain(p with { Column = 0 })
                : null }.Where(s => s is not null));
        return $"Start here: {where}{(where.Length == 0 ? "" : ". ")}{StudentText.Cap(first.IsMarkdown ? HtmlMarkdown.Plain(first.Says) : first.Says, 400)}";
    }

    private static Text Plain(string text, Style? style = null) => new(StudentText.Terminal(text), style);

    /// <summary>Returns the colour of an exercise's outcome.</summary>
    internal static Style StyleOf(ExerciseResult e) => new(e.Outcome switch
    {
        _ when OutcomeWords.IsPart(e) => Color.Olive,
        Outcome.Passed => Color.Green,
        Outcome.NotImplemented or Outcome.Blocked or Outcome.NotRun or Outcome.GraderError => Color.Grey,
        _ => Color.Maroon,
    });
}
