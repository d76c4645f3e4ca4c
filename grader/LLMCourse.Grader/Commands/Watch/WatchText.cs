using LLMCourse.Grader.Commands.Grade;
using LLMCourse.Grading.Course;
using LLMCourse.Grading.Reports;
using LLMCourse.Grading.Results;
using Spectre.Console;

namespace LLMCourse.Grader.Commands.Watch;

/// <summary>Says how an exercise stands: its checks, the first thing that is wrong, and what to do about it.</summary>
internal static class WatchText
{
    private const int MostErrors = 5, MostDetail = 12, MostOutput = 5;

    private static readonly Style Bold = new(decoration: Decoration.Bold), Faint = new(Color.Grey), Wrong = new(Color.Maroon),
        Right = new(Color.Green);

    /// <summary>Says in one line how an exercise ended.</summary>
    public static WatchLine Heading(ExerciseResult exercise)
    {
        (string symbol, string word) = OutcomeWords.Of(exercise);
        return new WatchLine($"{exercise.Id} {exercise.Title}: {word}, {Figures.Points(exercise.Earned, exercise.Maximum)}",
            new Style(ConsoleReport.StyleOf(exercise).Foreground, decoration: Decoration.Bold), Mark: symbol);
    }

    /// <summary>Says all that is to be said of a grading of one exercise, below its heading.</summary>
    /// <param name="result">The grading.</param>
    /// <param name="exercise">The exercise.</param>
    /// <param name="files">The files that the exercise is written in.</param>
    /// <param name="isShort">Whether the checks that passed are only counted.</param>
    public static IEnumerable<WatchLine> Body(GradeResult result, ExerciseResult exercise, IReadOnlyList<string> files,
        bool isShort = false)
    {
        ReportOutline outline = new(result);
        SourceNote[] own =
            [.. outline.Errors.Where(e => e.Place is null || files.Contains(e.Place.File) || exercise.Outcome == Outcome.DoesNotCompile)];
        if (own.Length > 0) return [.. Errors(own), .. Elsewhere(outline.Errors.Except(own))];
        return [.. Checks(exercise, isShort), .. First(exercise), .. Elsewhere(outline.Errors)];
    }

    /// <summary>Says that code runs without a sandbox where it does; nothing where it does not.</summary>
    public static IEnumerable<WatchLine> Isolation(GradeResult result) => result.Isolation.Mode != "process" ? [] :
        [new WatchLine(StudentText.Terminal(
            $"The code ran in a process of its own, without a sandbox. Not available: {string.Join("; ", result.Isolation.Missing)}."),
            Faint)];

    private static IEnumerable<WatchLine> Errors(SourceNote[] errors)
    {
        foreach (SourceNote error in errors.Take(MostErrors))
        {
            foreach (WatchLine line in Note(error)) yield return line;
        }

        if (errors.Length > MostErrors)
            yield return new WatchLine($"and {Figures.Count(errors.Length - MostErrors, "more error")}; start with the first.", Faint, 2);
    }

    // A file of another exercise costs that one alone; but its owner wants to know.
    private static IEnumerable<WatchLine> Elsewhere(IEnumerable<SourceNote> errors)
    {
        SourceNote[] all = [.. errors];
        if (all.Length == 0) yield break;
        yield return WatchLine.Empty;
        yield return new WatchLine(
            StudentText.Terminal($"Elsewhere {Figures.Count(all.Length, "error")}: {PlaceOf(all[0])}{all[0].Code}: {all[0].Message}"),
            Faint);
    }

    private static IEnumerable<WatchLine> Note(SourceNote note)
    {
        yield return new WatchLine(StudentText.Terminal($"{PlaceOf(note)}{note.Code}: {note.Message}"), Wrong, 2);
        if (string.IsNullOrWhiteSpace(note.SourceLine)) yield break;
        foreach (string line in NoteMarkdown.Excerpt(note.SourceLine, note.Place).Split('\n'))
            yield return new WatchLine(StudentText.Visible(line), null, 4);
    }

    private static string PlaceOf(SourceNote note) => note.Place is { } place ? $"{NoteMarkdown.Plain(place)} " : "";

