using System.Globalization;
using System.Text;
using LLMCourse.LocalModels.Chat;

namespace LLMCourse.Checks.M10;

public sealed class ReadsRequests() : VisibleCheck("M10.E1.reads", "reads what a right request asks for", points: 2)
{
    public override void Probe(Probe probe)
    {
        (string Name, string Fields)[] right =
        [
            ("nothing but the text", ""),
            ("all fields", ""","temperature":0.25,"top_p":0.5,"seed":42,"max_tokens":7,"stop":["a","bc"],"n":1,"stream":true,"stream_options":{"include_usage":true}"""),
            ("nulls", ""","temperature":null,"top_p":null,"seed":null,"max_tokens":null,"stop":null,"n":null,"stream":null,"stream_options":null"""),
            ("the least and the most", ""","temperature":0,"top_p":1,"seed":-1,"max_tokens":1,"stop":["1","2","3","4"]"""),
            ("the hottest", ""","temperature":2,"top_p":1e-9,"seed":9223372036854775807,"max_tokens":2147483647"""),
            ("the limit by its newer name", ""","max_completion_tokens":5,"max_tokens":null"""),
            ("the least by its newer name", ""","max_completion_tokens":1"""),
            ("one string to stop at", ""","stop":"é" """),
            ("fields that nobody knows", ""","user":"u","metadata":{"a":[1]},"frequency_penalty":0"""),
            ("fields that differ in case alone", ""","Model":"x","MESSAGES":[],"Temperature":9"""),
            ("options of a stream without one of them", ""","stream":true,"stream_options":{"other":1}"""),
            ("no usage", ""","stream":true,"stream_options":{"include_usage":false}"""),
            ("no usage said by null", ""","stream":true,"stream_options":{"include_usage":null}"""),
        ];
        foreach ((string name, string fields) in right) probe.Observe(name, Requests.Read(EndpointRig.Body(more: fields)));
        foreach ((string name, string messages) in new[]
        {
            ("a conversation", """{"role":"system","content":"S"},{"role":"user","content":"a"},{"role":"assistant","content":"b"},{"role":"user","content":"c"}"""),
            ("the developer's", """{"role":"developer","content":"S"},{"role":"user","content":"a"}"""),
            ("parts", """{"role":"user","content":[{"type":"text","text":"a "},{"type":"text","text":"b","more":1}]}"""),
            ("no part", """{"role":"user","content":[]}"""),
            ("an empty text", """{"role":"user","content":""}"""),
            ("letters and escapes", """{"role":"user","content":"Zoë \u65e5本 \ud83d\ude00\n"}"""),
            ("a name beside", """{"name":"x","content":"a","role":"user"}"""),
        })
        {
            probe.Observe(name, Requests.Read($$"""{"messages":[{{messages}}],"model":"m"}"""));
        }

        probe.Observe("bytes that change afterwards", Requests.ReadThenWipe(EndpointRig.Body("kept")));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact)
        .WithHint("Absent and null are the same; a seed's bits are taken as they are; top_p 1 is no limit.");
}

public sealed class RefusesRequests() : Check("M10.E1.refuses", "says where in a request a fault is, and which one it is", points: 2)
{
    public override void Probe(Probe probe)
    {
        foreach (string fields in new[]
        {
            """ "temperature":-0.1""", """ "temperature":2.1""", """ "temperature":"1" """, """ "top_p":0""", """ "top_p":1.1""",
            """ "top_p":true""", """ "seed":1.5""", """ "seed":9223372036854775808""", """ "seed":"1" """,
            """ "max_tokens":0""", """ "max_tokens":-3""", """ "max_tokens":2147483648""", """ "max_tokens":1.5""",
            """ "max_tokens":"9" """, """ "max_completion_tokens":0""", """ "max_completion_tokens":1.5""",
            """ "max_completion_tokens":5,"max_tokens":5""", """ "max_completion_tokens":5,"max_tokens":0""", """ "stop":"" """,
            """ "stop":[]""", """ "stop":["a","b","c","d","e"]""", """ "stop":["a",""]""",
            """ "stop":["a",1]""", """ "stop":[null]""", """ "stop":5""", """ "n":2""", """ "n":0""", """ "n":"1" """,
            """ "stream":"true" """, """ "stream":1""", """ "stream_options":{}""",
            """ "stream":false,"stream_options":{"include_usage":true}""",
            """ "stream":true,"stream_options":[]""", """ "stream":true,"stream_options":{"include_usage":1}""",
            """ "n":2,"temperature":3""", """ "stream":1,"max_tokens":0,"seed":"x" """,
        })
        {
            probe.Observe($"{{{fields.Trim()}}}", Requests.Read(EndpointRig.Body(more: $",{fields}")));
        }
    }

