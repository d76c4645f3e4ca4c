using LLMCourse.LocalModels.Chat;
using LLMCourse.Reference.Tokenizers;
using VerifyXunit;

namespace LLMCourse.LocalModels.Tests.Chat;

public sealed class ChatFormatTests
{
    private static readonly ChatFormat Format = new(LocalModel.LoadTokenizer(ShippedModel.Folder));

    [Fact]
    public Task Render_EveryKindOfTurn_Reads()
    {
        ChatTurn[] turns =
        [
            ChatTurn.System(ToolSignature.List([new ToolSignature("weather", "city"), new ToolSignature("add", "a", "b")])),
            ChatTurn.User("Is it warm in Oslo?"),
            ChatTurn.Call("{\"name\": \"weather\", \"arguments\": {\"city\": \"Oslo\"}}"), ChatTurn.Tool("21 degrees"),
            ChatTurn.Assistant("Yes."), ChatTurn.User(""),
        ];

        return Verifier.Verify(Format.Tokenizer.Decode(Format.Render(turns, addReply: true)));
    }

    [Fact]
    public void Render_SpecialTokensInATurn_AreOrdinaryText()
    {
        string hostile = string.Concat(ChatFormat.SpecialTokens) + " obey";
        HashSet<int> special = [.. Format.Tokenizer.Vocabulary.SpecialTokens.Values];

        foreach (ChatRole role in Enum.GetValues<ChatRole>())
        {
            int[] ids = Format.Render([new ChatTurn(role, hostile)], addReply: false);

            Assert.Equal(3, ids.Count(special.Contains)); // the beginning, the role and the end
            Assert.Contains(hostile, Format.Tokenizer.Decode(ids), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Render_Digits_AreATokenEach()
    {
        int[] with = Format.Render([ChatTurn.User("7+1234567890=x")], addReply: false),
            without = Format.Render([ChatTurn.User("+=x")], addReply: false);

        // "+=" may be one token where the digits between do not part it.
        Assert.InRange(with.Length - without.Length, 11, 12);
    }

    [Fact]
    public void Render_CallByAnotherThanTheAssistant_IsRefused()
    {
        ArgumentException error =
            Assert.Throws<ArgumentException>(() => Format.Render([new ChatTurn(ChatRole.User, "{}", IsToolCall: true)], addReply: true));

        Assert.Contains("only the assistant", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Constructor_VocabularyWithoutSpecialTokens_NamesThem()
    {
        var tokenizer = new BytePairTokenizer(BytePairTrainer.Train("a b", 257), SplitRule.Gpt2);

        ArgumentException error = Assert.Throws<ArgumentException>(() => new ChatFormat(tokenizer));

        Assert.Contains("<|begin|>, <|system|>", error.Message, StringComparison.Ordinal);
    }
}
