using System.ComponentModel;
using System.Text.Json;
using LLMCourse.LocalModels;
using LLMCourse.LocalModels.Chat;
using LLMCourse.Tools;
using Microsoft.Extensions.AI;
using VerifyXunit;
using ChatRole = LLMCourse.LocalModels.Chat.ChatRole;

namespace LLMCourse.M06;

[Trait("Exercise", "M06.E7")]
public sealed class AgentTests
{
    private static readonly AIFunction Add = AIFunctionFactory.Create(([Description("the first")] int a, [Description("the second")] int b) => a + b, "add");

    [Fact(DisplayName = "M06.E7 Worked by hand: the model calls the calculator and says what it gave")]
    public async Task RunAsync_OneCall_AnswersWithItsResult()
    {
        // The model's first reply is a call. What the tool gives is the next turn, and the second reply is the answer.
        FakeModel model = Scripted(Call("""{"name": "calculator", "arguments": {"expression": "6 * 7"}}"""), "It is 42.");
        AgentRun run = await new Agent(model, [Calculator.Create()]).RunAsync("What is 6 times 7?");

        Assert.Equal(AgentOutcome.Answered, run.Outcome);
        Assert.Equal("It is 42.", run.Answer);
        AgentStep step = Assert.Single(run.Steps);
        Assert.Equal(["42"], step.Observations);
        Assert.Equal(
            [
                ChatTurn.System("Tools:\ncalculator(expression)"),
                ChatTurn.User("What is 6 times 7?"),
                ChatTurn.Call("""{"name": "calculator", "arguments": {"expression": "6 * 7"}}"""),
                ChatTurn.Tool("42"),
            ],
            model.Requests[1].Turns);
    }

    [Fact(DisplayName = "M06.E7 A reply without a call is the answer, and no tool runs")]
    public async Task RunAsync_NoCall_AnswersAtOnce()
    {
        AgentRun run = await new Agent(Scripted("Hello."), [Add]).RunAsync("Hi");
        Assert.Equal(("Hello.", 0), (run.Answer, run.Steps.Count));
    }

    [Fact(DisplayName = "M06.E7 Read takes one call or a list of them")]
    public void Read_OneOrSeveral_GivesThemInOrder()
    {
        ToolCall one = Assert.Single(ToolCallReader.Read("""{"name": "add", "arguments": {"a": 1, "b": 2}}"""));
        Assert.Equal(("add", 2), (one.Name, one.Arguments.GetProperty("b").GetInt32()));

        Assert.Equal(["x", "y"], ToolCallReader.Read("""[{"name": "x"}, {"name": "y", "arguments": "{\"z\": 3}"}]""").Select(call => call.Name));
    }

    [Theory(DisplayName = "M06.E7 Read says what is wrong with a call")]
    [InlineData("add(1, 2)", Complaint.NotJson)]
    [InlineData("7", Complaint.NoCall)]
    [InlineData("[]", Complaint.NoCall)]
    [InlineData("""{"tool": "add"}""", Complaint.NoName)]
    [InlineData("""{"name": "add", "arguments": [1, 2]}""", Complaint.NoArguments)]
    public void Read_NoCall_IsRefused(string reply, string complaint) => Assert.Equal(complaint, Assert.Throws<FormatException>(() => ToolCallReader.Read(reply)).Message);

    [Theory(DisplayName = "M06.E7 Complain holds arguments against the schema")]
    [InlineData("""{"a": 1, "b": 2}""", null)]
    [InlineData("""{"b": 2, "a": 1, "c": 3}""", null)]
    [InlineData("""{"a": 1}""", "the argument b is missing")]
    [InlineData("""{"a": 1, "b": "2"}""", "the argument b is not of type integer")]
    [InlineData("""{"a": 1.5, "b": 2}""", "the argument a is not of type integer")]
    public void Complain_OfTwoNumbers_FindsTheFirstFault(string arguments, string? complaint) => Assert.Equal(complaint, ArgumentChecker.Complain(Add.JsonSchema, Json(arguments)));

    [Fact(DisplayName = "M06.E7 What goes wrong is told to the model, which tries again")]
    public async Task RunAsync_Mistakes_AreToldAndMended()
    {
        FakeModel model = Scripted(
            Call("""{"name": "sum", "arguments": {"a": 1, "b": 2}}"""),
            Call("""{"name": "add", "arguments": {"a": 1}}"""),
            Call("add 1 and 2"),
            Call("""{"name": "add", "arguments": {"a": 1, "b": 2}}"""),
            "3");
        AgentRun run = await new Agent(model, [Add, Calculator.Create()]).RunAsync("Add 1 and 2.");
        await Verifier.Verify(string.Join('\n', run.Steps.Select(step => $"{step.Call}\n  -> {string.Join(" / ", step.Observations)}").Append(run.Answer!)));
    }

    [Fact(DisplayName = "M06.E7 Calls of one reply run at the same time, and their results keep the order of the calls")]
    public async Task RunAsync_SeveralCalls_RunTogetherInOrder()
    {
        TaskCompletionSource second = new();
        AIFunction slow = AIFunctionFactory.Create(async () => { await second.Task.WaitAsync(TimeSpan.FromSeconds(20)); return "slow"; }, "slow");
        AIFunction quick = AIFunctionFactory.Create(() => { second.SetResult(); return "quick"; }, "quick");

        AgentRun run = await new Agent(Scripted(Call("""[{"name": "slow"}, {"name": "quick"}]"""), "Done."), [slow, quick]).RunAsync("Both.");
        Assert.Equal(["slow", "quick"], run.Steps[0].Observations);
    }

    [Fact(DisplayName = "M06.E7 The last reply may not call a tool")]
    public async Task RunAsync_EndlessCalls_StopAtTheLastStep()
    {
        FakeModel model = Scripted(Call("""{"name": "add", "arguments": {"a": 1, "b": 1}}"""));
        AgentRun run = await new Agent(model, [Add], maxSteps: 3).RunAsync("For ever.");

        Assert.Equal((AgentOutcome.OutOfSteps, null, 2), (run.Outcome, run.Answer, run.Steps.Count));
        Assert.Equal([ToolChoice.Auto, ToolChoice.Auto, ToolChoice.None], model.Requests.Select(request => request.Options.ToolChoice));
    }

    [Fact(DisplayName = "M06.E7 The trained model asks for the weather and tells it")]
    public async Task RunAsync_TrainedModel_UsesTheTool()
    {
        using LocalModel model = LocalModel.LoadShipped();
        AIFunction weather = AIFunctionFactory.Create((string city) => city == "Oslo" ? "rainy" : "sunny", "weather");

        AgentRun run = await new Agent(model, [Calculator.Create(), weather]).RunAsync("What is the weather in \"Oslo\"?");
        Assert.Equal("It is rainy.", run.Answer);
    }

    private static FakeReply Call(string json) => new(json, IsToolCall: true);

    // Its n-th reply is the n-th of these, and then the last one for ever.
    private static FakeModel Scripted(params FakeReply[] replies) => new((turns, _) => replies[Math.Min(turns.Count(turn => turn.Role == ChatRole.Assistant), replies.Length - 1)]);

    private static JsonElement Json(string text) => JsonSerializer.Deserialize<JsonElement>(text);
}
