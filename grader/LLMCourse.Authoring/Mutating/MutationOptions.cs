using LLMCourse.Checks;

namespace LLMCourse.Authoring.Mutating;

/// <summary>Which mutants are run.</summary>
public sealed record MutationOptions
{
    /// <summary>Gets the exercises whose mutants are run; empty for all.</summary>
    public IReadOnlyList<ExerciseId> Only { get; init; } = [];

    /// <summary>Gets how many are drawn from them; null for all.</summary>
    public int? Sample { get; init; }

    /// <summary>Gets the seed of the draw.</summary>
    public ulong Seed { get; init; }

    /// <summary>Gets an earlier report, as Markdown; only what survived in it is run. Null for all.</summary>
    public string? Again { get; init; }

    /// <summary>Gets whether those that are listed as equivalent are run, too: one that is caught is listed wrongly.</summary>
    public bool Equivalents { get; init; }
}
