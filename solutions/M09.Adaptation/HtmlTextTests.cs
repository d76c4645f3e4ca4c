using VerifyXunit;

namespace LLMCourse.M09;

[Trait("Exercise", "M09.E8")]
public sealed class HtmlTextTests
{
    [Fact(DisplayName = "M09.E8 A page becomes what a reader sees of it")]
    public async Task Extract_OfAPage_IsItsText() => _ = await Verifier.Verify(HtmlText.Extract("""
        <!DOCTYPE html>
        <html><head><title>Tea</title><style>p > b { color: red }</style></head>
        <body><!-- menu --><h1>How to make tea</h1>
        <p>Boil   water,<br>then&nbsp;wait. <b>Do not</b> pour
           it at 100&deg;C &mdash; 3 &lt; 4.
        <ul><li>a cup<li><p>a spoon</ul>
        <table><tr><th>tea</th><th>minutes</th></tr><tr><td>green</td><td>2</td></tr></table>
        <pre>
        if (hot) {
            wait();
        }
        </pre><script>if (a < b) alert("</p>");</script>
        <p title="a > b">The end.</body></html>
        """));

    [Theory(DisplayName = "M09.E8 Text that looks like a tag is text, and text in a script is not")]
    [InlineData("1 < 2 & 3 > 2", "1 < 2 & 3 > 2")]
    [InlineData("a<script>'</b>' <p>no</p></script>b", "ab")]
    [InlineData("&lt;b&gt; &amp;lt;", "<b> &lt;")]
    [InlineData("never<!-- closed <p>x", "never")]
    public void Extract_Pieces_AsTheTableSays(string html, string text) => Assert.Equal(text, HtmlText.Extract(html));
}