    public override Verdict Judge(Evidence evidence) =>
        evidence.EqualsExpected(Tolerance.Exact).WithHint("The first fault in the order of the table. A type is wrong before a value is.");
}

public sealed class RefusesMessages() : Check("M10.E1.messages", "says which message or which of its parts is at fault", points: 2)
{
    public override void Probe(Probe probe)
    {
        const string User = """{"role":"user","content":"a"}""", Assistant = """{"role":"assistant","content":"b"}""",
            Head = """{"role":"system","content":"S"}""";
        foreach (string body in new[]
        {
            """{"model":"m"}""", """{"model":"m","messages":null}""", """{"model":"m","messages":"Hi"}""",
            """{"model":"m","messages":[]}""", """{"model":"m","messages":{"role":"user"}}""", $$"""{"messages":[{{User}}]}""",
            $$"""{"model":7,"messages":[{{User}}]}""",
            $$"""{"model":"M","messages":[{{User}}]}""", """{"model":"x","messages":[]}""", $$"""{"model":"m","messages":[{{User}},5]}""",
            $$"""{"model":"m","messages":[{{User}},{"content":"a"}]}""", """{"model":"m","messages":[{"role":"tool","content":"a"}]}""",
            """{"model":"m","messages":[{"role":1,"content":"a"}]}""", """{"model":"m","messages":[{"role":"User","content":"a"}]}""",
            """{"model":"m","messages":[{"role":"user"}]}""", """{"model":"m","messages":[{"role":"user","content":null}]}""",
            """{"model":"m","messages":[{"role":"user","content":5}]}""", """{"model":"m","messages":[{"role":"user","content":["a"]}]}""",
            """{"model":"m","messages":[{"role":"user","content":[{"text":"a"}]}]}""",
            """{"model":"m","messages":[{"role":"user","content":[{"type":"text","text":"a"},{"type":"image_url"}]}]}""",
            """{"model":"m","messages":[{"role":"user","content":[{"type":"text"}]}]}""",
            """{"model":"m","messages":[{"role":"user","content":[{"type":"text","text":1}]}]}""",
            $$"""{"model":"m","messages":[{{Assistant}},{{User}}]}""", $$"""{"model":"m","messages":[{{User}},{{User}}]}""",
            $$"""{"model":"m","messages":[{{User}},{{Head}},{{User}}]}""", $$"""{"model":"m","messages":[{{Head}},{{Head}},{{User}}]}""",
            $$"""{"model":"m","messages":[{{Head}},{{Assistant}},{{User}}]}""",
            $$"""{"model":"m","messages":[{{User}},{{Assistant}},{{Assistant}},{{User}}]}""",
            $$"""{"model":"m","messages":[{{User}},{{Assistant}}]}""", $$"""{"model":"m","messages":[{{Head}}]}""",
            $$"""{"model":"m","messages":[{{User}},{"role":"user"}]}""",
        })
        {
            probe.Observe(Name(body), Requests.Read(body));
        }
    }

    public override Verdict Judge(Evidence evidence) =>
        evidence.EqualsExpected(Tolerance.Exact).WithHint("Message by message: its role, whether that is in order, then its content.");

