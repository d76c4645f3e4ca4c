using System.Net;
using System.Text;

namespace LLMCourse.M09;

/// <summary>Takes the visible text out of a web page, without a browser.</summary>
/// <remarks>
/// A small part of WHATWG's HTML standard (§13.2.5, tokenization): enough for articles, and for pages that are damaged or hostile. It builds no tree and
/// runs no style sheet, so that what is hidden by style is seen. The time is linear in the length, whatever the page is.
/// </remarks>
public static class HtmlText
{
    #region Solution
    // What these hold is no markup: they end at their own end tag, and nowhere else.
    private static readonly HashSet<string> Raw = ["script", "style", "title", "noscript", "iframe"];

    private static readonly HashSet<string> Skipped = ["head", "template", "svg"];

    private static readonly HashSet<string> Paragraphs =
        ["p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "table"];

    private static readonly HashSet<string> Blocks =
    [
        "address", "article", "aside", "body", "dd", "details", "dialog", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "header", "hr", "html",
        "li", "main", "nav", "ol", "section", "summary", "tr", "ul",
    ];
    #endregion

    /// <summary>Extracts the text.</summary>
    /// <param name="html">A page or a piece of one; it need not be well-formed.</param>
    /// <returns>The text. Lines are parted by <c>\n</c>; none ends in white space, and the first is not blank.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="html"/> is null.</exception>
    /// <remarks>
    /// <para>Markup. <c>&lt;</c> and a letter A to Z begin a tag, <c>&lt;/</c> and a letter an end tag; its name goes to white space, / or &gt;, and
    /// upper case is lower case. The tag ends at the first &gt; that is in no quoted value; a value is quoted if a quote is the first character but
    /// white space behind an = after the name. <c>&lt;!--</c> goes to the next <c>--&gt;</c> behind these four characters; <c>&lt;!</c>, <c>&lt;?</c> and <c>&lt;/</c> without a letter go to the next
    /// &gt;. What never ends goes to the end of the page. Any other &lt; is text.</para>
    /// <para>Left out. script, style, title, noscript and iframe up to their own end tag, whatever is in between; head, template and svg with all
    /// that they hold, one in another counted, a head also up to <c>&lt;body&gt;</c>. An svg tag that ends in <c>/&gt;</c> holds nothing.</para>
    /// <para>Text. Character references are decoded once, as <see cref="WebUtility.HtmlDecode(string?)"/> does. White space (<see
    /// cref="char.IsWhiteSpace(char)"/>, the no-break space too) of any length is one space, and none at the beginning and the end of a line. Within
    /// pre, one in another counted, it stays as it is, line ends \r\n become \n, and a no-break space a space; white space at the end of a line goes.</para>
    /// <para>Lines. The tags and end tags of address, article, aside, body, dd, details, dialog, div, dl, dt, fieldset, figcaption, figure, footer,
    /// form, header, hr, html, li, main, nav, ol, section, summary, tr and ul begin a new line; those of p, h1 to h6, blockquote, pre and table one
    /// after an empty line; br adds a line end, and so does &lt;/br&gt;. Between two pieces of text there are as many line ends as the most that one of them asks for: 1, 2,
    /// the number of br, at most 2, or the number of line ends in pre, which is not limited.</para>
    /// <para>Lists and tables. The first text behind <c>&lt;li&gt;</c>, before an <c>&lt;/li&gt;</c>, <c>&lt;/ul&gt;</c> or <c>&lt;/ol&gt;</c>, has
    /// "- " put before it, in pre before the white space. td and th that are not the first text of a line begin after one tab instead of white space.</para>
    /// </remarks>
    [Exercise("M09.E8", Title = "Curating text", Weight = 2)]
    public static string Extract(string html)
    {
        // TODO M09.E8: go from tag to tag; write the text between them, and note what each tag asks of what comes next.
        #region Solution
        ArgumentNullException.ThrowIfNull(html);
        var writer = new Writer();
        string? skipped = null;
        int depth = 0;
        for (int at = 0; at < html.Length;)
        {
            int open = html.IndexOf('<', at);
            while (open >= 0 && !BeginsMarkup(html, open))
                open = html.IndexOf('<', open + 1);
            if (open < 0)
                open = html.Length;
            if (skipped is null && open > at)
                writer.Text(WebUtility.HtmlDecode(html[at..open]));
            if (open == html.Length)
                break;
            at = open;

            (string name, bool isEnd) = ReadTag(html, ref at);
            if (name == "svg" && html[at - 2] == '/')
                continue;
            if (!isEnd && Raw.Contains(name))
            {
                at = EndOfRaw(html, at, name);
            }
            else if (skipped is not null)
            {
                depth += name != skipped ? 0 : isEnd ? -1 : 1;
                if (depth == 0 || (skipped == "head" && name == "body" && !isEnd))
                    skipped = null;
            }
            else if (!isEnd && Skipped.Contains(name))
            {
                (skipped, depth) = (name, 1);
            }
            else
            {
                writer.Tag(name, isEnd);
            }
        }

        return writer.ToString();
        #endregion
    }

    #region Solution
    private static bool BeginsMarkup(string html, int open) =>
        open + 1 < html.Length && (char.IsAsciiLetter(html[open + 1]) || html[open + 1] is '!' or '?' or '/');

    /// <summary>Reads markup, and goes behind it. A comment has no name.</summary>
    private static (string Name, bool IsEnd) ReadTag(string html, ref int at)
    {
        bool isEnd = html[at + 1] == '/';
        int start = at + (isEnd ? 2 : 1);
        if (start >= html.Length || !char.IsAsciiLetter(html[start]))
        {
            bool isComment = string.CompareOrdinal(html, at, "<!--", 0, 4) == 0;
            int close = isComment ? html.IndexOf("-->", at + 4, StringComparison.Ordinal) : html.IndexOf('>', at);
            at = close < 0 ? html.Length : close + (isComment ? 3 : 1);
            return ("", false);
        }

        int end = start;
        while (end < html.Length && !char.IsWhiteSpace(html[end]) && html[end] is not ('/' or '>'))
            end++;
        string name = html[start..end].ToLowerInvariant();
        bool isValue = false; // an = was the last but white space
        for (at = end; at < html.Length && html[at] != '>'; at++)
        {
            if (isValue && html[at] is '"' or '\'')
            {
                int quote = html.IndexOf(html[at], at + 1);
                at = quote < 0 ? html.Length - 1 : quote;
            }

            isValue = html[at] == '=' || (isValue && char.IsWhiteSpace(html[at]));
        }

        at = Math.Min(at + 1, html.Length);
        return (name, isEnd);
    }

    private static int EndOfRaw(string html, int at, string name)
    {
        while (true)
        {
            at = html.IndexOf("</", at, StringComparison.Ordinal);
            if (at < 0)
                return html.Length;
            int end = at + 2 + name.Length;
            if (end < html.Length && string.Compare(html, at + 2, name, 0, name.Length, StringComparison.OrdinalIgnoreCase) == 0
                && (char.IsWhiteSpace(html[end]) || html[end] is '/' or '>'))
            {
                _ = ReadTag(html, ref at);
                return at;
            }

            at += 2;
        }
    }

    /// <summary>Writes text, with what tags asked for since the last.</summary>
    private sealed class Writer
    {
        private readonly StringBuilder _text = new();
        private readonly StringBuilder _indent = new(); // white space in pre that is written if something follows on its line
        private int _lines, _breaks, _preLines, _pre;
        private bool _space, _cell, _item;

        public void Tag(string name, bool isEnd)
        {
            if (name == "br")
                _breaks++;
            else if (Paragraphs.Contains(name))
                _lines = 2;
            else if (Blocks.Contains(name))
                _lines = Math.Max(_lines, 1);
            if (name is "td" or "th")
                _cell |= !isEnd;
            if (name == "pre")
            {
                _pre = isEnd ? Math.Max(_pre - 1, 0) : _pre + 1;
                _indent.Clear();
            }

            if (name == "li" || (isEnd && name is "ul" or "ol"))
                _item = name == "li" && !isEnd;
        }

        public void Text(string text)
        {
            for (int i = 0; i < text.Length; i++)
            {
                char c = text[i];
                if (!char.IsWhiteSpace(c))
                    Visible(c);
                else if (_pre == 0)
                    _space = true;
                else if (c == '\n')
                    NewLine();
                else if (c != '\r' || i + 1 == text.Length || text[i + 1] != '\n')
                    _indent.Append(c == '\u00A0' ? ' ' : c);
            }
        }

        public override string ToString() => _text.ToString();

        private void NewLine()
        {
            _preLines++;
            _indent.Clear();
        }

        private void Visible(char c)
        {
            int lines = Math.Max(Math.Max(_lines, Math.Min(_breaks, 2)), _preLines);
            bool isFirst = _text.Length == 0;
            if (!isFirst && lines > 0)
                _text.Append('\n', lines);
            else if (!isFirst && _cell)
                _text.Append('\t');
            else if (!isFirst && _space)
                _text.Append(' ');
            if (_item)
                _text.Append("- ");
            _text.Append(_indent).Append(c);
            _indent.Clear();
            (_lines, _breaks, _preLines, _space, _cell, _item) = (0, 0, 0, false, false, false);
        }
    }
    #endregion
}
