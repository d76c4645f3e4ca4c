using LLMCourse.Authoring.Mutating;
using LLMCourse.Checks;

namespace LLMCourse.Grader.Tests.Mutating;

/// <summary>Mutants of no solution in particular.</summary>
internal static class Mutants
{
    public static Mutant Boundary { get; } = new()
    {
        Member = "Sums.Add",
        CountsFor = "Sums.Add",
        Exercises = [ExerciseId.Parse("M01.E1")],
        Operator = "boundary",
        Original = "a < b",
        Mutated = "a <= b",
        File = "Sums.cs",
        Line = 7,
        Span = default,
        Replacement = "<=",
    };

    /// <summary>Results of a run over one module: a member that is caught in full, and one below the goal.</summary>
    public static ModuleMutation Some { get; } = new(
        "M01.Sums",
        [
            new(Boundary, MutantEnd.Caught, "M01.E1.order"),
            new(Boundary with { Number = 2 }, MutantEnd.TimedOut, "M01.E1.order"),
            new(Boundary with { Operator = "constant", Original = "1", Mutated = "§" }, MutantEnd.DoesNotCompile),
            new(Boundary with { Member = "Sums.Helper", CountsFor = "Sums.AddAll", Line = 30 }, MutantEnd.Survived),
            new(Boundary with { CountsFor = "Sums.AddAll", Member = "Sums.AddAll", Original = "a[`0`]", Line = 12 }, MutantEnd.GraderError,
                "M01.E1.sum", "The judge of this check is at fault."),
            new(Boundary with { CountsFor = "Sums.AddAll", Member = "Sums.AddAll" }, MutantEnd.Caught, "M01.E1.sum"),
        ],
        [(Boundary with { Operator = "swapped", Original = "a, b", Mutated = "b, a" }, "A sum does not depend on the order.")]);
}
