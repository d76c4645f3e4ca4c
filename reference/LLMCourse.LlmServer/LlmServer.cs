using System.Net.Sockets;
using LLMCourse.LlmServers.Api;
using LLMCourse.LlmServers.Audit;
using LLMCourse.LlmServers.Hosting;
using LLMCourse.LocalModels;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging.Console;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace LLMCourse.LlmServers;

/// <summary>A model behind the HTTP interface that OpenAI's clients speak. The project's README
/// lists what it answers, and what differs.</summary>
public sealed class LlmServer : IAsyncDisposable
{
    /// <summary>How long a stop waits for requests to end; they end within a token.</summary>
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(5);

    private readonly WebApplication _app;
    private readonly InMemoryTransport? _memory;

    private LlmServer(WebApplication app, InMemoryTransport? memory) => (_app, _memory) = (app, memory);

    /// <summary>Gets the address of the server, without <c>/v1</c>. In memory it is one that only
    /// <see cref="CreateClient"/> knows the way to.</summary>
    public Uri Address { get; private set; } = new("http://llm-server.invalid/");

    /// <summary>Starts a server that listens on sockets.</summary>
    /// <param name="model">The model, which stays the caller's and must live longer than the server.</param>
    /// <param name="options">How; null: the defaults.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <returns>The running server, which the caller disposes.</returns>
    /// <exception cref="IOException">An address is taken or cannot be listened at, or the audit file cannot be used.</exception>
    public static Task<LlmServer> StartAsync(IServedModel model, LlmServerOptions? options = null,
        CancellationToken cancellationToken = default) =>
        StartAsync(model, options ?? new LlmServerOptions(), null, cancellationToken);

    /// <inheritdoc cref="StartAsync(IServedModel, LlmServerOptions, CancellationToken)"/>
    public static Task<LlmServer> StartAsync(LocalModel model, LlmServerOptions? options = null,
        CancellationToken cancellationToken = default) =>
        StartAsync(new ServedLocalModel(model), options, cancellationToken);

    /// <summary>Starts a server that only clients of this process reach, through memory: it is the same server with
    /// the same HTTP, and needs no socket.</summary>
    /// <inheritdoc cref="StartAsync(IServedModel, LlmServerOptions, CancellationToken)" path="/param"/>
    /// <returns>The running server, which the caller disposes.</returns>
    public static Task<LlmServer> StartInMemoryAsync(IServedModel model, LlmServerOptions? options = null,
        CancellationToken cancellationToken = default) =>
        StartAsync(model, options ?? new LlmServerOptions(), new InMemoryTransport(), cancellationToken);

    /// <inheritdoc cref="StartInMemoryAsync(IServedModel, LlmServerOptions, CancellationToken)"/>
    public static Task<LlmServer> StartInMemoryAsync(LocalModel model, LlmServerOptions? options = null,
        CancellationToken cancellationToken = default) =>
        StartInMemoryAsync(new ServedLocalModel(model), options, cancellationToken);

    /// <summary>Makes a client of this server with connections of its own; its base address is <see cref="Address"/>.</summary>
    /// <returns>The client, which the caller disposes.</returns>
    public HttpClient CreateClient() => new(CreateHandler()) { BaseAddress = Address };

    /// <summary>Makes what sends a client's requests to this server.</summary>
    /// <returns>The handler, which the caller disposes. An answer that is disposed before its end closes the connection at once
    /// (<see cref="SocketsHttpHandler.ResponseDrainTimeout"/> is 0, not the 2 seconds of its
    /// default), so that the server notices.</returns>
    public SocketsHttpHandler CreateHandler()
    {
        var handler = new SocketsHttpHandler { ResponseDrainTimeout = TimeSpan.Zero, UseProxy = false };
        if (_memory is { } memory)
            handler.ConnectCallback = (_, _) => new ValueTask<Stream>(memory.Connect());
        return handler;
    }

    /// <summary>Waits until the server stops.</summary>
    /// <param name="cancellationToken">Stops it.</param>
    public Task WaitForShutdownAsync(CancellationToken cancellationToken) => _app.WaitForShutdownAsync(cancellationToken);

