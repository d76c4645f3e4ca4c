using LLMCourse.Classes.Analysis;
using LLMCourse.Grading.Reports;

namespace LLMCourse.Classes.Publishing;

/// <summary>The commonest mistakes with the catalogue's words.</summary>
internal static class MistakeList
{
    /// <summary>Writes mistakes, one after the other.</summary>
    public static void Write(PageWriter page, IEnumerable<(MistakeItem Mistake, int Class)> mistakes)
    {
        foreach ((MistakeItem mistake, int all) in mistakes)
        {
            string still = mistake.Remaining == 0
                ? "nobody in the attempt that counts"
                : SvgText.Line($"{mistake.Remaining} in the attempt that counts");
            string head = SvgText.Line($"{mistake.Exercise}: {Figures.Count(mistake.Students, "student")} of {all}");
            page.Both($"<div class=\"says\">\n<h3>{StudentText.Html(head)} <span class=\"note\">{StudentText.Html(still)}</span></h3>",
                $"### {MarkdownText.Inline(head)}\n\n{still}")
                .Text(mistake.Says);
            if (mistake.Hint is { Length: > 0 } hint) page.Text($"*What the report suggests:* {hint}");
            page.Both($"<p class=\"note\"><code>{StudentText.Html(mistake.Id)}</code></p>\n</div>", MarkdownText.Code(mistake.Id));
        }
    }
}
