namespace LLMCourse.LlmServers;

/// <summary>How a server answers.</summary>
public sealed record LlmServerOptions
{
    /// <summary>Gets the name by which requests ask for the model. The default is local-model.</summary>
    public string ModelId { get; init; } = "local-model";

    /// <summary>Gets the addresses to listen at, for <see cref="LlmServer.StartAsync(IServedModel, LlmServerOptions, CancellationToken)"/>.
    /// The default is a free port that no other machine can reach.</summary>
    public IReadOnlyList<string> Urls { get; init; } = ["http://127.0.0.1:0"];

    /// <summary>Gets the greatest size of a request's body in bytes. The default is one mebibyte.</summary>
    public long MaxRequestBytes { get; init; } = 1 << 20;

    /// <summary>Gets the seed of requests that name none. Null, the default: each gets a fresh random one.</summary>
    public ulong? Seed { get; init; }

    /// <summary>Gets what tells the time, for the dates in answers and the time to the first token.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Gets where to write the log. Null, the default: errors alone, on the standard error stream.</summary>
    public Action<ILoggingBuilder>? Logging { get; init; }

    /// <summary>Gets the SQLite file that gets a row for each request to <c>/v1</c> before its answer ends, so that a killed server loses none;
    /// null: nothing is kept. A request whose row cannot be written fails.</summary>
    public string? AuditFile { get; init; }
}
