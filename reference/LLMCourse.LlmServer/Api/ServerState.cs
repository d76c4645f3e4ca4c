using System.Globalization;
using System.Security.Cryptography;
using LLMCourse.LlmServers.Audit;
using LLMCourse.LlmServers.Constraints;

namespace LLMCourse.LlmServers.Api;

/// <summary>What all requests of a server share.</summary>
internal sealed class ServerState(IServedModel model, LlmServerOptions options, ServerMetrics metrics, CancellationToken stopping)
{
    private long _ids;

    public IServedModel Model { get; } = model;

    public LlmServerOptions Options { get; } = options;

    public ServerMetrics Metrics { get; } = metrics;

    public TokenTable Tokens { get; } = new(model.TokenBytes, model.EndToken);

    /// <summary>When the server began, in seconds since 1970.</summary>
    public long Created { get; } = options.TimeProvider.GetUtcNow().ToUnixTimeSeconds();

    public long Now => Options.TimeProvider.GetUtcNow().ToUnixTimeSeconds();

    /// <summary>A name that no other answer of this server has. They are counted, so that the same requests
    /// in the same order get the same names.</summary>
    public string NewId(string prefix) => string.Create(CultureInfo.InvariantCulture, $"{prefix}{Interlocked.Increment(ref _ids):D8}");

    /// <summary>A name for the answer to a request, which its audit row has as well.</summary>
    public string NewId(string prefix, HttpContext context)
    {
        string id = NewId(prefix);
        if (AuditedCall.Of(context) is { } call) call.Answer = id;
        return id;
    }

    /// <summary>The seed of a request that names none.</summary>
    public ulong Seed => Options.Seed ?? BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong)));

    /// <summary>Ends a request's work when nobody waits for it any more, or when the server stops.</summary>
    public CancellationTokenSource Lifetime(HttpContext context) =>
        CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);

    /// <summary>Refuses other models than the one that is here.</summary>
    public void CheckModel(RequestFields fields) => CheckModel(fields.RequiredText("model"));

    public void CheckModel(string name)
    {
        if (name != Options.ModelId)
            throw new ApiException(StatusCodes.Status404NotFound,
                $"The model '{name}' does not exist. This server has '{Options.ModelId}'.", parameter: "model", code: "model_not_found");
    }
}
