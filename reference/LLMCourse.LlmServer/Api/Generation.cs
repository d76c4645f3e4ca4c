using System.Runtime.CompilerServices;
using LLMCourse.LlmServers.Audit;
using LLMCourse.LocalModels;

namespace LLMCourse.LlmServers.Api;

/// <summary>The tokens of one reply, counted and timed as they come.</summary>
internal sealed class Generation(ServerState server, HttpContext context, int promptTokens)
{
    private readonly long _begun = server.Options.TimeProvider.GetTimestamp();

    /// <summary>Gets the number of tokens of the prompt.</summary>
    public int PromptTokens { get; } = promptTokens;

    /// <summary>Gets the number of tokens that were written so far.</summary>
    public int CompletionTokens { get; private set; }

    /// <summary>Gets what clients are told of both.</summary>
    public object Usage =>
        new { prompt_tokens = PromptTokens, completion_tokens = CompletionTokens, total_tokens = PromptTokens + CompletionTokens };

    /// <summary>Passes a model's parts on. Nothing is computed before it is asked for.</summary>
    public async IAsyncEnumerable<CompletionChunk> CountAsync(IAsyncEnumerable<CompletionChunk> chunks, [EnumeratorCancellation]
    CancellationToken cancellationToken)
    {
        string route = MetricsMiddleware.Route(context);
        try
        {
            await foreach (CompletionChunk chunk in chunks.WithCancellation(cancellationToken).ConfigureAwait(false))
            {
                if (chunk.Token is not null && ++CompletionTokens == 1)
                    server.Metrics.FirstToken(route, server.Options.TimeProvider.GetElapsedTime(_begun));
                yield return chunk;

                // The model computes without ever waiting; others get their turn between two tokens,
                // such as whoever notices that the client has left.
                await Task.Yield();
                cancellationToken.ThrowIfCancellationRequested();
            }
        }
        finally
        {
            server.Metrics.Tokens(route, PromptTokens, CompletionTokens);
            if (AuditedCall.Of(context) is { } call) (call.PromptTokens, call.CompletionTokens) = (PromptTokens, CompletionTokens);
        }
    }
}
