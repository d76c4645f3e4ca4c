using System.ComponentModel;
using System.Globalization;
using System.Text.Json;
using LLMCourse.LocalModels;
using LLMCourse.LocalModels.Chat;
using LLMCourse.LocalModels.Tasks;
using LLMCourse.Tools;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.AI;
using ChatRole = LLMCourse.LocalModels.Chat.ChatRole;

namespace LLMCourse.Checks.M06;

/// <summary>Models that follow a script, tools for them, and what is observed of an agent's run.</summary>
internal static class Agents
{
    public static FakeReply Call(string json) => new(json, IsToolCall: true);

    /// <summary>Replies one after the other, and the last one for ever.</summary>
    public static FakeModel Scripted(params FakeReply[] replies) =>
        new((turns, _) => replies[Math.Min(turns.Count(turn => turn.Role == ChatRole.Assistant), replies.Length - 1)]);

    public static AgentRun Run(Agent agent, string goal) => agent.RunAsync(goal).GetAwaiter().GetResult();

    public static void Observe(Probe probe, string name, AgentRun run)
    {
        probe.Observe($"{name}: the outcome", run.Outcome.ToString());
        probe.Observe($"{name}: the answer", run.Answer ?? "none");
        probe.Observe($"{name}: the steps",
            string.Join('\n', run.Steps.Select(step => $"{step.Call} -> {string.Join(" / ", step.Observations)}")));
    }

    /// <summary>Observes what the model was shown, request by request.</summary>
    public static void ObserveRequests(Probe probe, string name, FakeModel model)
    {
        probe.Observe($"{name}: requests", model.Requests.Count);
        probe.Observe($"{name}: the last request",
            string.Join('\n', model.Requests[^1].Turns.Select(turn => $"{turn.Role}{(turn.IsToolCall ? " calls" : "")}: {turn.Text}")));
    }

    public static JsonElement Json(string text) => JsonSerializer.Deserialize<JsonElement>(text);
}

public sealed class CallsAreRead() : VisibleCheck("M06.E7.read", "reads one call or a list of them, and says what is wrong with one")
{
    public override void Probe(Probe probe)
    {
        (string Name, string Reply)[] replies =
        [
            ("a call", """{"name": "add", "arguments": {"a": 1, "b": [true, null]}}"""),
            ("a list", """[ {"name": "a"}, {"id": "7", "arguments": {}, "name": "b"} ]"""),
            ("white space and line ends", "\r\n {\"name\":\n\"a\"}\t"),
            ("letters of all kinds", """{"name": "naïve", "arguments": {"q": "日本 😀 \u00e9"}}"""),
            ("arguments as a text", """{"name": "a", "arguments": "{\"x\": 1.50}"}"""),
            ("arguments as a text that is none", """{"name": "a", "arguments": "x = 1"}"""),
            ("arguments as a text with a list", """{"name": "a", "arguments": "[1]"}"""),
            ("arguments as an empty text", """{"name": "a", "arguments": ""}"""),
            ("arguments as a text of a text", """{"name": "a", "arguments": "\"{}\""}"""),
            ("arguments as a text with a comma too many", """{"name": "a", "arguments": "{\"x\": 1,}"}"""),
            ("arguments null", """{"name": "a", "arguments": null}"""),
            ("arguments that are a number", """{"name": "a", "arguments": 3}"""),
            ("no name", """{"arguments": {}}"""),
            ("an empty name", """{"name": "", "arguments": {}}"""),
            ("a name that is a number", """{"name": 3, "arguments": 4}"""),
            ("no JSON", "call add"),
            ("half a call", """{"name": "add", "argum"""),
            ("text behind the call", """{"name": "a"} and so on"""),
            ("an empty list", "[]"),
            ("a list of texts", """["add"]"""),
            ("a text", "\"add\""),
            ("null", "null"),
            ("the second of a list", """[{"name": "a"}, {"nam": "b", "arguments": 1}]"""),
            ("faults of two calls", """[{"nam": "b"}, 7]"""),
            ("faults of three calls", """[{"name": "a", "arguments": 1}, {"arguments": {}}, 7]"""),
            ("a comma too many", """{"name": "a",}"""),
            ("a comment", """{"name": "a"} // that is all"""),
            ("nothing", ""),
        ];
        foreach ((string name, string reply) in replies) probe.Observe(name, Read(reply));
        probe.ObserveThrows<ArgumentException>("null instead of a text", () => ToolCallReader.Read(null!));
    }

