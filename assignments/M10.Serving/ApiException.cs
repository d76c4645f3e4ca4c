namespace LLMCourse.M10;

/// <summary>An answer other than the one asked for, in the words of OpenAI's interface.</summary>
/// <param name="status">The HTTP status.</param>
/// <param name="message">What is wrong and what to do, for people.</param>
/// <param name="code">A name for programs.</param>
/// <param name="param">Where in the request it is, such as <c>messages[1].role</c>; null where it is nowhere in particular.</param>
public sealed class ApiException(int status, string message, string code, string? param = null) : Exception(message)
{
    /// <summary>Gets the HTTP status.</summary>
    public int Status { get; } = status;

    /// <summary>Gets the kind of error: whose fault it is.</summary>
    public string Type => Status >= 500 ? "server_error" : "invalid_request_error";

    /// <summary>Gets the name for programs.</summary>
    public string Code { get; } = code;

    /// <summary>Gets where in the request it is; null where it is nowhere in particular.</summary>
    public string? Param { get; } = param;
}
