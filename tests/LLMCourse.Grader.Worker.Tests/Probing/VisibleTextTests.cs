using LLMCourse.Grading.Workers;

namespace LLMCourse.Grader.Worker.Tests.Probing;

public sealed class VisibleTextTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("a\tb\r\nc", "a\tb\nc")]
    [InlineData("\u001b[2J", @"\u001B[2J")]
    [InlineData("a\u202Eb", @"a\u202Eb")]
    [InlineData("√d ≤ 1 😀", "√d ≤ 1 😀")]
    [InlineData("\r", @"\u000D")]
    public void Of_Text_KeepsWhatIsVisible(string text, string visible) => Assert.Equal(visible, VisibleText.Of(text));

    [Fact]
    public void Of_LoneSurrogate_IsWritten() => Assert.Equal(@"\uDE00 \uD83D", VisibleText.Of("\uDE00 \uD83D"));
}
