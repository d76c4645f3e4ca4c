using System.Text;
using LLMCourse.Grading.Results;

namespace LLMCourse.Grading.Reports;

/// <summary>Says in Markdown, without HTML, what is wrong with one exercise and what to do about it.</summary>
internal static class ExerciseMarkdown
{
    private const int OutputLimit = 2000;
    private const int OutputLines = 30;

    /// <summary>Writes the section's body: the mistake's words, violations, failed checks, what to do next.</summary>
    /// <param name="exercise">An exercise with something to put right.</param>
    /// <param name="headingLevel">The level of the section's own heading; the checks stand one below.</param>
    public static string Body(ExerciseResult exercise, int headingLevel = 3)
    {
        List<string> blocks = [];
        if (ReportOutline.PlaceOf(exercise) is SourcePlace place) blocks.Add(LookFirst(exercise, place));
        blocks.AddRange(exercise.Mistakes.Select(Mistake));
        blocks.AddRange(exercise.Violations.Select(NoteMarkdown.Block));

        SourcePlace? first = ReportOutline.PlaceOf(exercise);
        // What a banned use or a changed signature kept from running has nothing to add to it.
        IReadOnlyList<CheckResult> all = ReportOutline.Open(exercise);
        IReadOnlyList<CheckResult> open = [.. all.Where(c => !exercise.Violations.Any(v => IsDueTo(c, v)))];
        if (open.Count < all.Count)
            blocks.Add($"Because of this {Figures.Count(all.Count - open.Count, "check")} {(all.Count - open.Count == 1 ? "was" : "were")} not run.");
        string heading = new('#', headingLevel + 1);
        foreach (IGrouping<object, CheckResult> alike in open.GroupBy(SameReason)) blocks.Add(Checks([.. alike], heading, first));
        if (open.Any(c => c.Withheld)) blocks.Add("*Hidden checks tell what went wrong, but not with which inputs and numbers.*");
        if (exercise.Next is not null) blocks.Add($"**Next:** {MarkdownText.Inline(exercise.Next)}");
        return string.Join("\n\n", blocks);
    }

    /// <summary>Writes the titles of the checks that passed, as a list, and why a question's answer
    /// is right; empty when there are none.</summary>
    public static string Passed(ExerciseResult exercise) =>
        string.Join('\n', exercise.Checks.Where(c => c.Outcome == Outcome.Passed)
            .Select(c => $"- ✓ {Title(c)}{(c.Hint is string why ? $": {MarkdownText.Inline(why)}" : "")}"));

    /// <summary>Says how many checks passed, for example "3 of 5 checks passed".</summary>
    public static string PassedCount(ExerciseResult exercise)
    {
        int passed = exercise.Checks.Count(c => c.Outcome == Outcome.Passed);
        return passed < exercise.Checks.Count ? $"{passed} of {Figures.Count(exercise.Checks.Count, "check")} passed"
            : passed == 1 ? "its check passed"
            : passed == 2 ? "both checks passed"
            : $"all {passed} checks passed";
    }

    /// <summary>Writes one line for an exercise of which there is nothing to tell but where it is and what comes next.</summary>
    public static string Line(ExerciseResult exercise)
    {
        string place = exercise.Place is SourcePlace p ? $", {PlaceText(p)}" : "";
        string? why = exercise.Next
            ?? (exercise.Outcome == Outcome.NotImplemented
                ? null
                : ReportOutline.Open(exercise).Select(c => c.Message).FirstOrDefault(m => m is not null));
        return $"- **{MarkdownText.Inline(exercise.Id)} {MarkdownText.Inline(exercise.Title)}**{place}{(why is null ? "" : $": {MarkdownText.Inline(why)}")}";
    }

    /// <summary>Writes a check's title; one that begins in lower case goes on from what the check is about.</summary>
    public static string Title(CheckResult check) =>
        !GoesOn(check) ? MarkdownText.Inline(check.Title)
        : check.Subject is string subject ? $"{MarkdownText.Code(subject)} {MarkdownText.Inline(check.Title)}"
        : MarkdownText.Inline(Capital(check.Title));

