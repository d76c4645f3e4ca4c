namespace LLMCourse.Authoring.Mutating;

/// <summary>What became of the mutants of one module.</summary>
/// <param name="Module">The module's full name.</param>
/// <param name="Results">The results, in the order of files and places.</param>
/// <param name="Equivalent">The mutants that were not run because they are no mistakes, with the reason.</param>
public sealed record ModuleMutation(string Module, IReadOnlyList<MutantResult> Results,
    IReadOnlyList<(Mutant Mutant, string Reason)> Equivalent)
{
    /// <summary>Gets the score of all.</summary>
    public MutationScore Score { get; } = MutationScore.Of(Results);

    /// <summary>Gets the score of each member that exercises ask for, in the order of files and places.</summary>
    public IReadOnlyList<(string Member, MutationScore Score)> Members { get; } =
        [.. Results.Where(r => r.Counts).GroupBy(r => r.Mutant.CountsFor).Select(g => (g.Key, MutationScore.Of(g)))];

    /// <summary>Says whether enough was caught.</summary>
    public bool Reaches(MutationGoal goal)
    {
        ArgumentNullException.ThrowIfNull(goal);
        return Score.Percent >= goal.Total && (goal.Member is not { } least || Members.All(m => m.Score.Percent >= least));
    }
}
