using LLMCourse.Grading.Results;

namespace LLMCourse.Grading.Reports;

/// <summary>The parts of the report that the Markdown and the HTML report share, in Markdown without HTML.</summary>
internal static class ReportTexts
{
    private const int ShownErrors = 10;
    private const int ShownFiles = 20;

    public const string OurFaultTitle = "Our fault, not yours";
    public const string ErrorsTitle = "What the compiler says";
    public const string NotStartedTitle = "Not started yet";
    public const string WaitingTitle = "Waiting for another";
    public const string FinishedTitle = "What is right";
    public const string WarningsTitle = "What the compiler noticed";
    public const string SpeedTitle = "How fast it is";
    public const string LeftBehindTitle = "What was not graded";

    public const string SpeedNote =
        "Yours and the reference were timed in turn in one run, so a busy machine slows both alike. Times are medians.";

    /// <summary>Says the score.</summary>
    public static string Score(GradeResult r) =>
        r.Score.Maximum == 0 ? "Nothing could be graded" : $"{Figures.Points(r.Score.Earned)} of {Figures.Points(r.Score.Maximum)} points";

    /// <summary>Says in a few sentences how it stands and what to do first.</summary>
    public static string Opening(ReportOutline outline)
    {
        int all = outline.Result.Exercises.Count;
        if (outline.IsPerfect)
            return $"Everything is right: {(all == 1 ? "the exercise" : $"all {all} exercises")}, every check. Well done!";
        if (outline.First is not FirstStep first)
        {
            return outline.OurFault.Count > 0
                ? "Nothing is left for you to do here. Some checks could not be carried out, and that is our fault; see below."
                : "Nothing is left to do at the moment.";
        }

        string state = outline.IsStarter
            ? "Nothing is written yet, which is how everyone starts."
            : outline.Uncompiled.Count > 0 && outline.Uncompiled.Count == outline.Result.Exercises.Count(e => e.Member is not null)
            ? "It does not compile yet, so nothing that needs the compiled code could be tried. Once the first error is gone, many others often go with it."
            : $"{outline.Finished.Count} of {Figures.Count(all, "exercise")} {(outline.Finished.Count == 1 ? "is" : "are")} finished."
                + (outline.Uncompiled.Count == 0
                    ? ""
                    : $" {outline.Uncompiled.Count} could not be tried, because of what the compiler says.");
        return $"{state}\n\n{FirstStepText(first)}";
    }

    /// <summary>Says what to do first, as a quotation.</summary>
    public static string FirstStepText(FirstStep first)
    {
        string where = string.Join(", ", new[]
        {
            first.Exercise is ExerciseResult e ? $"{MarkdownText.Inline(e.Id)} {MarkdownText.Inline(e.Title)}" : null,
            first.Place is SourcePlace p ? ExerciseMarkdown.PlaceText(p) : null,
        }.Where(s => s is not null));
        string says = first.IsMarkdown ? FirstParagraph(first.Says) : MarkdownText.Inline(first.Says);
        return $"> **Start here{(where.Length == 0 ? "" : ":")}** {where}{(where.Length == 0 ? "" : ". ")}{says}";
    }

    /// <summary>Says that the grader is at fault, what it costs and what to do.</summary>
    public static string OurFault(ReportOutline outline)
    {
        string list = string.Join('\n', outline.OurFault.Select(f =>
            $"- {MarkdownText.Inline(f.Exercise.Id)}, {ExerciseMarkdown.Title(f.Check)}: {MarkdownText.Inline(f.Check.Message ?? OutcomeWords.Explain(Outcome.GraderError))}"));
        string these = outline.OurFault.Count == 1 ? "This check" : "These checks";
        return "The grader went wrong, not your work. It costs you nothing: "
            + $"{(outline.OurFault.Count == 1 ? "the check" : "the checks")} below {(outline.OurFault.Count == 1 ? "is" : "are")} not counted in the total.\n\n{list}\n\n"
            + $"**What to do:** have it graded again; {these.ToLowerInvariant()} will be tried afresh. If it happens again, send this report to your instructor.";
    }

