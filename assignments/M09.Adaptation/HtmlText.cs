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
        throw new NotImplementedException("M09.E8: go from tag to tag; write the text between them, and note what each tag asks of what comes next.");
    }
}
