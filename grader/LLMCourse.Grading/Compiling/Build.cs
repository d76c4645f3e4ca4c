using System.Text.Json.Serialization;
using LLMCourse.Grading.Course;
using LLMCourse.Grading.Results;
using Microsoft.CodeAnalysis.CSharp;

namespace LLMCourse.Grading.Compiling;

/// <summary>A submission after compiling.</summary>
public sealed record Build
{
    /// <summary>Gets whether there is an assembly. It may hold the starter in the place of <see cref="BrokenFiles"/>.</summary>
    public required bool Success { get; init; }

    /// <summary>Gets the assembly; empty without <see cref="Success"/>.</summary>
    public ReadOnlyMemory<byte> Assembly { get; init; }

    /// <summary>Gets the portable debug symbols, whose document names are the files' names; empty without <see cref="Success"/>.</summary>
    public ReadOnlyMemory<byte> Symbols { get; init; }

    /// <summary>Gets the compilation that the assembly came from; null when nothing could be compiled, and
    /// where another process has compiled.</summary>
    [JsonIgnore]
    public CSharpCompilation? Compilation { get; init; }

    /// <summary>Gets where the members of the exercises stand, by their documentation comment ids; those that are missing or in a broken
    /// file are not there.</summary>
    public IReadOnlyDictionary<string, SourcePlace> Places { get; init; } = new Dictionary<string, SourcePlace>();

    /// <summary>Gets the compiler's errors, and the warnings that help, in the order of files and lines.</summary>
    public IReadOnlyList<SourceNote> Diagnostics { get; init; } = [];

    /// <summary>Gets the files that are missing or do not compile. The starter stands in for
    /// each, so that the others can be graded.</summary>
    public IReadOnlyList<string> BrokenFiles { get; init; } = [];

    /// <summary>Gets the exercises that cannot be graded because their file is broken.</summary>
    public IReadOnlyList<string> BrokenExercises { get; init; } = [];

    /// <summary>Finds where a member stands in the submission.</summary>
    /// <param name="member">The member.</param>
    /// <returns>The place of its name; null when the submission does not have it or its file is broken.</returns>
    public SourcePlace? PlaceOf(ManifestMember member)
    {
        ArgumentNullException.ThrowIfNull(member);
        return Places.GetValueOrDefault(member.DocId);
    }
}
