using System.Globalization;
using System.Text;
using LLMCourse.Grading.Reports;

namespace LLMCourse.Classes.Publishing;

/// <summary>What is around every page: the head, the way to other pages, the foot.</summary>
/// <param name="title">The course's name.</param>
/// <param name="foot">What stands at the foot of each page; any text.</param>
/// <param name="isForEverybody">Whether search engines may find the pages.</param>
/// <remarks>Nothing is loaded: the content security policy forbids requests, and every script but <see cref="TableScript"/> on the pages
/// that have it. Pages are well-formed XML too.</remarks>
internal sealed class SiteFrame(string title, string foot, bool isForEverybody = false)
{
    // Reports draw their bars with style attributes, and those need 'unsafe-inline'. Without any source of
    // images or fonts a style cannot send anything out.
    private const string Policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

    // Figures of handouts stand in the pages themselves, as addresses that hold them: to show one asks nobody for anything.
    private const string Figures = "; img-src data:";

    /// <summary>Puts the frame around a page.</summary>
    /// <param name="page">The page's title; any text.</param>
    /// <param name="main">What stands in it.</param>
    /// <param name="home">The page that the course's name leads to, relative, without extension; null for none.</param>
    /// <param name="ways">The pages that can be gone to; the one with an empty address is this page.</param>
    /// <param name="source">The file name of the page's Markdown; null where there is none.</param>
    /// <param name="hasScript">Whether the page has a table for <see cref="TableScript"/>.</param>
    public string Around(string page, string main, string? home, IReadOnlyList<(string Text, string Page)> ways, string? source,
        bool hasScript = false)
    {
        var made = new StringBuilder(main.Length + 10_000);
        string course = StudentText.Html(title);
        _ = made.Append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\" />\n")
            .Append(CultureInfo.InvariantCulture, $"<meta http-equiv=\"Content-Security-Policy\" content=\"{Policy}")
            .Append(isForEverybody ? Figures : "")
            .Append(CultureInfo.InvariantCulture, $"{(hasScript ? $"; script-src {TableScript.Source}" : "")}\" />\n")
            .Append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\" />\n<meta name=\"referrer\" content=\"no-referrer\" />\n")
            .Append(isForEverybody ? "" : "<meta name=\"robots\" content=\"noindex, nofollow, noarchive\" />\n")
            .Append("<meta name=\"color-scheme\" content=\"light dark\" />\n")
            .Append(CultureInfo.InvariantCulture,
                $"<title>{StudentText.Html(StudentText.Terminal(page))} – {course}</title>\n<style>\n{SiteStyle.Css}\n</style>\n</head>\n<body>\n")
            .Append("<a class=\"skip\" href=\"#main\">Skip to the content</a>\n<header class=\"site\">\n")
            .Append(home is null ? $"<p class=\"brand\">{course}</p>\n" : $"<p class=\"brand\"><a href=\"{home}.html\">{course}</a></p>\n");
        if (ways.Count > 0)
        {
            _ = made.Append("<nav aria-label=\"Pages\"><ul>");
            foreach ((string text, string address) in ways)
            {
                string name = StudentText.Html(StudentText.Terminal(text));
                _ = made.Append(address.Length == 0
                    ? $"<li><span aria-current=\"page\">{name}</span></li>"
                    : $"<li><a href=\"{address}.html\">{name}</a></li>");
            }

            _ = made.Append("</ul></nav>\n");
        }

        return made.Append("</header>\n<main id=\"main\" tabindex=\"-1\">\n").Append(main)
            .Append(CultureInfo.InvariantCulture,
                $"</main>\n<footer class=\"site\"><p>{StudentText.Html(foot)}{(source is null ? "" : $" <a href=\"{source}\">This page in Markdown</a>")}</p></footer>\n{(hasScript ? TableScript.Element : "")}</body>\n</html>\n")
            .ToString();
    }
}
