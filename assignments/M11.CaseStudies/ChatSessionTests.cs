using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;
using VerifyXunit;

namespace LLMCourse.M11;

[Trait("Exercise", "M11.E1")]
public sealed partial class ChatSessionTests : IDisposable
{
    private readonly SqliteConnection _connection = new("Data Source=:memory:");
    private readonly List<IReadOnlyList<ChatMessage>> _prompts = [];
    private readonly List<string> _summaries = [];

    public ChatSessionTests() => _connection.Open();

    public void Dispose() => _connection.Dispose();

    [Fact(DisplayName = "M11.E1 Worked by hand: what fits twelve tokens")]
    public async Task SendAsync_TwelveTokens_KeepsTheNewestTurn()
    {
        // Every word is a token, and nothing else costs anything.
        ChatSession session = Session("s", new() { System = "Be brief.", BudgetTokens = 12, FactTokens = 0, SummaryTokens = 0, MessageTokens = 0 });
        _ = await session.SendAsync("one two three");  // answered by "3 words"
        _ = await session.SendAsync("four five");      // 2 + (3 + 2) + 2 = 9 tokens: all fits
        ChatReply reply = await session.SendAsync("six seven eight");

        // Of 12 tokens "Be brief." takes 2 and the question 3; 7 are left. The second turn costs 4; the first would cost 5 more.
        Assert.Equal(["Be brief.", "four five", "2 words", "six seven eight"], _prompts[2].Select(message => message.Content));
        Assert.Equal(new ChatReply(3, "3 words", 9), reply);
        Assert.Equal(["(nothing) + one two three / 3 words"], _summaries);
    }

    [Fact(DisplayName = "M11.E1 A fact of the first turn is known in the fortieth, and no prompt is over the budget")]
    public async Task SendAsync_FortyTurns_Remembers()
    {
        ChatSession session = Session("s", new());
        _ = await session.SendAsync("Hello, my name is Anna");
        for (int i = 2; i < 40; i++) Assert.InRange((await session.SendAsync($"Tell me about number {i}, and take some words for it")).PromptTokens, 1, 256);
        Assert.Equal("You are Anna", (await session.SendAsync("What is my name?")).Text);
        Assert.DoesNotContain(_prompts[^1], message => message.Content.Contains("Hello", StringComparison.Ordinal) && message.Role == "user");
    }

    [Fact(DisplayName = "M11.E1 Facts that share words with the question come first, then newer ones")]
    public void Recall_ThreeFacts_InOrder()
    {
        FactMemory facts = new(_connection, "s");
        foreach ((string key, string value) in (ValueTuple<string, string>[])[("city", "Oslo"), ("dog", "Rex"), ("city", "Bergen"), ("colour", "red")]) facts.Remember(new ChatFact(key, value));
        Assert.Equal([new("dog", "Rex"), new("colour", "red"), new("city", "Bergen")], facts.Recall("What does my DOG eat?"));
    }

    [Fact(DisplayName = "M11.E1 Another answer is a sibling, and one can go back")]
    public async Task RegenerateAsync_SecondTurn_HasTheSameParent()
    {
        ChatSession session = Session("s", new());
        _ = await session.SendAsync("first");
        _ = await session.SendAsync("second");
        Assert.Equal(3, (await session.RegenerateAsync()).TurnId);
        Assert.Equal([1, 3], session.Transcript().Select(turn => turn.Id));
        Assert.Equal(1, session.Transcript()[1].Parent);
        Assert.Equal("user: second", $"{_prompts[2][^1].Role}: {_prompts[2][^1].Content}");
        session.SwitchTo(2);
        Assert.Equal([1, 2], Session("s", new()).Transcript().Select(turn => turn.Id)); // a new object, the same database
    }

