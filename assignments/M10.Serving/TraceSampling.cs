
namespace LLMCourse.M10;

/// <summary>Which traces are kept.</summary>
public static class TraceSampling
{
    /// <summary>Decides by the trace's id, so that every service decides alike: kept if its first 16 digits, as a number without the highest bit,
    /// are below ratio · (2⁶³ − 1), computed in double and rounded down to a whole number.</summary>
    /// <remarks>So does OpenTelemetry's sampler <c>TraceIdRatioBased</c> in .NET.</remarks>
    /// <param name="traceId">32 hexadecimal digits.</param>
    /// <param name="ratio">The share to keep, 0 to 1. 1 keeps all.</param>
    /// <returns>Whether the trace is kept.</returns>
    /// <exception cref="ArgumentException">The id or the ratio is not so.</exception>
    [Exercise("M10.E7", Title = "Tracing and metrics", Weight = 2)]
    public static bool IsKept(string traceId, double ratio)
    {
        // TODO M10.E7: compare the first half of the id, without its highest bit, with the ratio of what is possible.
        throw new NotImplementedException("M10.E7: compare the first half of the id, without its highest bit, with the ratio of what is possible.");
    }
}
