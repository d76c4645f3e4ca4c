using System.Diagnostics;
using System.Text;
using LLMCourse.LlmServers.Hosting;
using VerifyXunit;

namespace LLMCourse.M12;

[Trait("Exercise", "M12.E6")]
public sealed class ProjectServerTests
{
    private static readonly ServedModel First = new("v1", (texts, _) => Task.FromResult<IReadOnlyList<(string, double)>>([.. texts.Select(text => (text.Contains("pitch", StringComparison.Ordinal) ? "sport" : "events", 0.75))]));

    // Blocks what has a bomb in it, and takes numbers out.
    private static readonly ProjectServerOptions Options = new(new ActiveModel(First), (text, _) => Task.FromResult<string?>(text.Contains("bomb", StringComparison.Ordinal) ? null : text.Replace("555-0142", "[PHONE]", StringComparison.Ordinal)))
    {
        NewId = () => "req-1",
    };

    [Fact(DisplayName = "M12.E6 Worked by hand: the first fault of the table")]
    public void Read_TwoFaults_TellsTheFirst()
    {
        ServiceException fault = Assert.Throws<ServiceException>(() => ClassifyReader.Read("""{"texts":["fine"," ",3]}"""u8.ToArray(), Options));
        Assert.Equal((400, "invalid_value", "texts[1]"), (fault.Status, fault.Code, fault.Param));
        Assert.Equal(["The pitch is wet."], ClassifyReader.Read("""{"texts":["The pitch is wet."]}"""u8.ToArray(), Options));
    }

    [Fact(DisplayName = "M12.E6 Answers and faults, as they come over HTTP")]
    public async Task Map_SixRequests_Answers()
    {
        await using InMemoryHost host = await InMemoryHost.StartAsync(routes => ProjectServer.Map(routes, Options with { MaxBodyBytes = 200 }));
        using HttpClient client = host.CreateClient();
        StringBuilder text = new();
        foreach (string body in new[] { """{"texts":["The pitch is wet.","a bomb","Call 555-0142."]}""", """{"texts":["a bomb"]}""", """{"texts":[]}""", """{"texts":""", new string(' ', 300) })
        {
            using StringContent content = new(body, Encoding.UTF8, "application/json");
            using HttpResponseMessage answer = await client.PostAsync(new Uri("v1/classify", UriKind.Relative), content);
            _ = text.Append($"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}\n");
        }

        _ = await Verifier.Verify(text.Append(await client.GetStringAsync(new Uri("healthz", UriKind.Relative))).ToString());
    }

    [Fact(DisplayName = "M12.E6 What the guard blocks reaches no model, and what it redacts reaches it redacted")]
    public async Task Map_Guarded_ReachesTheModel()
    {
        List<string> seen = [];
        ServedModel listening = First with
        {
            Predict = (texts, stop) =>
            {
                seen.AddRange(texts);
                return First.Predict(texts, stop);
            },
        };
        await using InMemoryHost host = await InMemoryHost.StartAsync(routes => ProjectServer.Map(routes, Options with { Model = new ActiveModel(listening) }));
        using HttpClient client = host.CreateClient();
        using StringContent content = new("""{"texts":["a bomb","Call 555-0142.","plain"]}""", Encoding.UTF8, "application/json");
        using HttpResponseMessage answer = await client.PostAsync(new Uri("v1/classify", UriKind.Relative), content);
        Assert.Equal(["Call [PHONE].", "plain"], seen);
    }

    [Fact(DisplayName = "M12.E6 Edge: a model that throws says nothing to the caller, and the next request works")]
    public async Task Map_ModelThrows_GoesOn()
    {
        ActiveModel model = new(First with { Predict = (_, _) => throw new InvalidOperationException("the password is 1234") });
        await using InMemoryHost host = await InMemoryHost.StartAsync(routes => ProjectServer.Map(routes, Options with { Model = model, MaxConcurrent = 2 }));
        using HttpClient client = host.CreateClient();
        async Task<(int Status, string Text)> AskAsync()
        {
            using StringContent content = new("""{"texts":["plain"]}""", Encoding.UTF8, "application/json");
            using HttpResponseMessage answer = await client.PostAsync(new Uri("v1/classify", UriKind.Relative), content);
            return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
        }

        (int status, string text) = await AskAsync();
        Assert.Equal(500, status);
        Assert.DoesNotContain("1234", text, StringComparison.Ordinal);
        model.Current = First with { Version = "v2" };
        (status, text) = await AskAsync();
        Assert.Equal(200, status);
        Assert.Contains("\"model\":\"v2\"", text, StringComparison.Ordinal);
    }

    [Fact(DisplayName = "M12.E6 Three spans, and no text in them")]
    public async Task Map_Listened_HasSpans()
    {
        List<Activity> spans = [];
        using ActivityListener listener = new() { ShouldListenTo = source => source.Name == "LLMCourse.Capstone", Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData };
        listener.ActivityStopped = span =>
        {
            lock (spans) spans.Add(span);
        };
        ActivitySource.AddActivityListener(listener);
        await using (InMemoryHost host = await InMemoryHost.StartAsync(routes => ProjectServer.Map(routes, Options with { NewId = () => "spans" })))
        {
            using HttpClient client = host.CreateClient();
            using StringContent content = new("""{"texts":["a secret pitch"]}""", Encoding.UTF8, "application/json");
            using HttpResponseMessage answer = await client.PostAsync(new Uri("v1/classify", UriKind.Relative), content);
        }

        Activity request = Assert.Single(spans, span => span.OperationName == "classify" && (string?)span.GetTagItem("request.id") == "spans");
        Assert.Equal(["guard", "predict"], spans.Where(span => span.ParentSpanId == request.SpanId).Select(span => span.OperationName));
        Assert.DoesNotContain(spans.SelectMany(span => span.TagObjects), tag => $"{tag.Value}".Contains("secret", StringComparison.Ordinal));
    }
}
