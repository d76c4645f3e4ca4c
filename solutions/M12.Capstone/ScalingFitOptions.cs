namespace LLMCourse.M12;

/// <summary>How a scaling law is fitted.</summary>
/// <param name="Delta">δ of the Huber loss, in units of log L: finite and above 0. Errors up to δ count by their square, greater ones by their size.
/// The default is 0.001, as in the paper: an error of 0.1 percent.</param>
public sealed record ScalingFitOptions(double Delta = 1e-3);
