namespace LLMCourse.LlmServers.Faults;

/// <summary>A request as a <see cref="FaultProxy"/> saw it.</summary>
/// <param name="Index">Its number, from 0.</param>
/// <param name="Method">Its method.</param>
/// <param name="Uri">Its address.</param>
/// <param name="Headers">Its headers, those of its body too; values of the same name joined by commas. Names are found in any case.</param>
/// <param name="Body">Its body as text; empty if it has none.</param>
/// <param name="At">When it came, by the proxy's clock.</param>
public sealed record SeenRequest(int Index, HttpMethod Method, Uri Uri, IReadOnlyDictionary<string, string> Headers, string Body,
    DateTimeOffset At);