    /// <summary>Writes a check's title as plain text.</summary>
    public static string PlainTitle(CheckResult check) =>
        !GoesOn(check) ? check.Title
        : check.Subject is string subject ? $"{subject} {check.Title}"
        : Capital(check.Title);

    /// <summary>Writes a place as <c>Attention.cs:42</c>, in code.</summary>
    public static string PlaceText(SourcePlace place) => MarkdownText.Code(NoteMarkdown.Plain(place with { Column = 0 }));

    private static string LookFirst(ExerciseResult exercise, SourcePlace place)
    {
        string member = ReportOutline.MemberAt(exercise, place) is string name ? $" ({MarkdownText.Code(name)})" : "";
        string why = exercise.Suspect is { } suspect && suspect.Place == place
            ? ": no known mistake behaves like this, but by what fails this member is the likeliest"
            : "";
        return $"Look first at **{PlaceText(place)}**{member}{why}.";
    }

    private static string Mistake(MistakeMatch mistake)
    {
        // An author's words: Markdown of their own, which the HTML report renders without HTML.
        string words = mistake.Says.Trim() + (mistake.Hint is string hint ? $"\n\n**Try this:** {hint.Trim()}" : "");
        return string.Join('\n', words.ReplaceLineEndings("\n").Split('\n').Select(l => l.Length == 0 ? ">" : $"> {l}"));
    }

    private static bool IsDueTo(CheckResult check, SourceNote violation) =>
        check.Outcome is Outcome.Banned or Outcome.DoesNotCompile
            && (check.Message is null || check.Message.Contains(violation.Message, StringComparison.Ordinal));

    private static object SameReason(CheckResult c) => (c.Outcome, c.Message, c.Detail, c.Hint, c.Place, c.Output);

    private static string Checks(IReadOnlyList<CheckResult> alike, string heading, SourcePlace? first)
    {
        CheckResult check = alike[0];
        StringBuilder made = new();
        string more = alike.Count > 1 ? $" (and {Figures.Count(alike.Count - 1, "more check")})" : "";
        _ = made.Append($"{heading} {OutcomeWords.Symbol(check.Outcome)} {Title(check)}{more}\n\n");
        _ = made.Append(Reason(check, first));
        if (alike.Count > 1)
            _ = made.Append("\n\nThe same holds for:\n\n").Append(string.Join('\n', alike.Skip(1).Select(c => $"- {Title(c)}")));
        return made.ToString();
    }

    /// <summary>Says why a check did not pass: its message, the detail unless withheld, what to look at, what was printed.</summary>
    /// <param name="check">A check that did not pass.</param>
    /// <param name="known">A place that was named already and need not be named again.</param>
    public static string Reason(CheckResult check, SourcePlace? known = null)
    {
        StringBuilder made = new();
        string says = MarkdownText.Inline(check.Message ?? OutcomeWords.Explain(check.Outcome));
        if (check.Outcome is not (Outcome.Failed or Outcome.Passed)) says = $"**{Capital(OutcomeWords.Word(check.Outcome))}.** {says}";
        if (check.Place is SourcePlace place && place != known) says += $" ({PlaceText(place)})";
        _ = made.Append(says);
        if (check.Detail is string detail)
            _ = made.Append("\n\n").Append(detail.Contains('\n') ? MarkdownText.Fence(detail) : MarkdownText.Inline(detail, 1000));
        if (check.Hint is string hint) _ = made.Append("\n\n**Look at:** ").Append(MarkdownText.Inline(hint));
        if (check.Output is string output)
            _ = made.Append("\n\nIt printed:\n\n").Append(MarkdownText.Fence(output, "text", OutputLimit, OutputLines));
        return made.ToString();
    }

    private static bool GoesOn(CheckResult check) => check.Title.Length > 0 && char.IsAsciiLetterLower(check.Title[0]);

    private static string Capital(string word) => char.ToUpperInvariant(word[0]) + word[1..];
}
