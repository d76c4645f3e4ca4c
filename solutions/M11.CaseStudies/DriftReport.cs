namespace LLMCourse.M11;

/// <summary>What a full window of a stream looks like beside the reference.</summary>
/// <param name="Window">The window's number, from 0.</param>
/// <param name="Psi">The population stability index.</param>
/// <param name="KolmogorovSmirnov">The test of the two samples.</param>
/// <param name="IsDrift">Whether the p-value is below <see cref="DriftOptions.Alpha"/> and the index at least <see cref="DriftOptions.MinimumPsi"/>.</param>
public sealed record DriftReport(int Window, double Psi, KolmogorovSmirnovResult KolmogorovSmirnov, bool IsDrift);