    private static string Read(string reply)
    {
        try
        {
            return string.Join("; ", ToolCallReader.Read(reply).Select(call => $"{call.Name} {call.Arguments.GetRawText()}"));
        }
        catch (FormatException e)
        {
            return $"refused: {e.Message}";
        }
    }
}

public sealed class ArgumentsAgainstTheirSchema()
    : Check("M06.E7.arguments", "finds the first argument that the schema does not allow", points: 2)
{
    private static readonly (string Name, string Schema)[] Schemas =
    [
        ("numbers", """{"type":"object","properties":{"n":{"type":"integer"},"x":{"type":"number"}},"required":["x","n"]}"""),
        ("null allowed",
            """{"type":"object","properties":{"n":{"type":["integer","null"]},"s":{"type":["string","boolean"]}},"required":["n"]}"""),
        ("choices", """{"type":"object","properties":{"day":{"enum":["Mon","Tue",3,null]},"unit":{"type":"string","enum":["C","F"]}}}"""),
        ("inside", """{"type":"object","properties":{"from":{"type":"object","properties":{"city":{"type":"string"},"days":{"type":"array","items":{"type":"integer"}}},"required":["city"],"additionalProperties":false}},"required":["from"]}"""),
        ("lists of lists", """{"type":"object","properties":{"m":{"type":"array","items":{"type":"array","items":{"type":"object","properties":{"k":{"type":"boolean"}},"required":["k"]}}}}}"""),
        ("closed", """{"type":"object","properties":{"a":{}},"additionalProperties":false}"""),
        ("open", """{"type":"object","properties":{"a":true},"additionalProperties":true}"""),
        ("nothing said", "{}"),
        ("nothing allowed", """{"type":"object","additionalProperties":false}"""),
        ("others of a type", """{"type":"object","properties":{"a":{}},"additionalProperties":{"type":"string"}}"""),
        ("no properties", """{"type":"object","required":["a","b"]}"""),
    ];

    private static readonly string[][] Arguments =
    [
        ["""{"n":1,"x":2}""", """{"n":1,"x":2.5}""", """{"n":1.0,"x":2}""", """{"n":1e2,"x":2}""", """{"n":1E2,"x":2}""",
            """{"n":-12345678901234567890,"x":0}""", """{"n":1}""", "{}", """{"x":"1","n":"2"}""", """{"n":true,"x":null}""",
            """{"x":1,"n":2,"y":3}"""],
        ["""{"n":null}""", """{"n":3,"s":true}""", """{"n":"3"}""", """{"n":1,"s":null}""", """{"s":"a"}""", """{"n":1,"s":["a"]}"""],
        ["""{"day":"Mon"}""", """{"day":"mon"}""", """{"day":3}""", """{"day":3.0}""", """{"day":null}""", """{"unit":"K"}""",
            """{"unit":1}""", """{"day":"\u004don"}""", """{"day":4}""", """{"day":false}""", """{"day":{"k":[3]}}"""],
        ["""{"from":{"city":"Oslo","days":[1,2]}}""", """{"from":{"days":[1]}}""", """{"from":{"city":"Oslo","days":[1,"2",3.5]}}""",
            """{"from":{"city":"Oslo","zip":1}}""", """{"from":{"zip":1}}""", """{"from":"Oslo"}""", """{"to":{}}""",
            """{"from":{"city":7,"days":"x"}}""", """{"from":{"days":[0.5],"city":7}}""",
            """{"from":{"city":"Oslo","zip":1,"days":"x"}}""", """{"from":{"city":7,"zip":1}}"""],
        ["""{"m":[[{"k":true}],[{"k":false},{"k":true}]]}""", """{"m":[[{"k":true}],[{"k":false},{"k":0}]]}""",
            """{"m":[[],[],[{"q":1}]]}""", """{"m":[[],{}]}""", """{"m":{}}"""],
        ["""{"a":1}""", """{"a":[null]}""", """{"b":1}""", """{"a":1,"c":2,"b":3}"""],
        ["""{"b":1,"a":{}}"""],
        ["""{"b":1}"""],
        ["{}", """{"a":1}"""],
        ["""{"a":1,"b":"x"}"""],
        ["""{"b":null}""", """{"b":1,"a":2,"c":3}"""],
    ];

    public override void Probe(Probe probe)
    {
        for (int i = 0; i < Schemas.Length; i++)
        {
            JsonElement schema = Agents.Json(Schemas[i].Schema);
            foreach (string arguments in Arguments[i])
                probe.Observe($"{Schemas[i].Name}, {arguments}", ArgumentChecker.Complain(schema, Agents.Json(arguments)) ?? "fine");
        }
    }
}