    private static IEnumerable<WatchLine> Checks(ExerciseResult exercise, bool isShort)
    {
        int passed = exercise.Checks.Count(c => c.Outcome == Outcome.Passed);
        if (isShort && passed > 0) yield return new WatchLine(ExerciseMarkdown.PassedCount(exercise), Right, 2, "✓");
        foreach (CheckResult check in exercise.Checks.Where(c => !isShort || c.Outcome != Outcome.Passed))
        {
            string word = check.Outcome is Outcome.Passed or Outcome.Failed or Outcome.NotImplemented
                ? ""
                : $" ({OutcomeWords.Word(check.Outcome)})";
            yield return new WatchLine(StudentText.Terminal($"{ExerciseMarkdown.PlainTitle(check)}{word}"), StyleOf(check.Outcome), 2,
                OutcomeWords.Symbol(check.Outcome));
        }
    }

    /// <summary>Says the first thing to put right, as a report begins: what is banned, else a recognised
    /// mistake and the first check that failed.</summary>
    private static IEnumerable<WatchLine> First(ExerciseResult exercise)
    {
        if (exercise.Outcome == Outcome.Passed) yield break;
        yield return WatchLine.Empty;
        if (exercise.Violations is [SourceNote violation, ..])
        {
            foreach (WatchLine line in Note(violation)) yield return line;
        }
        else if (exercise.Outcome == Outcome.NotImplemented
            && exercise.Checks.All(c => c.Outcome is Outcome.NotImplemented or Outcome.Blocked))
        {
            // Where everyone begins; where and what to write is all that there is to say.
            if (LookFirst(exercise) is { } place) yield return place;
        }
        else if (ReportOutline.Open(exercise) is [CheckResult check, ..])
        {
            if (LookFirst(exercise) is { } place) yield return place;
            foreach (WatchLine line in exercise.Mistakes.Take(1).SelectMany(Mistake)) yield return line;
            foreach (WatchLine line in Reason(check)) yield return line;
        }

        if (exercise.Checks.Any(c => c.Outcome == Outcome.GraderError))
            yield return new WatchLine(
                "Some checks could not be carried out; that is our fault and costs nothing. They are tried again with the next change.");
        if (exercise.Next is { } next) yield return new WatchLine(Terminal($"Next: {next}"));
    }

    private static WatchLine? LookFirst(ExerciseResult exercise) => ReportOutline.PlaceOf(exercise) is not { } place ? null
        : new WatchLine(
            Terminal($"Look first at {Place(place)}{(ReportOutline.MemberAt(exercise, place) is { } member ? $" ({member})" : "")}"), Bold);

    private static IEnumerable<WatchLine> Mistake(MistakeMatch mistake)
    {
        yield return new WatchLine(Terminal(HtmlMarkdown.Plain(mistake.Says)), null, 2);
        if (mistake.Hint is { } hint) yield return new WatchLine(Terminal($"Try this: {HtmlMarkdown.Plain(hint)}"), null, 2);
    }

    private static IEnumerable<WatchLine> Reason(CheckResult check)
    {
        yield return new WatchLine(Terminal(ExerciseMarkdown.PlainTitle(check)), StyleOf(check.Outcome), 2,
            OutcomeWords.Symbol(check.Outcome));
        yield return new WatchLine(Terminal(check.Message ?? OutcomeWords.Explain(check.Outcome)), null, 4);
        foreach (string line in Lines(check.Detail, MostDetail)) yield return new WatchLine(line, Faint, 4);
        if (check.Hint is { } hint) yield return new WatchLine(Terminal($"Look at: {hint}"), null, 4);
        if (check.Output is null) yield break;
        yield return new WatchLine("It printed:", null, 4);
        foreach (string line in Lines(check.Output, MostOutput)) yield return new WatchLine(line, Faint, 6);
    }

    private static string[] Lines(string? text, int most)
    {
        string[] lines = StudentText.Visible(text).Replace("\t", "    ", StringComparison.Ordinal).TrimEnd().Split('\n');
        return text is null ? [] : lines.Length <= most
            ? lines
            : [.. lines.Take(most), $"… ({Figures.Count(lines.Length - most, "more line")})"];
    }

    private static string Terminal(string text) => StudentText.Terminal(StudentText.Cap(text, 600));

    private static string Place(SourcePlace place) => NoteMarkdown.Plain(place with { Column = 0 });

    private static Style StyleOf(Outcome outcome) => outcome switch
    {
        Outcome.Passed => Right,
        Outcome.NotImplemented or Outcome.Blocked or Outcome.NotRun or Outcome.GraderError => Faint,
        _ => Wrong,
    };
}
