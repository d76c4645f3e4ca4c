using System.IO.Pipelines;
using Microsoft.Extensions.AI;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace LLMCourse.Tools;

/// <summary>A server of the Model Context Protocol in this process, with a client that is connected to it: no
/// network, but every message is the real one.</summary>
/// <remarks>See <see href="https://modelcontextprotocol.io/specification"/>. The tools' schemas and results are what
/// the official SDK makes of the methods.</remarks>
public sealed class McpTools : IAsyncDisposable
{
    private readonly McpServer _server;
    private readonly McpClient _client;
    private readonly Task _run;

    private McpTools(McpServer server, McpClient client, Task run, IReadOnlyList<AIFunction> tools) =>
        (_server, _client, _run, Tools) = (server, client, run, tools);

    /// <summary>Gets the tools as the client sees them. Their results are <see cref="TextContent"/>, or the
    /// JSON of a result with <c>isError</c>.</summary>
    public IReadOnlyList<AIFunction> Tools { get; }

    /// <summary>Starts a server and connects to it.</summary>
    /// <param name="methods">The methods that become tools, by the tools' names.</param>
    /// <param name="cancellationToken">Ends the waiting for the connection.</param>
    public static async Task<McpTools> StartAsync(IReadOnlyDictionary<string, Delegate> methods,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(methods);
        Pipe toServer = new(), toClient = new();
        McpServerOptions options = new()
        {
            ServerInfo = new Implementation { Name = "llmcourse", Version = "1" },
            ToolCollection =
                [.. methods.Select(method => McpServerTool.Create(method.Value, new McpServerToolCreateOptions { Name = method.Key }))],
        };
        McpServer server = McpServer.Create(new StreamServerTransport(toServer.Reader.AsStream(), toClient.Writer.AsStream()), options);
        Task run = server.RunAsync(CancellationToken.None);
        try
        {
            McpClient client = await McpClient
                .CreateAsync(new StreamClientTransport(toServer.Writer.AsStream(), toClient.Reader.AsStream()),
                    cancellationToken: cancellationToken).ConfigureAwait(false);
            return new McpTools(server, client, run,
                [.. await client.ListToolsAsync(cancellationToken: cancellationToken).ConfigureAwait(false)]);
        }
        catch
        {
            await server.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Closes the connection and ends the server.</summary>
    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync().ConfigureAwait(false);
        await _server.DisposeAsync().ConfigureAwait(false);
        await _run.ConfigureAwait(false);
    }
}