public sealed class CallsAndAnswers()
    : VisibleCheck("M06.E7.loop", "runs what the model calls, tells it the result, and returns its answer", points: 2)
{
    public override void Probe(Probe probe)
    {
        AIFunction join = AIFunctionFactory.Create(
            (string left, string right, int times = 1) => string.Concat(Enumerable.Repeat(left + right, times)), "join");
        AIFunction count = AIFunctionFactory.Create((string text) => new { text, letters = text.Length }, "count");
        FakeModel model = Agents.Scripted(
            Agents.Call("""{"name":"join","arguments":{"left":"é","right":"\n😀","times":2}}"""),
            Agents.Call(""" {"name" : "count", "arguments" : {"text" : "abc"}} """),
            "There you are.");
        Agents.Observe(probe, "two calls", Agents.Run(new Agent(model, [count, join]), "Join them."));
        Agents.ObserveRequests(probe, "two calls", model);

        FakeModel plain = Agents.Scripted(" Just talk {\"name\": \"join\"} ");
        Agents.Observe(probe, "no call", Agents.Run(new Agent(plain, [join]), "Talk."));
        Agents.ObserveRequests(probe, "no call", plain);

        FakeModel alone = Agents.Scripted("I have none.");
        Agents.Observe(probe, "no tools", Agents.Run(new Agent(alone, []), "Any tools?"));
        Agents.ObserveRequests(probe, "no tools", alone);

        // A second run of the same agent knows nothing of the first.
        Agent agent = new(Agents.Scripted(Agents.Call("""{"name":"count","arguments":{"text":"x"}}"""), "One."), [count]);
        _ = Agents.Run(agent, "First.");
        Agents.Observe(probe, "a second run", Agents.Run(agent, "Second."));

        KeepingTool keep = new();
        FakeModel asks = Agents.Scripted(
            Agents.Call("""{"name":"keep","arguments":{"n":null,"text":"a","list":[1.50],"yes":true,"other":{"k":2}}}"""), "Kept.");
        _ = Agents.Run(new Agent(asks, [keep]), "Keep them.");
        probe.Observe("what a tool is given", keep.Given);
    }

    /// <summary>Writes what it is given, and of what kind it is.</summary>
    private sealed class KeepingTool : AIFunction
    {
        public override string Name => "keep";

        public override JsonElement JsonSchema { get; } =
            Agents.Json("""{"type":"object","properties":{"n":{"type":["integer","null"]}}}""");

        public string Given { get; private set; } = "";

        protected override ValueTask<object?> InvokeCoreAsync(AIFunctionArguments arguments, CancellationToken cancellationToken)
        {
            Given = string.Join(", ", arguments.OrderBy(argument => argument.Key, StringComparer.Ordinal)
                .Select(argument => $"{argument.Key}: {(argument.Value is JsonElement json ? json.GetRawText() : "no JsonElement")}"));
            return ValueTask.FromResult<object?>("kept");
        }
    }
}

public sealed class OptionsReachTheModel()
    : Check("M06.E7.options", "hands the options on with every request, and forbids tools in the last one")
{
    public override void Probe(Probe probe)
    {
        FakeModel model = Agents.Scripted(Agents.Call("""{"name":"nop"}"""));
        AIFunction nop = AIFunctionFactory.Create(() => "", "nop");
        CompletionOptions options = new() { MaxTokens = 17, Stop = ["\n\n"], ToolChoice = ToolChoice.Required };
        Agents.Observe(probe, "three steps", Agents.Run(new Agent(model, [nop], maxSteps: 3, options), "Go."));
        probe.Observe("options", string.Join('\n',
            model.Requests.Select(
                r => string.Create(CultureInfo.InvariantCulture, $"{r.Options.ToolChoice} {r.Options.MaxTokens} {r.Options.Stop.Count}"))));
    }
}

