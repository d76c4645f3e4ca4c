namespace LLMCourse.M12;

/// <summary>A fault whose answer is known: <c>{"error":{"message":"…","type":"…","param":null,"code":"…"}}</c>.</summary>
/// <param name="status">The status of the answer.</param>
/// <param name="message">What is wrong, for the caller.</param>
/// <param name="code">A name for programs.</param>
/// <param name="param">Where it is in the request; null where it has no place.</param>
public sealed class ServiceException(int status, string message, string code, string? param = null) : Exception(message)
{
    /// <summary>Gets the status of the answer.</summary>
    public int Status => status;

    /// <summary>Gets the name for programs.</summary>
    public string Code => code;

    /// <summary>Gets where it is in the request, such as <c>texts[2]</c>.</summary>
    public string? Param => param;

    /// <summary>Gets what kind of fault it is: the server's, too many requests, or the request's.</summary>
    public string Type => status >= 500 ? "server_error" : status == 429 ? "rate_limit_error" : "invalid_request_error";
}
