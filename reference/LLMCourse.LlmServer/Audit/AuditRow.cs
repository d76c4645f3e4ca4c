namespace LLMCourse.LlmServers.Audit;

/// <summary>What is kept of a request.</summary>
/// <param name="Begun">When it came.</param>
/// <param name="Took">How long it took, up to the end of its answer.</param>
/// <param name="Route">What was asked for.</param>
/// <param name="Answer">The name of the answer; null where it has none, such as an error.</param>
/// <param name="Status">The status of the answer; 499 where the client left, 599 where an answer that had begun was cut.</param>
/// <param name="PromptTokens">The number of tokens read.</param>
/// <param name="CompletionTokens">The number of tokens written.</param>
internal sealed record AuditRow(DateTimeOffset Begun, TimeSpan Took, string Route, string? Answer, int Status, int PromptTokens,
    int CompletionTokens);
