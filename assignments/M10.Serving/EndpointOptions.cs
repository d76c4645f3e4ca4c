namespace LLMCourse.M10;

/// <summary>How an endpoint answers.</summary>
public sealed record EndpointOptions
{
    /// <summary>Gets the greatest size of a request's body in bytes. The default is one mebibyte.</summary>
    public int MaxBodyBytes { get; init; } = 1 << 20;

    /// <summary>Gets what tells the time, for <c>created</c>.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Gets what makes the name of an answer, another one each time.</summary>
    public Func<string> NewId { get; init; } = () => $"chatcmpl-{Guid.NewGuid():N}";
}
