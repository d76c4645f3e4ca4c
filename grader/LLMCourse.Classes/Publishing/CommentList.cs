using System.Globalization;
using LLMCourse.Classes.Gradebooks;
using LLMCourse.Grading.Reports;

namespace LLMCourse.Classes.Publishing;

/// <summary>Comments of instructors, as headings of the third level with what was said. They are text: nothing in them is markup.</summary>
internal static class CommentList
{
    /// <summary>Writes them.</summary>
    /// <param name="page">The page; a section is open.</param>
    /// <param name="comments">The comments.</param>
    /// <param name="view">The class; on a site for students it has no names of those who teach.</param>
    public static void Write(PageWriter page, IEnumerable<Comment> comments, ClassView view)
    {
        foreach (Comment c in comments)
        {
            string who = view.Options.For == Audience.Students
                ? "your instructor"
                : c.Who, from = $"{c.About}: {who}, {view.Stamp(c.MadeUtc)}";
            string[] lines = c.Text.Split('\n');
            string html = string.Create(CultureInfo.InvariantCulture,
                $"<div class=\"says\"><h3>{StudentText.Html(StudentText.Terminal(from))}</h3>\n<p>{string.Join("<br />\n", lines.Select(StudentText.Html))}</p></div>");
            page.Both(html, $"### {MarkdownText.Inline(from)}\n\n{string.Join("\n", lines.Select(l => $"> {MarkdownText.Inline(l, CommentText.Longest)}".TrimEnd() + "  "))}");
        }
    }
}
