using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using LLMCourse.LlmServers.Hosting;

namespace LLMCourse.Checks.M12;

/// <summary>The submission's routes on a real Kestrel that is reached through memory, with a guard and
/// a model that do what a check wants.</summary>
internal sealed class ServiceRig : IDisposable
{
    private readonly InMemoryHost _host;
    private readonly List<string> _records = [];
    private readonly List<string> _seen = [];
    private int _ids, _asked;
    private volatile bool _isPatient = true;

    public ServiceRig(int body = 4096, int texts = 8, int length = 200, int concurrent = 8, int retry = 7, bool failingAudit = false)
    {
        Model = new ActiveModel(Version("v1"));
        ProjectServerOptions options = new(Model, GuardAsync)
        {
            NewId = () => $"id-{Interlocked.Increment(ref _ids)}",
            Audit = record =>
            {
                lock (_records) _records.Add(
                    $"{record.Id} {record.Status} {record.Code ?? "no code"} {record.Model ?? "no model"}: {record.Texts} texts, {record.Blocked} blocked, {record.Redacted} redacted");
                if (failingAudit) throw new InvalidOperationException("the disk is full");
            },
            MaxBodyBytes = body,
            MaxTexts = texts,
            MaxTextLength = length,
            MaxConcurrent = concurrent,
            RetryAfterSeconds = retry,
        };
        _host = InMemoryHost.StartAsync(routes => ProjectServer.Map(routes, options)).GetAwaiter().GetResult();
        Client = _host.CreateClient();
    }

    public HttpClient Client { get; }

    public ActiveModel Model { get; }

