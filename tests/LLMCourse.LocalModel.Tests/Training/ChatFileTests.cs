using LLMCourse.LocalModels.Chat;
using LLMCourse.LocalModels.Training;

namespace LLMCourse.LocalModels.Tests.Training;

public sealed class ChatFileTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"chats-{Guid.NewGuid():N}.jsonl");

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void Read_BothKinds_AreConversations()
    {
        IReadOnlyList<TrainingConversation> all = Read(
            "\uFEFF" + """{"messages": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Hi\n"}, {"role": "assistant", "content": "Hello."}], "id": 7}""",
            "",
            """{"instruction": "Sort.", "input": "3 1", "output": "1 3"}""",
            """{"instruction": "Greet.", "input": "", "output": "Hi."}""",
            """{"instruction": "Greet.", "output": ""}""");

        Assert.Equal(4, all.Count);
        Assert.Equal([ChatTurn.System("Be brief."), ChatTurn.User("Hi\n"), ChatTurn.Assistant("Hello.")], all[0].Turns);
        Assert.Equal([false, false, true], all[0].Learned);
        Assert.Equal([ChatTurn.User("Sort.\n3 1"), ChatTurn.Assistant("1 3")], all[1].Turns);
        Assert.Equal([ChatTurn.User("Greet."), ChatTurn.Assistant("Hi.")], all[2].Turns);
        Assert.Equal(ChatTurn.Assistant(""), all[3].Turns[1]);
    }

    [Theory]
    [InlineData("{", "it is not JSON")]
    [InlineData("[1]", "it is a list, not an object")]
    [InlineData("{}", "it has neither messages nor instruction")]
    [InlineData("""{"messages": "hi"}""", "messages is a text, not a list")]
    [InlineData("""{"messages": [3]}""", "message 1 is a number, not an object")]
    [InlineData("""{"messages": [{"role": "user"}]}""", "message 1 has no content")]
    [InlineData("""{"messages": [{"role": "user", "content": null}]}""", "content of message 1 is null, not a text")]
    [InlineData("""{"messages": [{"role": "bot", "content": "hi"}]}""", "message 1 has the role 'bot'")]
    [InlineData("""{"messages": [{"role": "user", "content": "hi"}]}""", "the assistant says nothing")]
    [InlineData("""{"messages": []}""", "the assistant says nothing")]
    [InlineData("""{"instruction": "hi"}""", "the object has no output")]
    public void Read_BadLine_SaysWhichAndWhat(string line, string says)
    {
        string message = Assert.Throws<InvalidDataException>(() => Read("""{"instruction": "a", "output": "b"}""", "", line)).Message;

        Assert.Contains("line 3", message, StringComparison.Ordinal);
        Assert.Contains(says, message, StringComparison.Ordinal);
        Assert.Contains("Write one object a line", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_NothingInIt_SaysSo() =>
        Assert.Contains("has no conversation", Assert.Throws<InvalidDataException>(() => Read("", "  ")).Message, StringComparison.Ordinal);

    private IReadOnlyList<TrainingConversation> Read(params string[] lines)
    {
        File.WriteAllText(_path, string.Join('\n', lines));
        return ChatFile.Read(_path);
    }
}
