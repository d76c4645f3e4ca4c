using System.Text.Json.Serialization;

namespace LLMCourse.Authoring.Benchmarking;

/// <summary>What a program says after it did its work once.</summary>
/// <param name="Units">How much was done.</param>
/// <param name="Seconds">How long it took, by the program's own clock, which leaves out the pipe.</param>
/// <param name="PeakBytes">The most memory that the program has held so far.</param>
public sealed record WorkRound(
    [property: JsonPropertyName("units")] double Units,
    [property: JsonPropertyName("seconds")] double Seconds,
    [property: JsonPropertyName("peakBytes")] long PeakBytes)
{
    /// <summary>Gets the units done per second.</summary>
    [JsonIgnore]
    public double PerSecond => Units / Seconds;
}