    /// <summary>Ends all requests and stops.</summary>
    /// <returns>When nothing uses the model any more.</returns>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync().ConfigureAwait(false);
        await _app.DisposeAsync().ConfigureAwait(false);
    }

    private static async Task<LlmServer> StartAsync(IServedModel model, LlmServerOptions options, InMemoryTransport? memory,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(model);
        WebApplication app = Build(model, options, memory);
        try
        {
            await app.StartAsync(cancellationToken).ConfigureAwait(false);
            var server = new LlmServer(app, memory);
            if (memory is null)
                server.Address =
                    new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
            return server;
        }
        catch (SocketException e)
        {
            await app.DisposeAsync().ConfigureAwait(false);
            throw new IOException($"Nothing can be listened at on {string.Join(", ", options.Urls)}: {e.Message}. Choose a port above 1023, or let the system allow it.", e);
        }
        catch
        {
            await app.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static WebApplication Build(IServedModel model, LlmServerOptions options, InMemoryTransport? memory)
    {
        // The empty one: no settings from files or the environment, nothing that the machine decides.
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        _ = builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = options.MaxRequestBytes;
            if (memory is not null)
                kestrel.Listen(new InMemoryEndPoint());
        });
        if (memory is null)
            _ = builder.WebHost.UseUrls([.. options.Urls]);
        else
            _ = builder.Services.AddSingleton<IConnectionListenerFactory>(memory);
        if (options.Logging is { } logging)
            logging(builder.Logging);
        else
            LogErrors(builder.Logging);

        var metrics = new ServerMetrics();
        _ = builder.Services.AddRoutingCore()
            .Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownTimeout)
            .AddSingleton(_ => metrics)
            .AddSingleton(services =>
                new ServerState(model, options, metrics, services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping))
            .AddSingleton<ChatEndpoint>().AddSingleton<CompletionsEndpoint>().AddSingleton<EmbeddingsEndpoint>()
                .AddSingleton<ModelsEndpoint>();
        builder.Services.RemoveAll<IHostLifetime>(); // signals are the program's business
        _ = builder.Services.AddSingleton<IHostLifetime, QuietLifetime>();
        _ = builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.Clear().AddService("llm-server", autoGenerateServiceInstanceId: false))
            .WithMetrics(meters => meters
                .AddMeter(ServerMetrics.MeterName)
                .AddView(instrument => metrics.Owns(instrument) ? null : MetricStreamConfiguration.Drop)
                .AddPrometheusExporter(exporter => exporter.ScrapeResponseCacheDurationMilliseconds = 0));

        // Made here, and not when the first request comes: a file that cannot be used is said at the start.
        AuditTrail? audit = options.AuditFile is { } file ? new AuditTrail(file, options.TimeProvider.GetUtcNow()) : null;
        if (audit is not null) _ = builder.Services.AddSingleton(_ => audit);

        WebApplication app = builder.Build();
        _ = app.UseRouting();
        _ = app.UseMiddleware<MetricsMiddleware>();
        if (audit is not null) _ = app.UseMiddleware<AuditMiddleware>(app.Services.GetRequiredService<AuditTrail>(), options.TimeProvider);
        _ = app.UseMiddleware<ErrorMiddleware>();
        _ = app.MapGet("/v1/models", (RequestDelegate)app.Services.GetRequiredService<ModelsEndpoint>().ListAsync);
        _ = app.MapGet("/v1/models/{id}", (RequestDelegate)app.Services.GetRequiredService<ModelsEndpoint>().GetAsync);
        _ = app.MapPost("/v1/chat/completions", (RequestDelegate)app.Services.GetRequiredService<ChatEndpoint>().HandleAsync);
        _ = app.MapPost("/v1/completions", (RequestDelegate)app.Services.GetRequiredService<CompletionsEndpoint>().HandleAsync);
        _ = app.MapPost("/v1/embeddings", (RequestDelegate)app.Services.GetRequiredService<EmbeddingsEndpoint>().HandleAsync);
        _ = app.MapGet("/healthz", context => Answers.WriteAsync(context, new { status = "ok" }));
        _ = app.MapPrometheusScrapingEndpoint("/metrics");
        return app;
    }

    /// <summary>Logs errors alone, to the standard error stream. That a start failed is not among
    /// them: whoever starts gets the exception.</summary>
    private static void LogErrors(ILoggingBuilder log) => log
        .SetMinimumLevel(LogLevel.Error)
        .AddFilter("Microsoft.Extensions.Hosting", LogLevel.None)
        .AddSimpleConsole()
        .Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
}
