using System.Text.Json;

namespace LLMCourse.Checks.Playing;

/// <summary>How far to train before the player is asked again: the argument of the probe <see cref="Probe"/>,
/// which observes the loss of each step.</summary>
/// <param name="Seconds">After this time the probe ends, and when the whole training is done.</param>
/// <param name="Before">How much of the training is done.</param>
/// <param name="Total">How much there is; the learning rate falls until then.</param>
/// <param name="InSteps">Whether the two are steps; else they are seconds.</param>
public sealed record PlayTraining(double Seconds, double Before, double Total, bool InSteps)
{
    /// <summary>The probe that trains for a while.</summary>
    public const string Probe = "M00.E1.play-train";

    /// <summary>The probe that measures the loss on the end of the text, which is not learned.</summary>
    public const string MeasureProbe = "M00.E1.play-measure";

    /// <summary>The name of what the two observe.</summary>
    public const string Losses = "losses";

    /// <summary>Writes the argument.</summary>
    public string ToArgument() => JsonSerializer.Serialize(this);

    /// <summary>Reads the argument.</summary>
    public static PlayTraining From(string argument) => JsonSerializer.Deserialize<PlayTraining>(argument)!;
}