public sealed class RepairTurns() : Check("M06.E7.repair", "tells the model what is wrong with a call, and goes on", points: 2)
{
    public override void Probe(Probe probe)
    {
        int runs = 0;
        AIFunction half = AIFunctionFactory.Create(
            (int n) => { runs++; return n % 2 == 0 ? n / 2 : throw new InvalidOperationException("it is odd"); }, "half");
        AIFunction gives = AIFunctionFactory.Create(string (string what) => throw new TaskCanceledException($"no {what} today"), "gives");
        FakeModel model = Agents.Scripted(
            Agents.Call("half of 8"),
            Agents.Call("""{"name":"Half","arguments":{"n":8}}"""),
            Agents.Call("""{"name":"half","arguments":{"n":"8"}}"""),
            Agents.Call("""[{"name":"half","arguments":{"n":8}},{"name":"half"},{"name":"half","arguments":{"n":7}},{"name":"gives","arguments":{"what":"milk"}},{"name":"double"}]"""),
            "4");
        Agents.Observe(probe, "faults", Agents.Run(new Agent(model, [half, gives]), "Halve 8."));
        Agents.ObserveRequests(probe, "faults", model);
        probe.Observe("times that the tool ran", runs);
    }
}

public sealed class CallsRunTogether : Check
{
    public CallsRunTogether()
        : base("M06.E7.parallel", "runs the calls of one reply at the same time, and keeps their order") =>
            TimeLimit = TimeSpan.FromSeconds(30);

    public override void Probe(Probe probe)
    {
        // The first waits for the third: one after the other they would never end.
        TaskCompletionSource third = new();
        AIFunction wait =
            AIFunctionFactory.Create(async (int n) => { await third.Task.WaitAsync(TimeSpan.FromSeconds(8)); return n; }, "wait");
        AIFunction go = AIFunctionFactory.Create((int n) => { _ = third.TrySetResult(); return n; }, "go");
        FakeModel model = Agents.Scripted(
            Agents.Call("""[{"name":"wait","arguments":{"n":1}},{"name":"wait","arguments":{"n":2}},{"name":"go","arguments":{"n":3}},{"name":"nobody"},{"name":"go","arguments":{"n":4}}]"""), "Done.");
        Agents.Observe(probe, "five calls", Agents.Run(new Agent(model, [wait, go]), "All."));
        Agents.ObserveRequests(probe, "five calls", model);

        // The first blocks its thread until the second runs.
        using ManualResetEventSlim free = new();
        AIFunction block = AIFunctionFactory.Create(() => free.Wait(TimeSpan.FromSeconds(5)) ? "went on" : "was held up", "block");
        AIFunction release = AIFunctionFactory.Create(() => { free.Set(); return "released"; }, "release");
        FakeModel two = Agents.Scripted(Agents.Call("""[{"name":"block"},{"name":"release"}]"""), "Done.");
        Agents.Observe(probe, "a tool that blocks", Agents.Run(new Agent(two, [block, release]), "Both."));
    }
}

public sealed class StepsEnd() : Check("M06.E7.steps", "asks for as many replies as it may, and runs no call of the last one")
{
    public override void Probe(Probe probe)
    {
        foreach (int steps in new[] { 1, 2, 5 })
        {
            int runs = 0;
            AIFunction tick = AIFunctionFactory.Create(() => ++runs, "tick");
            FakeModel model = Agents.Scripted(Agents.Call("""{"name":"tick"}"""));
            Agents.Observe(probe, $"{steps} steps", Agents.Run(new Agent(model, [tick], steps), "Go."));
            probe.Observe($"{steps} steps: runs of the tool", runs);
            probe.Observe($"{steps} steps: choices", string.Join(' ', model.Requests.Select(r => r.Options.ToolChoice)));
        }

        FakeModel late = Agents.Scripted(Agents.Call("""{"name":"tick"}"""), Agents.Call("""{"name":"tick"}"""), "Just in time.");
        Agents.Observe(probe, "an answer as the last reply",
            Agents.Run(new Agent(late, [AIFunctionFactory.Create(() => 0, "tick")], 3), "Go."));
    }
}

