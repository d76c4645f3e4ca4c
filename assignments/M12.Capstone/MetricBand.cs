namespace LLMCourse.M12;

/// <summary>How far a metric may be from the committed one: |now − committed| ≤ Absolute + Relative·|committed|.</summary>
/// <param name="Key">The metric's key; or the beginning of keys, with a <c>*</c> behind it.</param>
/// <param name="Absolute">In the metric's unit; 0 or more.</param>
/// <param name="Relative">Without unit; 0 or more.</param>
public sealed record MetricBand(string Key, double Absolute, double Relative = 0);
