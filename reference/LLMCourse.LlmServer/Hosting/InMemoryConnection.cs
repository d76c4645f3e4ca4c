using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;

namespace LLMCourse.LlmServers.Hosting;

/// <summary>The server's end of a connection.</summary>
internal sealed class InMemoryConnection : ConnectionContext
{
    private readonly IDuplexPipe _pipes; // Kestrel may wrap the property's value
    private readonly CancellationTokenSource _closed;

    /// <summary>Makes the end.</summary>
    /// <param name="id">The connection's name.</param>
    /// <param name="pipes">The pipes.</param>
    /// <param name="closed">Cancelled when either end is closed.</param>
    public InMemoryConnection(string id, IDuplexPipe pipes, CancellationTokenSource closed)
    {
        (ConnectionId, Transport, ConnectionClosed) = (id, pipes, closed.Token);
        (_pipes, _closed) = (pipes, closed);
    }

    public override string ConnectionId { get; set; }

    public override IFeatureCollection Features { get; } = new FeatureCollection();

    public override IDictionary<object, object?> Items { get; set; } = new ConnectionItems();

    public override IDuplexPipe Transport { get; set; }

    public override CancellationToken ConnectionClosed { get; set; }

    public override void Abort(ConnectionAbortedException abortReason)
    {
        // Both ends find the connection closed at once, whatever they wait for.
        _pipes.Output.CancelPendingFlush();
        _pipes.Output.Complete(new IOException("The server closed the connection.", abortReason));
        _closed.Cancel();
    }

    public override async ValueTask DisposeAsync()
    {
        await _pipes.Input.CompleteAsync().ConfigureAwait(false);
        await _pipes.Output.CompleteAsync().ConfigureAwait(false);
        await _closed.CancelAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }
}
