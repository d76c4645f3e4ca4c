using LLMCourse.Classes.Gradebooks;

namespace LLMCourse.Classes.Batches;

/// <summary>What is known of a class before its folder is looked at.</summary>
internal sealed record FindContext
{
    /// <summary>Gets the beginning that GitHub Classroom gave all clones, without the hyphen; empty when they
    /// have none, null when it is not known.</summary>
    public string? Assignment { get; init; }

    /// <summary>Gets the students of the roster.</summary>
    public IReadOnlyList<Student> Roster { get; init; } = [];

    /// <summary>Gets the students of the gradebook.</summary>
    public IReadOnlyList<Student> Enrolled { get; init; } = [];

    /// <summary>Gets what was graded before: its source, and its student's key.</summary>
    public IReadOnlyList<(string Source, string Key)> Earlier { get; init; } = [];

    /// <summary>Gets words that assignments of the course may be called by, such as the modules' names.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];
}
