using System.Globalization;
using System.Text;
using DiffPlex.DiffBuilder;
using DiffPlex.DiffBuilder.Model;
using LLMCourse.Classes.Gradebooks;
using LLMCourse.Grading.Intake;
using LLMCourse.Grading.Reports;

namespace LLMCourse.Classes.Publishing;

/// <summary>What changed in a student's code from one attempt at a module to the next.</summary>
internal static class ChangesPage
{
    private const int Around = 3;

    // The time of a comparison grows with lines times changes.
    private const int MostLines = 5000;

    /// <summary>Writes the page.</summary>
    /// <param name="view">The class.</param>
    /// <param name="module">The module.</param>
    /// <param name="attempts">The attempts at it with their files, in the order of time; null
    /// where the gradebook does not have them.</param>
    public static PageWriter Write(ClassView view, string module,
        IReadOnlyList<(GradedAttempt Attempt, IReadOnlyList<SourceFile>? Files)> attempts)
    {
        var page = new PageWriter();
        page.Title($"{module}, attempt by attempt").Text("Lines with − were taken out, lines with + were put in.");
        for (int i = 1; i < attempts.Count; i++)
        {
            (GradedAttempt before, IReadOnlyList<SourceFile>? old) = attempts[i - 1];
            (GradedAttempt after, IReadOnlyList<SourceFile>? now) = attempts[i];
            page.Open(string.Create(CultureInfo.InvariantCulture, $"change-{i}"),
                string.Create(CultureInfo.InvariantCulture, $"From attempt {i} to {i + 1}"),
                $"{Figures.Points(before.Earned, before.Maximum)} → {Figures.Points(after.Earned, after.Maximum)}");
            page.Note($"Handed in {view.Stamp(before.Attempt.SubmittedUtc)}, then {view.Stamp(after.Attempt.SubmittedUtc)}.");
            if (old is null || now is null) page.Note("The gradebook does not have the code of both.");
            else Files(page, old, now);
            page.Close();
        }

        return page;
    }

    private static void Files(PageWriter page, IReadOnlyList<SourceFile> old, IReadOnlyList<SourceFile> now)
    {
        bool any = false;
        foreach (string name in now.Select(f => f.Name).Union(old.Select(f => f.Name), StringComparer.Ordinal))
        {
            string before = old.FirstOrDefault(f => f.Name == name)?.Text
                ?? "", after = now.FirstOrDefault(f => f.Name == name)?.Text ?? "";
            if (before == after) continue;
            any = true;
            page.Heading(name);
            if (CodeSection.LinesOf(before).Length > MostLines || CodeSection.LinesOf(after).Length > MostLines)
            {
                page.Note("It changed, and is too long to be compared here.");
                continue;
            }

            List<(char Sign, string Text)> lines = Compare(before, after);
            if (lines.Count == 0) page.Note("Only the ends of lines changed.");
            else Lines(page, name, lines);
        }

        if (!any) page.Note("The code is the same.");
    }

    /// <summary>Compares two texts: lines with −, + or a blank, and … where unchanged lines are
    /// left out; empty when no line differs.</summary>
    internal static List<(char Sign, string Text)> Compare(string before, string after)
    {
        List<DiffPiece> pieces = InlineDiffBuilder.Diff(before, after, ignoreWhiteSpace: false).Lines;
        bool[] near = new bool[pieces.Count];
        for (int i = 0; i < pieces.Count; i++)
        {
            if (pieces[i].Type == ChangeType.Unchanged) continue;
            for (int j = Math.Max(0, i - Around); j <= Math.Min(pieces.Count - 1, i + Around); j++) near[j] = true;
        }

        List<(char, string)> lines = [];
        if (!near.Contains(true)) return lines;
        for (int i = 0; i < pieces.Count; i++)
        {
            if (near[i])
                lines.Add(
                    (pieces[i].Type switch { ChangeType.Deleted => '−', ChangeType.Inserted => '+', _ => ' ' }, pieces[i].Text ?? ""));
            else if (i == 0 || near[i - 1]) lines.Add(('…', ""));
        }

        return lines;
    }

    private static void Lines(PageWriter page, string name, List<(char Sign, string Text)> lines)
    {
        var html = new StringBuilder();
        _ = html.Append(CultureInfo.InvariantCulture,
            $"<div class=\"scroll\" role=\"region\" aria-label=\"{StudentText.Html(StudentText.Terminal(name))}\" tabindex=\"0\"><pre class=\"diff\">");
        foreach ((char sign, string text) in lines)
        {
            string line = StudentText.Html($"{sign} {text}".TrimEnd());
            _ = html.Append(sign switch { '−' => $"<del>{line}</del>", '+' => $"<ins>{line}</ins>", _ => line }).Append('\n');
        }

        string plain = string.Join('\n', lines.Select(l => $"{(l.Sign == '−' ? '-' : l.Sign)} {l.Text}".TrimEnd()));
        page.Both(html.Append("</pre></div>").ToString(), MarkdownText.Fence(plain, "diff", int.MaxValue, int.MaxValue));
    }
}
