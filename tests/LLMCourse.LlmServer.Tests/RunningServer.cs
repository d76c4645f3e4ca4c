using System.ClientModel;
using System.ClientModel.Primitives;
using LLMCourse.LocalModels;
using OpenAI;

namespace LLMCourse.LlmServers.Tests;

/// <summary>The shipped model behind a server on a socket, started once for all tests.</summary>
public sealed class RunningServer : IAsyncLifetime
{
    public const string ModelId = "local-model";

    public LocalModel Model { get; private set; } = null!;

    public LlmServer Server { get; private set; } = null!;

    public HttpClient Http { get; private set; } = null!;

    public OpenAIClient Client { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Model = LocalModel.LoadShipped(concurrency: 4);
        Server = await LlmServer.StartAsync(Model);
        Http = Server.CreateClient();
        Client = Connect(Server, Http);
    }

    public async Task DisposeAsync()
    {
        Http.Dispose();
        await Server.DisposeAsync();
        Model.Dispose();
    }

    /// <summary>Makes the official client, without retries: what the server does is under test, not what a second try hides.</summary>
    public static OpenAIClient Connect(LlmServer server, HttpClient http) => new(new ApiKeyCredential("none"), new OpenAIClientOptions
    {
        Endpoint = new Uri(server.Address, "v1"),
        Transport = new HttpClientPipelineTransport(http),
        RetryPolicy = new ClientRetryPolicy(maxRetries: 0),
    });
}

/// <summary>Tests that share the server.</summary>
[CollectionDefinition(Name)]
public sealed class ServerTests : ICollectionFixture<RunningServer>
{
    public const string Name = "server";
}
