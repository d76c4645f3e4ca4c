using System.Globalization;
using System.Text;
using LLMCourse.LlmServers.Faults;

namespace LLMCourse.Checks.M06;

/// <summary>Servers and byte streams for clients, all of them in memory, and what is observed of their replies.</summary>
internal static class Clients
{
    /// <summary>How long a check waits for what a right client does at once, before it says that it was not done.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);

    private static readonly Uri Nowhere = new("http://llm.invalid/");

    public static LlmRequest Ask(string text, string model = "local-model") => new(model, new LlmMessage("user", text));

    /// <summary>Makes a client of somebody who always answers the same bytes, in pieces of a size.</summary>
    public static HttpClient Saying(string body, int piece = 1 << 20, string type = "text/event-stream", int status = 200) =>
        new(new FaultProxy(new SocketsHttpHandler(), [.. Enumerable.Repeat(Fault.Reply(body, piece, type, status), 8)]))
        {
            BaseAddress = Nowhere
        };

    public static string Events(params string[] chunks) => string.Concat(chunks.Select(chunk => $"data: {chunk}\n\n"));

    public static string Chunk(string delta, string reason = "null") =>
        $$"""{"id":"c","object":"chat.completion.chunk","choices":[{"index":0,"delta":{{delta}},"finish_reason":{{reason}}}]}""";

    // Nothing here is async: the state of a method that awaits a task of a module's type holds that type, and then the assembly's types can
    // be listed only where a submission is loaded.
    public static List<T> All<T>(IAsyncEnumerable<T> sequence, Func<T, bool>? each = null)
    {
        List<T> all = [];
        IAsyncEnumerator<T> enumerator = sequence.GetAsyncEnumerator();
        try
        {
            while (enumerator.MoveNextAsync().AsTask().GetAwaiter().GetResult())
            {
                all.Add(enumerator.Current);
                if (each is not null && !each(enumerator.Current)) break;
            }
        }
        finally
        {
            enumerator.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }

        return all;
    }

    public static List<SseEvent> Read(Stream stream) => All(SseReader.ReadAsync(stream));

    /// <summary>Writes the reply to a request, or what was thrown instead.</summary>
    public static string Complete(HttpClient http, LlmRequest request, CancellationToken cancellationToken = default) => Tell(() =>
    {
        LlmReply reply = new LlmClient(http).CompleteAsync(request, cancellationToken).GetAwaiter().GetResult();
        return $"{reply.Text ?? "null"} | {reply.FinishReason} | {Tell(reply.Usage)}";
    });

    /// <summary>Writes the pieces of a reply, then what was thrown.</summary>
    public static string Stream(HttpClient http, LlmRequest request)
    {
        StringBuilder pieces = new();
        string end = Tell(() =>
        {
            _ = All(new LlmClient(http).StreamAsync(request),
                piece => pieces.Append(CultureInfo.InvariantCulture, $"[{piece.Text}|{piece.FinishReason}|{Tell(piece.Usage)}]").Length
                    > 0);
            return "end";
        });
        return $"{pieces} {end}";
    }

    public static void Wait(Func<bool> until)
    {
        long start = Environment.TickCount64;
        while (!until() && Environment.TickCount64 - start < Patience.TotalMilliseconds) Thread.Sleep(2);
    }

    public static T Within<T>(Task<T> task) => task.WaitAsync(Patience).GetAwaiter().GetResult();

    private static string Tell(LlmUsage? usage) =>
        usage is null ? "" : string.Create(CultureInfo.InvariantCulture, $"{usage.PromptTokens}+{usage.CompletionTokens}");

    private static string Tell(Func<string> run)
    {
        try
        {
            return run();
        }
        catch (LlmException e)
        {
            // The words are the server's where it has some, and otherwise the client's own.
            string says = e.Fault == LlmFault.Refused
                ? (e.Message.Contains(e.Status.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
                    ? "names the status"
                    : e.Message)
                : "";
            return string.Create(CultureInfo.InvariantCulture, $"{e.Fault} {e.Status} {e.Code ?? "-"} {e.Param ?? "-"} {says}").TrimEnd();
        }
        catch (HttpRequestException)
        {
            return "no answer";
        }
    }
}
