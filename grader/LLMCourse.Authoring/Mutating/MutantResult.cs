namespace LLMCourse.Authoring.Mutating;

/// <summary>What became of a mutant, and where.</summary>
/// <param name="Mutant">The mutant.</param>
/// <param name="End">What became of it.</param>
/// <param name="Check">The id of the check that ended it; null where none did.</param>
/// <param name="Message">What went wrong with the check; null unless <see cref="MutantEnd.GraderError"/>.</param>
public sealed record MutantResult(Mutant Mutant, MutantEnd End, string? Check = null, string? Message = null)
{
    /// <summary>Gets whether a submission with this fault loses points.</summary>
    public bool IsCaught => End is MutantEnd.Caught or MutantEnd.TimedOut;

    /// <summary>Gets whether it counts at all.</summary>
    public bool Counts => End != MutantEnd.DoesNotCompile;
}
