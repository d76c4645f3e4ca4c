using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using LLMCourse.Grading.Reports;

namespace LLMCourse.Grader.Tests.Reports;

public sealed class StudentTextTests
{
    public static TheoryData<string> Texts => Hostile.Texts;

    [Theory]
    [MemberData(nameof(Texts))]
    public void Visible_HostileText_HasNoCharacterThatHides(string text)
    {
        string visible = StudentText.Visible(text);

        Assert.All(visible.EnumerateRunes(), rune => Assert.True(
            rune.Value is '\n' or '\t'
            || System.Text.Rune.GetUnicodeCategory(rune)
                is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
                    or UnicodeCategory.ParagraphSeparator)));
        Assert.DoesNotContain('\uFFFD', visible);
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public void Visible_Twice_ChangesNothingMore(string text) =>
        Assert.Equal(StudentText.Visible(text), StudentText.Visible(StudentText.Visible(text)));

    [Theory]
    [MemberData(nameof(Texts))]
    public void Html_HostileText_ReadsBackAsText(string text)
    {
        XElement element = XElement.Parse(
            $"<p title=\"{StudentText.Html(text).Replace("\n", " ", StringComparison.Ordinal)}\">{StudentText.Html(text)}</p>",
            LoadOptions.PreserveWhitespace);

        Assert.False(element.HasElements);
        Assert.Equal(StudentText.Visible(text), element.Value);
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public void Xml_HostileText_IsTakenByAnXmlWriter(string text)
    {
        string xml = new XElement("system-out", StudentText.Xml(text)).ToString(SaveOptions.DisableFormatting);

        Assert.All(StudentText.Xml(text), c => Assert.True(XmlConvert.IsXmlChar(c) || char.IsSurrogate(c)));
        Assert.Equal(StudentText.NoCommands(StudentText.Visible(text)), XElement.Parse(xml, LoadOptions.PreserveWhitespace).Value);
    }

    [Theory]
    [InlineData("::error::x", "⟨:⟩:error::x")]
    [InlineData("a\n \t::notice::x\n", "a\n \t⟨:⟩:notice::x\n")]
    [InlineData("##[error]x", "⟨#⟩#[error]x")]
    [InlineData("in a line ##[error]x", "in a line ⟨#⟩#[error]x")]
    [InlineData("a::b\n# ## [x]\n:", "a::b\n# ## [x]\n:")]
    public void NoCommands_LinesThatARunnerWouldObey_AreMarked(string text, string expected) =>
        Assert.Equal(expected, StudentText.NoCommands(text));

    [Theory]
    [MemberData(nameof(Texts))]
    public void Terminal_HostileText_IsOneLineWithoutEscapes(string text)
    {
        string line = StudentText.Terminal(text);

        Assert.DoesNotContain(line, char.IsControl);
        Assert.DoesNotContain("  ", line, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public void WorkflowData_HostileText_StaysOnItsLine(string text)
    {
        string command = $"::error title={StudentText.WorkflowProperty(text)}::{StudentText.WorkflowData(text)}";

        Assert.DoesNotContain('\n', command);
        Assert.DoesNotContain('\r', command);
        string property = command["::error title=".Length..command.IndexOf("::", "::error title=".Length, StringComparison.Ordinal)];
        Assert.DoesNotContain(':', property);
        Assert.DoesNotContain(',', property);
        Assert.Equal(StudentText.Visible(text), Unescape(property));
    }

    [Theory]
    [InlineData("\u001b[31m", "⟨ESC⟩[31m")]
    [InlineData("a\0b", "a⟨NUL⟩b")]
    [InlineData("\u202Egnp", "⟨U+202E⟩gnp")]
    [InlineData("\U000E0041", "⟨U+E0041⟩")]
    [InlineData("a\r\nb\rc", "a\nb⟨CR⟩c")]
    [InlineData("né √d_k 😀", "né √d_k 😀")]
    public void Visible_Character_IsNamed(string text, string expected) => Assert.Equal(expected, StudentText.Visible(text));

    // Not among the theories' texts: a test's arguments travel as UTF-8, which has no lone surrogates.
    [Fact]
    public void Visible_LoneSurrogates_AreNamed()
    {
        string text = new(['a', '\uD83D', 'b', '\uDE00']);

        Assert.Equal("a⟨U+D83D⟩b⟨U+DE00⟩", StudentText.Visible(text));
        Assert.Equal("a⟨U+D83D⟩b⟨U+DE00⟩", MarkdownText.Inline(text));
    }

    [Fact]
    public void Cap_LongText_SaysHowMuchIsMissing()
    {
        Assert.Equal("abc… (4 more characters)", StudentText.Cap("abcdefg", 3));
        Assert.Equal("abc", StudentText.Cap("abc", 3));
        Assert.Equal("", StudentText.Cap(null, 3));
    }

    [Fact]
    public void Cap_WithinASurrogatePair_KeepsThePairWhole() =>
        Assert.Equal("ab… (3 more characters)", StudentText.Cap("ab😀c", 3));

    private static string Unescape(string text) =>
        text.Replace("%3A", ":", StringComparison.Ordinal).Replace("%2C", ",", StringComparison.Ordinal)
            .Replace("%0A", "\n", StringComparison.Ordinal).Replace("%0D", "\r", StringComparison.Ordinal)
                .Replace("%25", "%", StringComparison.Ordinal);
}