    /// <summary>Shows the compiler's errors.</summary>
    public static string Errors(ReportOutline outline)
    {
        List<string> blocks = [.. outline.Errors.Take(ShownErrors).Select(NoteMarkdown.Block)];
        if (outline.Errors.Count > ShownErrors)
            blocks.Add($"*{Figures.Count(outline.Errors.Count - ShownErrors, "further error")} not shown; start with the first ones.*");
        if (outline.Uncompiled.Count > 0)
            blocks.Add($"Not tried because of this: {string.Join(", ", outline.Uncompiled.Select(e => $"{MarkdownText.Inline(e.Id)} {MarkdownText.Inline(e.Title)}"))}.");
        return string.Join("\n\n", blocks);
    }

    /// <summary>Shows the compiler's warnings.</summary>
    public static string Warnings(ReportOutline outline)
    {
        List<string> blocks = ["These cost no points, but each has often turned out to be a mistake.",
            .. outline.Warnings.Take(ShownErrors).Select(NoteMarkdown.Block)];
        if (outline.Warnings.Count > ShownErrors)
            blocks.Add($"*{Figures.Count(outline.Warnings.Count - ShownErrors, "further warning")} not shown.*");
        return string.Join("\n\n", blocks);
    }

    /// <summary>Lists what is still the starter.</summary>
    public static string NotStarted(ReportOutline outline) =>
        "These are still as they were handed out. Take them in this order:\n\n" + Lines(outline.NotStarted);

    /// <summary>Lists what waits for something else.</summary>
    public static string Waiting(ReportOutline outline) =>
        "These build on a check that has not passed yet, and are tried as soon as it does:\n\n" + Lines(outline.Waiting);

    /// <summary>Shows what the performance checks measured.</summary>
    public static string Speed(GradeResult r) =>
        PerformanceMarkdown.Table(r.Performance)
        + $"\n\n{SpeedNote}\n\n"
        + string.Join("\n\n", r.Performance.Select(PerformanceMarkdown.Chart));

    /// <summary>Lists what intake did not take; what was probably meant to be graded comes first.</summary>
    public static string LeftBehind(GradeResult r)
    {
        IReadOnlyList<LeftBehindFile> files = [.. r.Submission.LeftBehind.OrderByDescending(f => f.Matters)];
        string list = string.Join('\n', files.Take(ShownFiles).Select(f =>
            $"- {(f.Matters ? "**Check this one:** " : "")}{MarkdownText.Code(f.Path)}: {MarkdownText.Inline(f.Reason)}"));
        return files.Count > ShownFiles ? $"{list}\n- and {files.Count - ShownFiles} more" : list;
    }

    /// <summary>Says how the submission was kept apart, and what it was graded with.</summary>
    public static string Closing(GradeResult r)
    {
        string isolation = r.Isolation.Mode switch
        {
            "bubblewrap" => "The code ran in a bubblewrap sandbox",
            "process" => "The code ran in a process of its own, without a sandbox",
            "none" => "No code of the submission was run",
            _ => $"The code ran under {MarkdownText.Inline(r.Isolation.Mode)}",
        };
        string measures = r.Isolation.Measures.Count > 0
            ? $" ({string.Join(", ", r.Isolation.Measures.Select(m => MarkdownText.Inline(m)))})"
            : "";
        string missing = r.Isolation.Missing.Count > 0
            ? $" Not available: {string.Join("; ", r.Isolation.Missing.Select(m => MarkdownText.Inline(m)))}."
            : "";
        string hash = r.Submission.ContentHash.Length > 12 ? r.Submission.ContentHash[..12] : r.Submission.ContentHash;
        return $"Graded: {MarkdownText.Code(r.Submission.Name, 100)}, {Figures.Count(r.Submission.Files.Count, "file")}, content {MarkdownText.Code(hash)}. "
            + $"{isolation}{measures}.{missing} "
            + $"Grader {MarkdownText.Inline(r.GraderVersion)}, checks {MarkdownText.Code(Short(r.Module.ChecksVersion))} of {MarkdownText.Inline(r.Module.Name)}.";
    }

    private static string FirstParagraph(string markdown) =>
        markdown.Trim().ReplaceLineEndings("\n").Split("\n\n", 2)[0].Replace('\n', ' ');

    private static string Lines(IEnumerable<ExerciseResult> exercises) => string.Join('\n', exercises.Select(ExerciseMarkdown.Line));

    private static string Short(string hash) => hash.Length > 12 ? hash[..12] : hash;
}
