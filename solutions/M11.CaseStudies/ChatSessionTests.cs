namespace LLMCourse.M11;

[Trait("Exercise", "M11.E1")]
public sealed class ChatSessionTests
{
    [Fact(DisplayName = "M11.E1 Worked by hand: twice 3 is 6")]
    public void SendAsync_OfThree_IsSix() => Assert.Equal(6, ChatSession.SendAsync(3));
}
