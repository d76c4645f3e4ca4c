namespace LLMCourse.Classes.Gradebooks;

/// <summary>What lateness costs.</summary>
public sealed class LatePenalty
{
    /// <summary>Gets or sets how late is still in time, for example <c>00:15:00</c> for a quarter of an hour.</summary>
    public TimeSpan Grace { get; set; }

    /// <summary>Gets or sets the steps, each with the lateness from which it holds.</summary>
    public List<LateStep> Steps { get; set; } = [];

    /// <summary>Returns whether an attempt is late: beyond the grace, or marked late by how much is not known.</summary>
    /// <param name="lateness">How long after the deadline it was handed in; 0 when that is not known.</param>
    public bool IsLate(TimeSpan lateness) => lateness > Grace || lateness == TimeSpan.Zero;

    /// <summary>Returns the share of the grade, in percent, that an attempt loses.</summary>
    /// <param name="lateness">How long after the deadline it was handed in; 0 when it is late and by how much is
    /// not known, below 0 when it is in time.</param>
    public decimal PercentLost(TimeSpan lateness) =>
        lateness <= Grace && lateness > TimeSpan.Zero
            ? 0
            : Steps.Where(s => lateness > s.After || (s.After == TimeSpan.Zero && lateness >= TimeSpan.Zero)).Select(s => s.Percent)
                .DefaultIfEmpty(0).Max();
}

/// <summary>One step of the late penalty.</summary>
public sealed class LateStep
{
    /// <summary>Gets or sets the lateness beyond which the step holds, for example <c>1.00:00:00</c> for a day.</summary>
    public TimeSpan After { get; set; }

    /// <summary>Gets or sets the share of the grade that is lost, in percent.</summary>
    public decimal Percent { get; set; }
}
