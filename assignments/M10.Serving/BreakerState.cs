namespace LLMCourse.M10;

/// <summary>Names the states of a <see cref="CircuitBreaker"/>.</summary>
public enum BreakerState
{
    /// <summary>Requests go through.</summary>
    Closed,

    /// <summary>No request goes through.</summary>
    Open,

    /// <summary>The break is over; one request at a time goes through, to see whether the server is back.</summary>
    HalfOpen,
}