    /// <summary>Gets what is waited for before the model answers.</summary>
    public Func<IReadOnlyList<string>, CancellationToken, Task> BeforePrediction { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>Gets what is waited for before the guard answers.</summary>
    public Func<string, CancellationToken, Task> BeforeGuard { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>Gets how often a model was asked.</summary>
    public int Asked => Volatile.Read(ref _asked);

    /// <summary>Gets what models saw, a text a line.</summary>
    public string Seen
    {
        get
        {
            lock (_seen) return _seen.Count == 0 ? "nothing" : string.Join('\n', _seen);
        }
    }

    /// <summary>Gets what was noted, a request a line.</summary>
    public string Records
    {
        get
        {
            lock (_records) return _records.Count == 0 ? "nothing" : string.Join('\n', _records);
        }
    }

    public int RecordCount
    {
        get
        {
            lock (_records) return _records.Count;
        }
    }

    public static string Body(params string[] texts) => $"{{\"texts\":{JsonSerializer.Serialize(texts)}}}";

    /// <summary>Makes a model whose labels and scores tell its version and the text's length; of some texts it makes faults.</summary>
    public ServedModel Version(string version) => new(version, (texts, stop) => PredictAsync(version, texts, stop));

    /// <summary>Asks, and tells what came: status, headers, and text.</summary>
    public string Ask(string body, string type = "application/json; charset=utf-8", bool chunked = false) =>
        AskAsync(body, type, chunked).GetAwaiter().GetResult();

    /// <summary>Asks, and again for a while where there is no slot: an answer may come a moment before
    /// its slot is free. Ids are left out.</summary>
    public async Task<string> AskPatientlyAsync(string body, string type = "application/json", bool chunked = false)
    {
        long start = Environment.TickCount64;
        while (true)
        {
            string answer = Anonymous(await AskAsync(body, type, chunked).ConfigureAwait(false));
            if (!answer.StartsWith("429", StringComparison.Ordinal) || !_isPatient) return answer;
            if (Environment.TickCount64 - start > 1000) _isPatient = false; // the slots are lost for good
            await Task.Delay(3).ConfigureAwait(false);
        }
    }

    public string AskPatiently(string body, string type = "application/json", bool chunked = false) =>
        AskPatientlyAsync(body, type, chunked).GetAwaiter().GetResult();

    /// <summary>Leaves the ids out, which depend on the order in which requests came.</summary>
    public static string Anonymous(string answer) => System.Text.RegularExpressions.Regex.Replace(answer, "id-[0-9]+", "an id");

    public async Task<string> AskAsync(string body, string type = "application/json", bool chunked = false)
    {
        using HttpRequestMessage request =
            new(HttpMethod.Post, "v1/classify") { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
        request.Content.Headers.ContentType = type.Length == 0 ? null : MediaTypeHeaderValue.Parse(type);
        if (chunked) request.Headers.TransferEncodingChunked = true;
        using HttpResponseMessage answer = await Client.SendAsync(request).ConfigureAwait(false);
        return await TellAsync(answer).ConfigureAwait(false);
    }

    public string Get(string path)
    {
        using HttpResponseMessage answer = Client.GetAsync(new Uri(path, UriKind.Relative)).GetAwaiter().GetResult();
        return TellAsync(answer).GetAwaiter().GetResult();
    }

    /// <summary>Sends a body in chunks that does not end, and tells the status of the answer.</summary>
    public string AskWithoutEnd(int bytes)
    {
        using Stream wire = _host.Connect();
        wire.Write(Encoding.ASCII.GetBytes(
            $"POST /v1/classify HTTP/1.1\r\nHost: in-memory.invalid\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n{bytes:x}\r\n{new string(' ', bytes)}\r\n"));
        wire.Flush();
        byte[] status = new byte["HTTP/1.1 413".Length];
        Task<int> read = Task.Run(() => wire.ReadAtLeast(status, status.Length, throwOnEndOfStream: false));
        return read.Wait(3000) ? Encoding.ASCII.GetString(status, 0, read.Result) : "no answer";
    }

    /// <summary>Asks and hangs up when something has happened.</summary>
    public bool AskAndLeave(string text, Func<bool> until)
    {
        using Stream wire = _host.Connect();
        byte[] body = Encoding.UTF8.GetBytes(Body(text));
        wire.Write(Encoding.ASCII.GetBytes(
            $"POST /v1/classify HTTP/1.1\r\nHost: in-memory.invalid\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n"));
        wire.Write(body);
        wire.Flush();
        return Studies.Wait(until);
    }

    /// <summary>Writes an answer without the message's words, which are the submission's own.</summary>
    public static string Shape(string answer)
    {
        int at = answer.IndexOf(": {", StringComparison.Ordinal);
        try
        {
            using var json = JsonDocument.Parse(answer[(at + 2)..]);
            if (!json.RootElement.TryGetProperty("error", out JsonElement error)) return answer;
            string fields = string.Join(' ', error.EnumerateObject().Select(property => property.Name).Order(StringComparer.Ordinal));
            return $"{answer[..at]}: {fields}; {error.GetProperty("type")}, {error.GetProperty("code")} at {error.GetProperty("param").GetRawText()}{(string.IsNullOrWhiteSpace(error.GetProperty("message").GetString()) ? ", without a word" : "")}{(answer.Contains("1234", StringComparison.Ordinal) || answer.Contains("Exception", StringComparison.Ordinal) ? ", which tells what broke" : "")}";
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or ArgumentOutOfRangeException)
        {
            return $"{(at < 0 ? answer : answer[..at])}: no error as JSON";
        }
    }

    /// <summary>Listens to the service's spans while something runs and until one has ended that is waited for, and writes them, a span a
    /// line, with what is below what.</summary>
    /// <param name="run">What runs.</param>
    /// <param name="until">Whether this is the span that is waited for: an answer may come before its span ends.</param>
    /// <param name="seen">Whether it came.</param>
    public static string Spans(Action run, Func<Activity, bool> until, out bool seen)
    {
        List<Activity> spans = [];
        using ActivityListener listener = new()
        {
            ShouldListenTo = source => source.Name == "LLMCourse.Capstone",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = span =>
            {
                lock (spans) spans.Add(span);
            },
        };
        ActivitySource.AddActivityListener(listener);
        run();
        seen = Studies.Wait(() =>
        {
            lock (spans) return spans.Any(until);
        }, 1000);
        lock (spans)
        {
            Activity[] ordered = [.. spans.OrderBy(span => span.OperationName, StringComparer.Ordinal).ThenBy(span => span.StartTimeUtc)];
            return ordered.Length == 0 ? "none" : string.Join('\n', ordered.Select(span =>
            {
                Activity? parent = ordered.FirstOrDefault(other => other.SpanId == span.ParentSpanId);
                string tags = string.Join(", ", span.TagObjects.OrderBy(tag => tag.Key, StringComparer.Ordinal)
                    .Select(tag => $"{tag.Key} {tag.Value} {tag.Value?.GetType().Name}"));
                return $"{span.OperationName} {span.Kind} {span.Status}{(span.StatusDescription is null ? "" : $" '{span.StatusDescription}'")} below {parent?.OperationName ?? "none"}: {tags}{(span.Events.Any() ? ", with events" : "")}";
            }));
        }
    }

    public void Dispose()
    {
        Client.Dispose();
        _host.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }

    private static async Task<string> TellAsync(HttpResponseMessage answer)
    {
        string text = await answer.Content.ReadAsStringAsync().ConfigureAwait(false);
        bool counted = answer.Content.Headers.ContentLength == Encoding.UTF8.GetByteCount(text);
        string id = answer.Headers.TryGetValues("X-Request-Id", out IEnumerable<string>? ids) ? $", of {string.Join('+', ids)}" : "";
        string retry = answer.Headers.TryGetValues("Retry-After", out IEnumerable<string>? seconds)
            ? $", again after {string.Join('+', seconds)}"
            : "";
        return $"{(int)answer.StatusCode} {answer.Content.Headers.ContentType?.MediaType}{(counted ? ", counted" : "")}{id}{retry}: {text}";
    }

    private async Task<string?> GuardAsync(string text, CancellationToken stop)
    {
        await BeforeGuard(text, stop).ConfigureAwait(false);
        if (text.Contains("unguarded", StringComparison.Ordinal)) throw new InvalidOperationException("the password is 1234");
        if (text.Contains("guard cancels", StringComparison.Ordinal)) throw new OperationCanceledException();
        return text.Contains("bomb", StringComparison.Ordinal)
            ? null
            : text.Replace("555-0142", "[PHONE]", StringComparison.Ordinal).Replace("LOUD", "loud", StringComparison.Ordinal);
    }

    private async Task<IReadOnlyList<(string Label, double Score)>> PredictAsync(string version, IReadOnlyList<string> texts,
        CancellationToken stop)
    {
        _ = Interlocked.Increment(ref _asked);
        lock (_seen) _seen.AddRange(texts);
        await BeforePrediction(texts, stop).ConfigureAwait(false);
        if (texts.Contains("break")) throw new InvalidOperationException("the password is 1234");
        if (texts.Contains("cancel")) throw new OperationCanceledException("the password is 1234");
        if (texts.Contains("unavailable")) throw new ServiceFault("the password is 1234");
        List<(string Label, double Score)> found = [.. texts.Select(text => ($"{version}:{text}", text.Length / 64.0))];
        if (texts.Contains("too few")) found.RemoveAt(0);
        if (texts.Contains("too many")) found.Add(("more", 1));
        int at = texts.ToList().FindIndex(text => text is "NaN" or "infinite" or "no label");
        if (at >= 0)
            found[at] = texts[at] switch { "NaN" => ("x", double.NaN), "infinite" => ("x", double.PositiveInfinity), _ => (null!, 1) };
        return found;
    }

    private sealed class ServiceFault(string message) : Exception(message);
}
