using LLMCourse.Classes.Gradebooks;

namespace LLMCourse.Classes.Publishing;

/// <summary>What a site is to be.</summary>
public sealed record PublishOptions
{
    /// <summary>Gets the folder to write; its site, if there is one, is replaced.</summary>
    public required string Out { get; init; }

    /// <summary>Gets the course file.</summary>
    public CoursePolicy Policy { get; init; } = new();

    /// <summary>Gets whom it is for; by default those who teach.</summary>
    public Audience For { get; init; }

    /// <summary>Gets the course's name, at the top of each page.</summary>
    public string Title { get; init; } = "LLMCourse";

    /// <summary>Gets whether there is a leaderboard of the performance checks, under pseudonyms.
    /// The course file may ask for it too.</summary>
    public bool Leaderboard { get; init; }

    /// <summary>Gets whether students see how the class's points are distributed, without names.
    /// The course file may ask for it too.</summary>
    public bool Distribution { get; init; }

    /// <summary>Gets the file that says which folder is whose, for the instructor; null for the
    /// gradebook's name with <c>.links.csv</c>.</summary>
    public string? Links { get; init; }

    /// <summary>Gets the address at which the folder will be served, for whole links in
    /// <see cref="Links"/>; null for folders only.</summary>
    public Uri? Address { get; init; }

    /// <summary>Gets whether there is a leaderboard.</summary>
    internal bool HasLeaderboard => Leaderboard || Policy.Publish.Leaderboard;

    /// <summary>Gets whether students see the distribution.</summary>
    internal bool HasDistribution => Distribution || Policy.Publish.Distribution;
}