    /// <summary>The body with its usual messages in short.</summary>
    private static string Name(string body) =>
        new[] { ("{\"role\":\"user\",\"content\":\"a\"}", "U"), ("{\"role\":\"assistant\",\"content\":\"b\"}", "A"),
            ("{\"role\":\"system\",\"content\":\"S\"}", "S"), ("\"model\":\"m\",\"messages\":", "") }
        .Aggregate(body, (text, pair) => text.Replace(pair.Item1, pair.Item2, StringComparison.Ordinal));
}

public sealed class RefusesBytes() : Check("M10.E1.bytes", "reads only JSON, in UTF-8 and of one meaning")
{
    public override void Probe(Probe probe)
    {
        foreach ((string name, byte[] body) in new (string, byte[])[]
        {
            ("nothing", []), ("a space", " "u8.ToArray()), ("half", "{\"model\":\"m\""u8.ToArray()), ("a list", "[1]"u8.ToArray()),
            ("null", "null"u8.ToArray()), ("a text", "\"m\""u8.ToArray()),
            ("a comma too many", Encoding.UTF8.GetBytes(EndpointRig.Body(more: ","))),
            ("a comment", Encoding.UTF8.GetBytes($"// no\n{EndpointRig.Body()}")),
            ("two values", Encoding.UTF8.GetBytes($"{EndpointRig.Body()} 1")),
            ("single quotes", "{'model':'m'}"u8.ToArray()), ("half a character", Encoding.Latin1.GetBytes(EndpointRig.Body("\u00E9"))),
            ("half a surrogate pair, escaped", Encoding.UTF8.GetBytes(EndpointRig.Body("\\ud83d"))),
            ("half a pair in a field that nobody knows", Encoding.UTF8.GetBytes(EndpointRig.Body(more: ",\"user\":\"\\udc00\""))),
            ("half a pair in a field's name", Encoding.UTF8.GetBytes(EndpointRig.Body(more: ",\"\\ud800\":1"))),
            ("a field that comes twice", Encoding.UTF8.GetBytes(EndpointRig.Body(more: ",\"model\":\"m\""))),
            ("a field of a message that comes twice",
                """{"model":"m","messages":[{"role":"user","content":"a","role":"user"}]}"""u8.ToArray()),
        })
        {
            probe.Observe(name, Requests.Read(body));
        }
    }

    public override Verdict Judge(Evidence evidence) =>
        evidence.EqualsExpected(Tolerance.Exact)
            .WithHint(
                "JsonDocumentOptions.AllowDuplicateProperties, Utf8.IsValid; strings with half a surrogate pair throw when they are read.");
}

/// <summary>Reads requests with the submission, and tells what came of it.</summary>
internal static class Requests
{
    public static string Read(string body) => Read(Encoding.UTF8.GetBytes(body));

    public static string Read(byte[] body)
    {
        try
        {
            return Tell(RequestReader.Read(body, "m"));
        }
        catch (ApiException fault)
        {
            return $"{fault.Status} {fault.Code} at {fault.Param ?? "nothing"}{(string.IsNullOrWhiteSpace(fault.Message) ? ", without a word" : "")}";
        }
    }

    /// <summary>Reads from a buffer that is used again at once, as servers do.</summary>
    public static string ReadThenWipe(string body)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(body);
        EndpointRequest request = RequestReader.Read(bytes, "m");
        Array.Fill(bytes, (byte)'x');
        return Tell(request);
    }

    private static string Tell(EndpointRequest request)
    {
        string turns = string.Join(" / ", request.Turns.Select(turn => $"{turn.Role}: {turn.Text}"));
        var sampling = request.Options.Sampling;
        string stops = string.Join(' ', request.Options.Stop.Select(stop => $"<{stop}>"));
        return string.Create(CultureInfo.InvariantCulture,
            $"{turns} | T {sampling.Temperature}, top-p {sampling.TopP}, top-k {sampling.TopK}, seed {sampling.Seed}, at most {request.Options.MaxTokens}, stop {stops} | stream {request.IsStream}, usage {request.IncludeUsage}");
    }
}