public sealed class AgentsCancel() : Check("M06.E7.cancel", "ends when it is cancelled, and passes the token to the model and the tools")
{
    public override void Probe(Probe probe)
    {
        using CancellationTokenSource source = new();
        List<bool> heard = [];
        AIFunction stop = AIFunctionFactory.Create(string (CancellationToken token) =>
        {
            source.Cancel();
            heard.Add(token.IsCancellationRequested);
            throw new InvalidOperationException("stopped");
        }, "stop");
        FakeModel model = Agents.Scripted(Agents.Call("""{"name":"stop"}"""), "Never.");
        probe.Observe("a tool that cancels and throws", End(new Agent(model, [stop]), source.Token));
        probe.Observe("the tool has the token", heard is [true]);
        probe.Observe("requests", model.Requests.Count);

        // A model that does not listen must not be asked again.
        using CancellationTokenSource second = new();
        AIFunction cancel =
            AIFunctionFactory.Create(string () => { second.Cancel(); throw new InvalidOperationException("stopped"); }, "cancel");
        DeafModel deaf = new(Agents.Scripted(Agents.Call("""{"name":"cancel"}"""), "All the same."));
        probe.Observe("a model that does not look at the token", End(new Agent(deaf, [cancel]), second.Token));
        probe.Observe("requests to that model", deaf.Inner.Requests.Count);

        using CancellationTokenSource third = new();
        AIFunction both = AIFunctionFactory.Create(() => { third.Cancel(); return "done"; }, "both");
        DeafModel other = new(Agents.Scripted(Agents.Call("""{"name":"both"}"""), "All the same."));
        probe.Observe("a tool that cancels and gives a result", End(new Agent(other, [both]), third.Token));
        probe.Observe("requests after that", other.Inner.Requests.Count);

        FakeModel never = Agents.Scripted("Never.");
        probe.Observe("cancelled before it begins", End(new Agent(never, [stop]), new CancellationToken(canceled: true)));
        probe.ObserveThrows<ArgumentException>("no goal", () => new Agent(never, []).RunAsync(null!).GetAwaiter().GetResult());
    }

    private static string End(Agent agent, CancellationToken token)
    {
        try
        {
            return $"{agent.RunAsync("Go.", token).GetAwaiter().GetResult().Outcome}";
        }
        catch (OperationCanceledException)
        {
            return "cancelled";
        }
        catch (Exception e) when (e is not NotImplementedException)
        {
            return $"threw {ExceptionName.Of(e)}";
        }
    }
}

/// <summary>A model that goes on whatever is cancelled.</summary>
internal sealed class DeafModel(FakeModel inner) : IChatModel
{
    public FakeModel Inner => inner;

    public Task<Completion> CompleteAsync(IReadOnlyList<ChatTurn> turns, CompletionOptions? options = null,
        CancellationToken cancellationToken = default) =>
        inner.CompleteAsync(turns, options, CancellationToken.None);

    public IAsyncEnumerable<CompletionChunk> StreamAsync(IReadOnlyList<ChatTurn> turns, CompletionOptions? options = null,
        CancellationToken cancellationToken = default) =>
        inner.StreamAsync(turns, options, CancellationToken.None);
}

