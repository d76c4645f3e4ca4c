namespace LLMCourse.Checks;

/// <summary>A judge asked for an observation that the submission did not produce. It fails the
/// check; it is no fault of the grader.</summary>
public sealed class ObservationMissingException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="name">The observation that is missing.</param>
    /// <param name="isNull">Whether the submission returned null in its place.</param>
    public ObservationMissingException(string name, bool isNull)
        : base(isNull ? $"`{name}` is null." : $"`{name}` was never reached, or is of another kind.")
    {
    }
}
