using System.IO.Pipelines;
using System.Net;
using System.Threading.Channels;
using Microsoft.AspNetCore.Connections;

namespace LLMCourse.LlmServers.Hosting;

/// <summary>Connects clients with Kestrel through pipes in memory, so that the real server can be
/// talked to where there are no sockets.</summary>
internal sealed class InMemoryTransport : IConnectionListenerFactory, IConnectionListenerFactorySelector
{
    private readonly Channel<ConnectionContext> _waiting = Channel.CreateUnbounded<ConnectionContext>();
    private int _count;

    public bool CanBind(EndPoint endpoint) => endpoint is InMemoryEndPoint;

    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) =>
        new(new Listener(endpoint, _waiting));

    /// <summary>Opens a connection.</summary>
    /// <exception cref="IOException">The server has stopped.</exception>
    public Stream Connect()
    {
        Pipe toServer = new(), toClient = new();
        var closed = new CancellationTokenSource();
        var server =
            new InMemoryConnection($"memory-{Interlocked.Increment(ref _count)}", new DuplexPipe(toServer.Reader, toClient.Writer), closed);
        return _waiting.Writer.TryWrite(server)
            ? new InMemoryStream(toClient.Reader, toServer.Writer, closed)
            : throw new IOException("The server has stopped; nobody answers.");
    }

    private sealed class DuplexPipe(PipeReader input, PipeWriter output) : IDuplexPipe
    {
        public PipeReader Input => input;

        public PipeWriter Output => output;
    }

    private sealed class Listener(EndPoint endpoint, Channel<ConnectionContext> waiting) : IConnectionListener
    {
        public EndPoint EndPoint => endpoint;

        public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default) =>
            await waiting.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false)
                && waiting.Reader.TryRead(out ConnectionContext? connection) ? connection : null;

        public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
        {
            _ = waiting.Writer.TryComplete();
            return default;
        }

        public ValueTask DisposeAsync() => UnbindAsync();
    }
}
