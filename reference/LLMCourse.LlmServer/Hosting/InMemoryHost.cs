using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace LLMCourse.LlmServers.Hosting;

/// <summary>Kestrel with somebody's routes, which only this process reaches, through memory: the same HTTP, and no socket.</summary>
public sealed class InMemoryHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly InMemoryTransport _memory;

    private InMemoryHost(WebApplication app, InMemoryTransport memory) => (_app, _memory) = (app, memory);

    /// <summary>Gets an address that only <see cref="CreateClient"/> knows the way to.</summary>
    public static Uri Address { get; } = new("http://in-memory.invalid/");

    /// <summary>Starts a server.</summary>
    /// <param name="map">Adds the routes.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <returns>The running server, which the caller disposes.</returns>
    public static async Task<InMemoryHost> StartAsync(Action<IEndpointRouteBuilder> map, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(map);
        var memory = new InMemoryTransport();
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        _ = builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(new InMemoryEndPoint());
        });
        _ = builder.Services.AddSingleton<IConnectionListenerFactory>(memory).AddRoutingCore();
        builder.Services.RemoveAll<IHostLifetime>(); // signals are the program's business
        _ = builder.Services.AddSingleton<IHostLifetime, QuietLifetime>();
        WebApplication app = builder.Build();
        try
        {
            _ = app.UseRouting();
            map(app);
            await app.StartAsync(cancellationToken).ConfigureAwait(false);
            return new InMemoryHost(app, memory);
        }
        catch
        {
            await app.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Opens a connection, for those who write HTTP themselves.</summary>
    /// <returns>The connection's bytes, both ways; the caller disposes it, which the server sees as a lost connection.</returns>
    public Stream Connect() => _memory.Connect();

    /// <summary>Makes a client of this server with connections of its own; its base address is <see cref="Address"/>.</summary>
    /// <returns>The client, which the caller disposes. An answer that is disposed before its end closes the connection at once.</returns>
    public HttpClient CreateClient()
    {
        SocketsHttpHandler handler = new()
        {
            ResponseDrainTimeout = TimeSpan.Zero,
            UseProxy = false,
            ConnectCallback = (_, _) => new ValueTask<Stream>(_memory.Connect()),
        };
        return new HttpClient(handler) { BaseAddress = Address };
    }

    /// <summary>Ends all requests and stops.</summary>
    /// <returns>When no request runs any more.</returns>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync().ConfigureAwait(false);
        await _app.DisposeAsync().ConfigureAwait(false);
    }
}
