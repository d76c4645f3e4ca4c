using System.Globalization;
using LLMCourse.LocalModels.Chat;

namespace LLMCourse.LocalModels.Tasks;

/// <summary>Requests that a tool from the list in the system turn can answer: the reply is a call of it
/// as JSON, or says that no tool fits.</summary>
/// <remarks>What a tool and its parameter are called differs from prompt to prompt, so that the list has to be read.
/// What goes into the call as it is stands in quotes, since a word within a text is another token
/// than one without a space before it.</remarks>
public sealed record ToolTask : ITask
{
    /// <summary>What the model says where no tool of the list fits.</summary>
    public const string NoTool = "I have no tool for that.";

    private static readonly Kind[] Kinds =
    [
        new(["weather", "get_weather", "forecast"], ["city", "place", "town"], Lists.Cities,
            city => $"What is the weather in {Quote(city)}?", ["rainy", "sunny", "cloudy", "windy"], result => $"It is {result}."),
        new(["clock", "get_time", "time_now"], ["city", "place", "zone"], Lists.Cities, city => $"What time is it in {Quote(city)}?",
            ["7:05", "9:30", "12:15", "18:40"], result => $"It is {result}."),
        new(["phone", "find_number", "contacts"], ["name", "person", "who"], Lists.Names,
            name => $"What is the phone number of {Quote(name)}?", ["4021", "1177", "5830", "9462"], result => $"The number is {result}."),
        new(["read_file", "open_file", "file"], ["path", "name", "file"], [.. Lists.Nouns.Take(30).Select(noun => noun + ".txt")],
            path => $"What is in the file {Quote(path)}?", ["a list", "a letter", "a poem", "a recipe"], result => $"It is {result}."),
        new(["query", "sql", "database"], ["sql", "query", "statement"],
            [.. Lists.Nouns.Take(30).Select(noun => $"select count(*) from {noun}")],
            sql => $"How many rows has the table {sql.Split(' ')[^1]}?", ["12", "45", "7", "88"], result => $"There are {result}."),
        new(["calculator", "calculate", "math"], ["expression", "formula", "input"], [], _ => "", ["12", "45", "7", "88"],
            result => $"The result is {result}."),
    ];

    /// <inheritdoc/>
    public string Name => "tools";

    /// <summary>Gets whether the tool was called already and its result is there, which the
    /// reply then tells. The default is false.</summary>
    public bool HasResult { get; init; }

    /// <summary>Gets the probability that no tool of the list fits. The default is 0.15; with a result one always does.</summary>
    public double Missing { get; init; } = 0.15;

    /// <inheritdoc/>
    public TaskItem Make(TaskRandom random)
    {
        ArgumentNullException.ThrowIfNull(random);
        Kind[] kinds = random.Sample(Kinds, random.Between(2, 4));
        ToolSignature[] tools = [.. kinds.Select(kind => new ToolSignature(random.Pick(kind.Names), random.Pick(kind.Parameters)))];
        bool missing = !HasResult && random.Chance(Missing);
        int chosen = random.Between(missing ? 1 : 0, kinds.Length - 1);
        (string argument, string question) = Ask(kinds[chosen], random);
        List<ChatTurn> prompt =
            [ChatTurn.System(ToolSignature.List(missing ? tools.Where((_, i) => i != chosen) : tools)), ChatTurn.User(question)];
        if (missing)
            return new TaskItem(Name, prompt, ChatTurn.Assistant(NoTool), NoTool, AnswerRule.Exact);

        string call =
            $"{{\"name\": {Quote(tools[chosen].Name)}, \"arguments\": {{{Quote(tools[chosen].Parameters[0])}: {Quote(argument)}}}}}";
        if (!HasResult)
            return new TaskItem(Name, prompt, ChatTurn.Call(call), call, AnswerRule.Json);
        string result = random.Pick(kinds[chosen].Results), answer = kinds[chosen].Say(result);
        return new TaskItem(Name, [.. prompt, ChatTurn.Call(call), ChatTurn.Tool(result)], ChatTurn.Assistant(answer), answer,
            AnswerRule.Exact);
    }

    private static (string Argument, string Question) Ask(Kind kind, TaskRandom random)
    {
        if (kind.Arguments.Count > 0)
        {
            string argument = random.Pick(kind.Arguments);
            return (argument, kind.Ask(argument));
        }

        (int a, int b) = (random.Between(10, 99), random.Between(10, 99));
        string expression = string.Create(CultureInfo.InvariantCulture, $"{a}{random.Pick("+-*".ToCharArray())}{b}");
        return (expression, $"What is {Quote(expression)}?");
    }

    private static string Quote(string text) => $"\"{text}\"";

    /// <summary>A tool: what it may be called, what it is asked, what it may give.</summary>
    private sealed record Kind(
        IReadOnlyList<string> Names, IReadOnlyList<string> Parameters, IReadOnlyList<string> Arguments, Func<string, string> Ask,
        IReadOnlyList<string> Results, Func<string, string> Say);
}
