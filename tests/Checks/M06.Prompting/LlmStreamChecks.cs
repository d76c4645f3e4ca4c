using System.Text;
using LLMCourse.LlmServers;

namespace LLMCourse.Checks.M06;

public sealed class StreamsComeAtOnce : Check
{
    // Whoever waits for all of it is waited for three times.
    public StreamsComeAtOnce()
        : base("M06.E4.at-once", "gives each piece when it comes, and closes the connection when nobody reads on", points: 2) =>
            TimeLimit = TimeSpan.FromSeconds(60);

    private const string Nothing = "nothing came";

    public override void Probe(Probe probe)
    {
        foreach (string way in new[] { "stops reading", "cancels while it waits", "cancels while it waits for a whole reply" })
        {
            TaskCompletionSource never = new();
            ScriptedModel model = new("abcdef") { BeforeToken = (i, token) => i < 2 ? Task.CompletedTask : never.Task.WaitAsync(token) };
            LlmServer server = LlmServer.StartInMemoryAsync(model).GetAwaiter().GetResult();
            using (HttpClient http = server.CreateClient())
            {
                using CancellationTokenSource source = new();
                string seen = Nothing;
                Task<string> run = Task.Run(() =>
                {
                    try
                    {
                        if (way.EndsWith("reply", StringComparison.Ordinal))
                            return new LlmClient(http).CompleteAsync(Clients.Ask("Hi"), source.Token).GetAwaiter().GetResult().Text;
                        _ = Clients.All(new LlmClient(http).StreamAsync(Clients.Ask("Hi"), source.Token), piece =>
                        {
                            _ = Interlocked.CompareExchange(ref seen, piece.Text[..1], Nothing);
                            return way != "stops reading";
                        });
                        return "ended";
                    }
                    catch (OperationCanceledException)
                    {
                        return "cancelled";
                    }
                });
                if (way != "stops reading")
                {
                    Clients.Wait(() => model.Running > 0
                        && (way.EndsWith("reply", StringComparison.Ordinal) || Volatile.Read(ref seen) == "a"));
                    source.Cancel();
                }

                string end;
                try
                {
                    end = Clients.Within(run);
                }
                catch (TimeoutException)
                {
                    end = "still waiting";
                    source.Cancel();
                    never.SetResult();
                }

                probe.Observe($"{way}: the first piece", seen);
                probe.Observe($"{way}: how it ends", end);
                Clients.Wait(() => model.Running == 0);
                probe.Observe($"{way}: replies that the server still writes", model.Running);
            }

            server.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }

        ObserveStalledBody(probe);
        foreach ((string name, string bytes) in new[] { ("line feeds", "data: a\n\n"), ("returns", "data: a\r\r"), ("both", "data: a\r\n\r") })
            probe.Observe($"an event that ends with {name}, and nothing behind it", FirstOf(bytes));
    }

    // What comes after the blank line, if anything, is long in coming.
    private static string FirstOf(string bytes)
    {
        TaskCompletionSource never = new();
        StalledStream stream = new(new(), never.Task, Encoding.UTF8.GetBytes(bytes));
        Task<string> run = Task.Run(() => Clients.All(SseReader.ReadAsync(stream), _ => false) is [{ } first, ..] ? $"<{first.Data}>" : "none");
        try
        {
            return Clients.Within(run);
        }
        catch (TimeoutException)
        {
            return "still waiting";
        }
        finally
        {
            never.SetResult();
        }
    }

    // The head of the answer is there, and its body never comes.
    private static void ObserveStalledBody(Probe probe)
    {
        TaskCompletionSource reached = new(), never = new();
        using HttpClient http = new(new Stalling(new StalledStream(reached, never.Task))) { BaseAddress = new Uri("http://llm.invalid/") };
        using CancellationTokenSource source = new();
        Task<string> run = Task.Run(() =>
        {
            try
            {
                return Clients.Complete(http, Clients.Ask("Hi"), source.Token);
            }
            catch (OperationCanceledException)
            {
                return "cancelled";
            }
        });
        Clients.Wait(() => reached.Task.IsCompleted);
        source.Cancel();
        string end;
        try
        {
            end = Clients.Within(run);
        }
        catch (TimeoutException)
        {
            end = "still waiting";
        }

        never.SetResult();
        probe.Observe("cancels while the body of a whole reply stalls", end);
    }

    private sealed class Stalling(Stream body) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            StreamContent content = new(body);
            content.Headers.ContentType = new("application/json");
            return Task.FromResult(new HttpResponseMessage { Content = content, RequestMessage = request });
        }
    }

    private sealed class StalledStream(TaskCompletionSource reached, Task until, byte[]? before = null) : Stream
    {
        private byte[] _left = before ?? [];

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_left.Length > 0) return Take(buffer.Span);
            _ = reached.TrySetResult();
            await until.WaitAsync(cancellationToken).ConfigureAwait(false);
            return 0;
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override int Read(byte[] buffer, int offset, int count)
        {
            if (_left.Length > 0) return Take(buffer.AsSpan(offset, count));
            _ = reached.TrySetResult();
            until.GetAwaiter().GetResult();
            return 0;
        }

        private int Take(Span<byte> buffer)
        {
            int taken = Math.Min(buffer.Length, _left.Length);
            _left.AsSpan(0, taken).CopyTo(buffer);
            _left = _left[taken..];
            return taken;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
