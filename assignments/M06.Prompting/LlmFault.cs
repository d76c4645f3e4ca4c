namespace LLMCourse.M06;

/// <summary>Names what went wrong with a request.</summary>
public enum LlmFault
{
    /// <summary>The server answered with an error.</summary>
    Refused,

    /// <summary>The answer is not what the API promises.</summary>
    Malformed,

    /// <summary>The stream ended before the reply did.</summary>
    Cut,
}
