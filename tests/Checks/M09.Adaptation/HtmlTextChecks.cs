namespace LLMCourse.Checks.M09;

/// <summary>Extracts text from pieces of pages.</summary>
public abstract class Pages(string id, string title, int points, params string[] pages) : Check(id, title, points)
{
    public override void Probe(Probe probe)
    {
        foreach (string page in pages)
        {
            string name = $"page `{MadeUpTexts.Visible(page).Replace('\u00A0', '⍽')}`";
            probe.Observe(name[..Math.Min(name.Length, 119)], MadeUpTexts.Visible(HtmlText.Extract(page)));
        }
    }
}

public sealed class TagsAreRead() : Pages(
    "M09.E8.html-tags", "goes over tags, whatever their attributes hold, and leaves other < in the text", 2,
    "a<b>b</b>c", "<B CLASS=x>a</B >b", "<a title=\"x > y\">t</a>", "<a title='x > y' id=\"'\">t</a>", "<a title = \"x > y\">t</a>",
    "<a title=x>y\">t</a>", "<a b'c>t'>u", "<a x=y'z>t'u", "<a href=>t", "<br/>x<img src=a/>y", "1 < 2", "a<", "a <3 b", "a<1>b", "<",
    "a < b > c", "a<é>b",
    "x<a", "x<a href=\"y>z", "x<a href='y\"z'>w", "</b>a</p>b</>c</ d>e", "a</", "<p\nid=x>t", "<p/id=x>t", "a<b><i>c</b></i>d",
    "<x-y>a</x-y>b", "a>b", "<a=\"x>y\">z", "a < b =c d", "<a \">b\">c");

public sealed class CommentsAreLeftOut() : Pages(
    "M09.E8.html-comments", "leaves out comments, scripts, styles and what else is not seen", 2,
    "a<!-- x -->b", "a<!-- <p> > -- -->b", "a<!-- x", "a<!---->b", "a<!doctype html>b", "a<?xml x?>b", "a<![CDATA[x]]>b", "a<!x",
    "a<!-->b-->c", "a<!-- x --!> y -->b", "a<!- x>b",
    "a<script>x</script>b", "a<SCRIPT type=x>if (a < b) \"</p>\"</Script >b", "a<script>x</scripts>y</script\n>b", "a<script>x",
    "a<script>x</script", "a<style>p > a {}</style>b", "a<script><!-- </script>b -->c", "a<script></ script></script>b",
    "<head>x<title>y</title></head>a", "<head><title>x</head></title>y</head>a", "<html><head>x<body>a", "a<head>x",
    "a<template>x<template>y</template>z</template>b", "a<template>x<script></template></script>y</template>b",
    "a<template>x<body>y</template>b", "a<svg>x<svg>y</svg><g/>z</svg>b", "a<svg/>b", "a<svg x='>'/>b", "a<svg>x<svg/>y</svg>b",
    "<title>x<b>y</title>a",
    "a<noscript><p>x</noscript>b", "a<iframe src=x>y</iframe>b", "a</script>b", "a</template>b", "a<templates>b</templates>c",
    "a<head></head>b</head>c", "a<script/>x</script>b", "a<p>b<template><p>x</template>c",
    "a<script>x</strong>y</script>b", "a<script>x</script/>b", "a<script>x</</script>b", "a<script");

public sealed class CharactersAreDecoded() : Pages(
    "M09.E8.html-entities", "decodes character references once, and makes white space one space", 1,
    "a &amp; b", "&lt;b&gt;", "&amp;lt;", "&amp;amp;amp;", "&#65;&#x42;&#X43;", "&eacute;&mdash;&hellip;", "a&nbsp;b",
    "a&nbsp;&nbsp; &#160;b", "&nbsp;a&nbsp;", "AT&T", "a & b", "&unknown;", "&amp", "&#xD83D;", "&#128512;", "a\u00A0b", "a  b\n\tc\r\nd",
    "  a  ", "a<b> b </b> c", "a <b> b</b>", "<p> a </p> <p> b </p>", "a<!-- x --> b", "a <script>x</script> b", "a<i></i>b", "a \u2003 b",
    "a\u200Bb", "&#10;a&#10;b", "", "   ", "<p></p>", "x&lt;p&gt;y</p>z", "&quot;&apos;&#39;", "<b title=\"&gt;>\">a</b>");

public sealed class LinesAreBroken() : Pages(
    "M09.E8.html-lines", "breaks lines where blocks begin and end, and marks items and cells", 2,
    "a<div>b</div>c", "a<p>b</p>c", "a<p>b<p>c", "<p>a</p>\n\n<p>b</p>", "a<br>b", "a<br><br>b", "a<br><br><br><br>b", "a<br>", "<br>a",
    "a<div><div>b</div></div>c", "a<div></div>b", "a<div><br></div>b", "a<p><br></p>b", "a<br><div>b", "a <br> b",
    "<h1>a</h1>b<h2>c</h2><h3>d</h3><h4>e</h4><h5>f</h5><h6>g</h6>h", "a<blockquote>b</blockquote>c", "a<hr>b",
    "a<section>b<article>c<main>d<nav>e<header>f<footer>g<aside>h", "a<dl><dt>b<dd>c</dl>d", "a<form>b<fieldset>c",
    "a<figure>b<figcaption>c", "a<details>b<summary>c", "a<address>b<dialog>c", "a<span>b</span><em>c</em>d", "a<body>b", "a<html>b",
    "a<button>b</button>c", "a</br>b",
    "<ul><li>a</li><li>b</li></ul>", "<ul><li>a<li>b</ul>c", "<ol><li>a</ol>", "<ul><li> <b>a</b> b</ul>", "<ul><li><p>a</p><p>b</p></ul>",
    "<ul><li></li><li>b</ul>c", "<ul><li></ul>a", "<ul><li></ol>a", "<ul><li>a<ul><li>b</ul>c</ul>", "<ul><li><ul><li>a</ul></ul>",
    "x<li>a", "<ul>a</ul>", "<li>a</li>b", "<li><b></b>a", "<li><ul>a",
    "<table><tr><td>a<td>b<tr><td>c</table>d", "<tr><th>a</th> <th>b</th></tr>", "<tr><td></td><td>b</td></tr>",
    "<tr><td>a</td><td> </td><td>b</td></tr>", "x<td>y", "<tr><td>a b <b>c</b></td><td><p>d</p></td></tr>", "<tr><td>a</td>b</tr>",
    "a<thead>b<tbody>c<td>d", "<tr><td>a</td></tr><tr><td>b</td></tr>", "<tr><td><ul><li>a</ul></td><td>b</td></tr>", "<ul><li><td>a",
    "a<td><li>b");

