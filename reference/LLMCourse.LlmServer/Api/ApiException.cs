namespace LLMCourse.LlmServers.Api;

/// <summary>An answer other than the one asked for, as OpenAI's interface words it.</summary>
/// <param name="status">The HTTP status.</param>
/// <param name="message">What is wrong and what to do.</param>
/// <param name="type">The kind of error.</param>
/// <param name="parameter">Where in the request it is; null where it is nowhere in particular.</param>
/// <param name="code">A name for programs; null where there is none.</param>
internal sealed class ApiException(int status, string message, string type = ApiException.InvalidRequest, string? parameter = null,
    string? code = null) : Exception(message)
{
    public const string InvalidRequest = "invalid_request_error";

    public int Status { get; } = status;

    public string Type { get; } = type;

    public string? Parameter { get; } = parameter;

    public string? Code { get; } = code;

    public static ApiException Invalid(string message, string? parameter, string code = "invalid_value") =>
        new(StatusCodes.Status400BadRequest, message, InvalidRequest, parameter, code);
}
