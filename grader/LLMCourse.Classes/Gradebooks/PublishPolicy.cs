namespace LLMCourse.Classes.Gradebooks;

/// <summary>What students get to see of each other: nothing, unless the course file says so; never names.</summary>
public sealed class PublishPolicy
{
    /// <summary>Gets or sets whether the site has a leaderboard of the performance checks, under pseudonyms.</summary>
    public bool Leaderboard { get; set; }

    /// <summary>Gets or sets whether students see how the class's points are distributed.</summary>
    public bool Distribution { get; set; }
}
