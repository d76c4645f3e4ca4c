using LLMCourse.Authoring.Samples;
using LLMCourse.Checks;

namespace LLMCourse.Grading.Judging;

/// <summary>A named one-edit change of the solution, and what to say to a student whose code behaves the same way.</summary>
public sealed record Mistake
{
    /// <summary>Gets the id: the exercise's and a name, for example <c>M02.E2.no-scale</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Gets the exercise.</summary>
    public required ExerciseId Exercise { get; init; }

    /// <summary>Gets the file of the solution that is changed.</summary>
    public required string File { get; init; }

    /// <summary>Gets the text that is replaced; it stands exactly once in the file.</summary>
    public required string Find { get; init; }

    /// <summary>Gets what stands in its place.</summary>
    public required string Replace { get; init; }

    /// <summary>Gets the words for the student: what the code does, and why it is wrong. Markdown.</summary>
    public required string Says { get; init; }

    /// <summary>Gets a further step to take.</summary>
    public string? Hint { get; init; }

    /// <summary>Gets the ids of mistakes of the same exercise that behave alike, so that the checks cannot tell them apart.</summary>
    public IReadOnlyList<string> SameAs { get; init; } = [];

    /// <summary>Makes the change.</summary>
    /// <param name="source">The text of <see cref="File"/> in the solution.</param>
    /// <exception cref="InvalidDataException"><see cref="Find"/> does not stand in it exactly once: the solution has moved on.</exception>
    public string Apply(string source) => new TextChange { File = File, Find = Find, Replace = Replace }.Apply(source, Id);
}
