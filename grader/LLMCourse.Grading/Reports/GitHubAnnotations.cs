using System.Globalization;
using System.Security.Cryptography;
using LLMCourse.Grading.Results;

namespace LLMCourse.Grading.Reports;

/// <summary>Writes workflow commands that GitHub shows beside the lines of a submission, the most valuable first.</summary>
/// <remarks>GitHub keeps ten annotations of a kind per step and drops the rest without a word. So at most ten errors and ten warnings
/// are written, and a notice says how many were left out.</remarks>
public static class GitHubAnnotations
{
    /// <summary>The number of annotations of one kind that GitHub keeps for a step.</summary>
    public const int Limit = 10;

    /// <summary>Writes the annotations of a result.</summary>
    /// <param name="result">The result.</param>
    /// <param name="folder">The folder of the module within the repository, for example
    /// <c>assignments/M02.Attention</c>; empty for its root.</param>
    /// <returns>One workflow command per line to print.</returns>
    public static IReadOnlyList<string> Commands(GradeResult result, string folder = "") => Commands([(result, folder)]);

    /// <summary>Writes the annotations of several results that one step reports, within one step's limits: the first of each result come
    /// before the second of any.</summary>
    /// <param name="results">The results, each with the folder of its module within the repository; empty for its root.</param>
    /// <returns>One workflow command per line to print.</returns>
    public static IReadOnlyList<string> Commands(IReadOnlyList<(GradeResult Result, string Folder)> results)
    {
        ArgumentNullException.ThrowIfNull(results);
        List<(ReportOutline Outline, string Folder)> outlines = [.. results.Select(r => (new ReportOutline(r.Result), r.Folder))];
        List<string> errors = InTurn(outlines.Select(o => Errors(o.Outline).Select(a => Write("error", a, o.Folder))));
        List<string> warnings = InTurn(outlines.Select(o => Warnings(o.Outline).Select(a => Write("warning", a, o.Folder))));
        int omitted = Math.Max(0, errors.Count - Limit) + Math.Max(0, warnings.Count - Limit);
        List<string> commands = [.. errors.Take(Limit), .. warnings.Take(Limit)];
        if (omitted > 0)
            commands.Add(Write("notice",
                new Annotation(null, "More in the report",
                    $"{Figures.Count(omitted, "further remark")} did not fit here; the report has all of them."), ""));
        return commands;
    }

    /// <summary>Wraps text so that GitHub reads no workflow command in it.</summary>
    /// <param name="raw">Any text.</param>
    /// <returns>The text with its characters made visible, between <c>stop-commands</c> lines
    /// with a token that cannot be guessed.</returns>
    public static string StopCommands(string? raw)
    {
        string token = RandomNumberGenerator.GetHexString(32, lowercase: true);
        return $"::stop-commands::{token}\n{StudentText.Visible(raw)}\n::{token}::";
    }

    // The first thing to do of each exercise comes before the second of any.
    private static IEnumerable<Annotation> Errors(ReportOutline outline)
    {
        // The compiler's go before all: nothing else can be seen until they are gone.
        foreach (SourceNote note in outline.Errors) yield return Of(note);
        foreach (Annotation annotation in InTurn(outline.ToRepair.Select(Of))) yield return annotation;
    }

    // The first of each, then the second of each, and so on.
    private static List<T> InTurn<T>(IEnumerable<IEnumerable<T>> lists)
    {
        List<List<T>> queues = [.. lists.Select(l => l.ToList())];
        List<T> all = [];
        for (int round = 0; queues.Any(q => q.Count > round); round++)
            all.AddRange(queues.Where(q => q.Count > round).Select(q => q[round]));
        return all;
    }

    private static IEnumerable<Annotation> Warnings(ReportOutline outline) =>
    [
        .. outline.Result.Submission.LeftBehind.Where(f => f.Matters).Select(f => new Annotation(null, $"Not graded: {f.Path}", f.Reason)),
        .. outline.Warnings.Select(n => Of(n)),
        .. outline.NotStarted.Select(e => new Annotation(e.Place, $"{e.Id} {e.Title}", e.Next ?? "Not started yet.")),
    ];

    private static IEnumerable<Annotation> Of(ExerciseResult e)
    {
        string title = $"{e.Id} {e.Title}";
        foreach (SourceNote violation in e.Violations) yield return Of(violation, title);
        if (e.Mistakes is [MistakeMatch mistake, ..])
            yield return new Annotation(ReportOutline.PlaceOf(e), title,
                HtmlMarkdown.Plain(mistake.Hint is null ? mistake.Says : $"{mistake.Says}\n\n{mistake.Hint}"));
        foreach (IGrouping<(string?, SourcePlace?), CheckResult> alike in ReportOutline.Open(e)
            .Where(c => c.Outcome is not (Outcome.Blocked or Outcome.NotImplemented or Outcome.Banned)).GroupBy(c => (c.Message, c.Place)))
        {
            CheckResult check = alike.First();
            string more = alike.Count() > 1 ? $" (and {Figures.Count(alike.Count() - 1, "more check")})" : "";
            string says = $"{ExerciseMarkdown.PlainTitle(check)}{more}: {check.Message ?? OutcomeWords.Explain(check.Outcome)}";
            yield return new Annotation(check.Place ?? ReportOutline.PlaceOfMember(e), title,
                string.Join('\n', new[] { says, check.Detail, check.Hint }.Where(s => s is not null)));
        }
    }

    private static Annotation Of(SourceNote note, string? title = null) =>
        new(note.Place, title ?? note.Code, title is null ? note.Message : $"{note.Code}: {note.Message}");

    private static string Write(string kind, Annotation a, string folder)
    {
        List<string> properties = [];
        if (a.Place is SourcePlace place)
        {
            string file = folder.Length == 0 ? place.File : $"{folder.TrimEnd('/')}/{place.File}";
            properties.Add($"file={StudentText.WorkflowProperty(file)}");
            properties.Add(string.Create(CultureInfo.InvariantCulture, $"line={place.Line}"));
            if (place.Column > 0) properties.Add(string.Create(CultureInfo.InvariantCulture, $"col={place.Column}"));
        }

        properties.Add($"title={StudentText.WorkflowProperty(StudentText.Cap(StudentText.Terminal(a.Title), 150))}");
        return $"::{kind} {string.Join(',', properties)}::{StudentText.WorkflowData(StudentText.Cap(a.Says, 1500))}";
    }

    private sealed record Annotation(SourcePlace? Place, string Title, string Says);
}