public sealed class RealTools()
    : Check("M06.E7.real-tools", "works with a calculator, a database, files, and a server of the Model Context Protocol", points: 2)
{
    public override void Probe(Probe probe)
    {
        using SqliteConnection connection = new("Data Source=:memory:");
        connection.Open();
        using (SqliteCommand command = connection.CreateCommand())
        {
            command.CommandText =
                "CREATE TABLE rivers (name TEXT, km INTEGER); INSERT INTO rivers VALUES ('Rhine', 1230), ('Danube', 2850), ('Elbe', NULL)";
            _ = command.ExecuteNonQuery();
        }

        DirectoryInfo folder = Directory.CreateTempSubdirectory("agent-");
        McpTools mcp = McpTools.StartAsync(new Dictionary<string, Delegate> { ["convert"] = Convert, ["spell"] = Spell })
            .GetAwaiter().GetResult();
        try
        {
            File.WriteAllText(Path.Combine(folder.FullName, "note.txt"), "Buy milk.\nSell eggs.");
            AIFunction[] tools =
                [Calculator.Create(), new SqlQuery(connection).Create(), new FileLookup(folder.FullName).Create(), .. mcp.Tools];
            FakeModel model = Agents.Scripted(
                Agents.Call("""[{"name":"calculator","arguments":{"expression":"(2850 - 1230) / 4"}},{"name":"calculator","arguments":{"expression":"1 / 0"}},{"name":"calculator","arguments":{}}]"""),
                Agents.Call("""[{"name":"sql","arguments":{"query":"SELECT name FROM rivers WHERE km > 2000"}},{"name":"sql","arguments":{"query":"DROP TABLE rivers"}},{"name":"sql","arguments":{"query":"SELECT count(*) FROM rivers"}}]"""),
                Agents.Call(
                    """[{"name":"read_file","arguments":{"path":"note.txt"}},{"name":"read_file","arguments":{"path":"../note.txt"}}]"""),
                Agents.Call("""[{"name":"convert","arguments":{"km":2850,"to":"miles"}},{"name":"convert","arguments":{"km":"far","to":"miles"}},{"name":"convert","arguments":{"km":1,"to":"yards"}},{"name":"spell","arguments":{"word":""}}]"""),
                "All done.");
            Agents.Observe(probe, "real tools", Agents.Run(new Agent(model, tools), "Use them."));
            Agents.ObserveRequests(probe, "real tools", model);
        }
        finally
        {
            mcp.DisposeAsync().AsTask().GetAwaiter().GetResult();
            folder.Delete(recursive: true);
        }
    }

    [Description("Converts kilometres.")]
    private static string Convert([Description("how many")] double km, Unit to) =>
        string.Create(CultureInfo.InvariantCulture, $"{(to == Unit.miles ? km / 1.609344 : km * 1000):0.0} {to}");

    private static string Spell(string word) =>
        word.Length > 0 ? string.Join('-', word.AsEnumerable()) : throw new InvalidOperationException("no word");

#pragma warning disable CA1707, IDE1006 // The names are what a model writes.
    private enum Unit
    {
        miles,
        metres,
    }
#pragma warning restore CA1707, IDE1006
}

public sealed class TrainedModelCalls() : Check("M06.E7.trained", "lets the trained model answer with its tools")
{
    private const int Count = 12;

    public override void Probe(Probe probe)
    {
        using LocalModel model = LocalModel.LoadShipped(concurrency: 1);
        TaskRandom random = new((ulong)probe.Random.NextInteger(0, 1 << 30));
        ToolTask task = new() { HasResult = true };
        for (int i = 0; i < Count; i++)
        {
            TaskItem item = task.Make(random);
            string result = item.Prompt[^1].Text;
            AIFunction[] tools = [.. item.Prompt[0].Text.Split('\n')[1..].Select(line => Named(line, result))];
            AgentRun run = Agents.Run(new Agent(model, tools, maxSteps: 3), item.Prompt[1].Text);
            probe.Observe($"goal {i + 1}",
                $"{item.Prompt[1].Text} {string.Join(' ', run.Steps.Select(step => $"{step.Call} -> {string.Join(" / ", step.Observations)}"))} = {run.Answer ?? "no answer"}");
            probe.Progress((i + 1.0) / Count, "goals");
        }
    }

    // A tool of the names in "weather(city)", which gives the result that the task foresees.
    private static NamedTool Named(string signature, string result)
    {
        string[] parts = signature.Split('(', ')');
        return new NamedTool(parts[0], parts[1], result);
    }

    private sealed class NamedTool(string name, string parameter, string result) : AIFunction
    {
        public override string Name => name;

        public override JsonElement JsonSchema { get; } =
            Agents.Json($$$"""{"type":"object","properties":{"{{{parameter}}}":{"type":"string"}},"required":["{{{parameter}}}"]}""");

        protected override ValueTask<object?> InvokeCoreAsync(AIFunctionArguments arguments, CancellationToken cancellationToken) =>
            ValueTask.FromResult<object?>(result);
    }
}
