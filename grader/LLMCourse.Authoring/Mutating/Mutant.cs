using LLMCourse.Checks;
using Microsoft.CodeAnalysis.Text;

namespace LLMCourse.Authoring.Mutating;

/// <summary>A small change of the solution that makes it wrong, unless it is equivalent.</summary>
public sealed record Mutant
{
    /// <summary>Gets the name of the member whose text is changed, for example <c>Word2Vec.Push</c>.</summary>
    public required string Member { get; init; }

    /// <summary>Gets the exercise's member that it counts for: the changed one itself, or the one that the changed helper serves.</summary>
    public required string CountsFor { get; init; }

    /// <summary>Gets the documentation comment ids of the members of its first exercise in which it is a fault: the changed one, or those
    /// that use the changed helper.</summary>
    public IReadOnlyList<string> Serves { get; init; } = [];

    /// <summary>Gets the exercises whose checks may notice it: its own first, then those whose members use the changed one.</summary>
    public required IReadOnlyList<ExerciseId> Exercises { get; init; }

    /// <summary>Gets what kind of change it is, for example <c>boundary</c>.</summary>
    public required string Operator { get; init; }

    /// <summary>Gets the original text with what is around it, on one line.</summary>
    public required string Original { get; init; }

    /// <summary>Gets the same text after the change.</summary>
    public required string Mutated { get; init; }

    /// <summary>Gets which one it is of those in the member that read the same, from 1.</summary>
    public int Number { get; init; } = 1;

    /// <summary>Gets the file.</summary>
    public required string File { get; init; }

    /// <summary>Gets the line in the file, from 1.</summary>
    public required int Line { get; init; }

    /// <summary>Gets what is replaced.</summary>
    public required TextSpan Span { get; init; }

    /// <summary>Gets what stands in its place.</summary>
    public required string Replacement { get; init; }

    /// <summary>Gets the change in words that do not depend on where it stands, for example
    /// <c>boundary: i &lt; n → i &lt;= n</c>.</summary>
    public string Change => $"{Operator}: {Original} → {Mutated}{(Number > 1 ? FormattableString.Invariant($" ({Number})") : "")}";
}
