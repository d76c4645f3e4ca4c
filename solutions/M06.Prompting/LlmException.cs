namespace LLMCourse.M06;

/// <summary>Says that a request has no reply, or not a whole one.</summary>
/// <param name="fault">What went wrong.</param>
/// <param name="message">For <see cref="LlmFault.Refused"/> the server's own words, where it has some; otherwise words of the client.</param>
/// <param name="inner">What was thrown beneath; null where nothing was.</param>
public sealed class LlmException(LlmFault fault, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Gets what went wrong.</summary>
    public LlmFault Fault { get; } = fault;

    /// <summary>Gets the HTTP status; 200 for what goes wrong within a stream.</summary>
    public int Status { get; init; } = 200;

    /// <summary>Gets the server's <c>error.code</c>, such as <c>context_length_exceeded</c>; null where it gives none.</summary>
    public string? Code { get; init; }

    /// <summary>Gets the server's <c>error.param</c>: the field of the request that is at fault; null where it gives none.</summary>
    public string? Param { get; init; }
}