    [Fact(DisplayName = "M11.E1 What is forgotten is nowhere in the database, and another session keeps its own")]
    public async Task Forget_AName_LeavesNothing()
    {
        ChatSession session = Session("it's", new()), other = Session("it's%", new());
        _ = await session.SendAsync("Hello, my name is Anna");
        _ = await session.SendAsync("ANNA is spelled with two n");
        _ = await other.SendAsync("Hello, my name is Zoe");
        Assert.Equal(2, session.Forget("name"));
        Assert.Equal("Hello, my name is ***", session.Transcript()[0].User);
        Assert.Empty(session.Facts.Recall(""));
        Assert.Equal([new ChatFact("name", "Zoe")], other.Facts.Recall(""));
        session.ForgetAll();
        Assert.Empty(session.Transcript());
        _ = Assert.Single(other.Transcript());
    }

    [Fact(DisplayName = "M11.E1 A text that does not fit, or a model that fails, changes nothing")]
    public async Task SendAsync_Failure_StoresNothing()
    {
        ChatSession session = Session("s", new() { System = "", BudgetTokens = 8, MessageTokens = 3 });
        _ = await session.SendAsync("five words are just right");
        _ = await Assert.ThrowsAsync<ArgumentException>(() => session.SendAsync("but six words are too many"));
        _ = await Assert.ThrowsAsync<TimeoutException>(() => session.SendAsync("fail my name is Bo"));
        Assert.Empty(session.Facts.Recall(""));
        Assert.Equal(2, (await session.SendAsync("again")).TurnId);
    }

    [Fact(DisplayName = "M11.E1 Golden: the prompts of a short conversation")]
    public async Task SendAsync_ShortConversation_AsksInThisWay()
    {
        ChatSession session = Session("s", new() { BudgetTokens = 60, FactTokens = 15, SummaryTokens = 20 });
        _ = await session.SendAsync("Hello, my name is Anna");
        _ = await session.SendAsync("I live by the sea and my cat is Tom");
        _ = await session.SendAsync("What can one cook with three eggs and some leeks?");
        _ = await session.SendAsync("And what does my cat eat?");
        _ = await session.EditAsync(2, "My cat is Kim");
        _ = await session.SendAsync("What is my name?");
        StringBuilder text = new();
        foreach (IReadOnlyList<ChatMessage> prompt in _prompts)
        {
            foreach (ChatMessage message in prompt) _ = text.Append($"{message.Role,-9} | {message.Content.Replace("\n", "\n          | ", StringComparison.Ordinal)}\n");
            _ = text.Append('\n');
        }

        foreach (ConversationTurn turn in session.Transcript()) _ = text.Append($"{turn}\n");
        _ = await Verifier.Verify(text.ToString());
    }

    private ChatSession Session(string id, ChatSessionOptions options) => new(_connection, id, new ChatServices(Model, CountWords, Summarise, Extract), options);

    // A model that knows what is in its prompt, and nothing else.
    private Task<string> Model(IReadOnlyList<ChatMessage> prompt, CancellationToken cancellationToken)
    {
        _prompts.Add([.. prompt]);
        string question = prompt[^1].Content;
        if (question.StartsWith("fail", StringComparison.Ordinal)) throw new TimeoutException("The model does not answer.");
        Match name = KnownName().Match(string.Join('\n', prompt.Select(message => message.Content)));
        return Task.FromResult(question == "What is my name?" ? (name.Success ? $"You are {name.Groups[1].Value}" : "I do not know") : $"{CountWords(question)} words");
    }

    private Task<string> Summarise(string? previous, IReadOnlyList<ChatMessage> dropped, CancellationToken cancellationToken)
    {
        _summaries.Add($"{previous ?? "(nothing)"} + {string.Join(" / ", dropped.Select(message => message.Content))}");
        return Task.FromResult($"{previous} {string.Join(' ', dropped.Where(message => message.Role == "user").Select(message => message.Content.Split(' ')[0]))}".Trim());
    }

    private static IReadOnlyList<ChatFact> Extract(string text) => [.. SaidFact().Matches(text).Select(match => new ChatFact(match.Groups[1].Value, match.Groups[2].Value))];

    private static int CountWords(string text) => text.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries).Length;

    [GeneratedRegex("- name: (.+)")]
    private static partial Regex KnownName();

    [GeneratedRegex("[Mm]y ([a-z]+) is ([A-Z][a-z]+)")]
    private static partial Regex SaidFact();
}
