namespace LLMCourse.Authoring.Mutating;

/// <summary>Counts what became of some mutants. What does not compile is not among them, and neither is what is equivalent.</summary>
/// <param name="Caught">Those that a check noticed.</param>
/// <param name="TimedOut">Those that hung.</param>
/// <param name="Survived">Those that none noticed.</param>
/// <param name="Broken">Those upon which a check broke.</param>
public sealed record MutationScore(int Caught, int TimedOut, int Survived, int Broken)
{
    /// <summary>Gets how many there are.</summary>
    public int Total => Caught + TimedOut + Survived + Broken;

    /// <summary>Gets the share that costs a submission points, in percent; 100 where there are none.</summary>
    public double Percent => Total == 0 ? 100 : 100.0 * (Caught + TimedOut) / Total;

    /// <summary>Counts results.</summary>
    public static MutationScore Of(IEnumerable<MutantResult> results)
    {
        ILookup<MutantEnd, MutantResult> ends = results.ToLookup(r => r.End);
        return new MutationScore(ends[MutantEnd.Caught].Count(), ends[MutantEnd.TimedOut].Count(), ends[MutantEnd.Survived].Count(),
            ends[MutantEnd.GraderError].Count());
    }
}