public sealed class PreformattedStays() : Pages(
    "M09.E8.html-pre", "keeps white space as it is within pre", 1,
    "<pre>a\n  b</pre>", "x<pre>a</pre>y", "<pre>\na\n</pre>b", "<pre>a\r\nb</pre>", "<pre>a\n\n\n\nb</pre>", "x<pre>\n\n\na</pre>",
    "<pre>  a  \n  b</pre>", "<pre>a\t\tb</pre>", "<pre>a&nbsp;&nbsp;b</pre>", "<pre>a&#10;b</pre>", "<pre>a<b>  c</b>\n<i> d</i></pre>",
    "<pre>a  </pre>b", "<pre>a</pre>  b  c", "<pre>a<pre>b  c</pre>d  e</pre>f  g", "</pre>a  b", "<pre>a<br>b\n<br>c</pre>",
    "<pre>   </pre>a", "<pre>\n\n  a", "<ul><li><pre>  a\n b</pre></ul>", "<pre>a<script>x\ny</script>b</pre>", "<PRE>a  b</PRE>c  d",
    "<pre>a\n \n b</pre>", "a <pre>b", "<pre>&lt;p&gt;\n  &amp;</pre>", "<pre>a\rb</pre>", "<pre>a\r<b>b</b></pre>", "<pre>a\r</pre>b", "<pre>a <b>b</b> c</pre>",
    "</pre><pre>a  b</pre>c  d");

public sealed class EveryWordSurvives() : Check("M09.E8.html-words", "keeps every visible word of a page, in order, and no other")
{
    private const int Documents = 12;

    public override void Probe(Probe probe)
    {
        string[] tags =
        [
            "<p>", "</p>", "<br>", "<div class=\"a > b\">", "</div>", "<b>", "</b>", "<ul><li>", "</ul>", "<td>", " ", "\n", "&nbsp;",
            "<!-- hidden > -->", "<script>hidden < \"</b>\"</script>", "<style>hidden</style>", "<template><p>hidden</template>",
            "<svg><text>hidden</text></svg>", "<pre>", "</pre>", "<a href='x>hidden'>", "<!hidden>", "<IMG alt=hidden>",
            "<h2 id = \"hidden>\" >", "</hidden>", "<title>hidden<b></title>",
        ];
        for (int i = 0; i < Documents; i++)
        {
            string[] words = MadeUpTexts.Words(probe.Random, 60);
            string page = string.Concat(
                words.Select(word => word + " "
                    + string.Concat(Enumerable.Range(0, (int)probe.Random.NextInteger(0, 4))
                        .Select(_ => MadeUpTexts.Draw(probe.Random, tags)))));
            probe.Observe($"page {i}: words", string.Join(' ', words));
            probe.Observe($"page {i}: text", HtmlText.Extract(page));
        }
    }

    public override Verdict Judge(Evidence evidence)
    {
        for (int i = 0; i < Documents; i++)
        {
            string[] expected = evidence.Text($"page {i}: words")!.Split(' '),
                seen = [.. (evidence.Text($"page {i}: text") ?? "").Split([' ', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries)
                    .Where(word => word != "-")];
            int first = Enumerable.Range(0, expected.Length + 1)
                .First(k => k == expected.Length || k >= seen.Length || seen[k] != expected[k]);
            if (first < expected.Length)
                return Verdict.Fail($"On a page of {expected.Length} words in random markup, word {first} is {(first < seen.Length ? $"`{seen[first]}`" : "missing")}; expected `{expected[first]}`.");
            if (seen.Length != expected.Length)
                return Verdict.Fail(
                    $"On a page of {expected.Length} words in random markup, {seen.Length} are left: `{seen[^1]}` is not to be seen.");
        }

        return Verdict.Pass;
    }
}

public sealed class HostilePages() : Check("M09.E8.html-hostile", "takes time that grows with the length alone, whatever the page is")
{
    public override void Probe(Probe probe)
    {
        foreach (string piece in new[] { "<", "<!--", "</", "<a", "<a ", "<a b=\"", "<a b='\"", "&", "&#", "<p>", "<br>", "<li>", "<td>",
            "<template>", "<svg>", "<script>", "<script></scrip", "<script>x</script>", "<pre> ", "<pre>\n", "-->", " ", "<!",
            "<title></titl>", "x<p>", "<head>", "<!-- -->", "\"", "<a =>", "&nbsp;" })
            probe.Observe($"half a million characters of {MadeUpTexts.Visible(piece)}",
                HtmlText.Extract("a" + string.Concat(Enumerable.Repeat(piece, 500_000 / piece.Length))).Length);
    }
}
