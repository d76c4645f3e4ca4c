using LLMCourse.Classes.Batches;

namespace LLMCourse.Classes.Gradebooks;

/// <summary>Which attempt of a student counts.</summary>
public enum AttemptRule
{
    /// <summary>The one with the highest grade after the late penalty.</summary>
    Best,

    /// <summary>The one that was handed in last.</summary>
    Last,
}

/// <summary>How final numbers follow from grades: the course file, a few lines of YAML. Without one the best attempt counts, nothing is
/// late, and modules weigh alike.</summary>
/// <example><code>
/// attempt: best
/// deadlines: {M02: 2026-11-30T23:59:00+01:00}
/// late: {grace: 15m, steps: [{after: 0s, percent: 10}, {after: 1d, percent: 25}]}
/// drop_lowest: 1
/// weights: {M02: 2}
/// publish: {leaderboard: true, distribution: true}
/// </code></example>
public sealed class CoursePolicy
{
    /// <summary>Gets or sets which attempt counts; the default is the best.</summary>
    public AttemptRule Attempt { get; set; }

    /// <summary>Gets or sets the zone whose clocks the class goes by, in which times are shown; null for UTC.</summary>
    public TimeZoneInfo? TimeZone { get; set; }

    /// <summary>Gets or sets the deadline by module; a module without one has none.</summary>
    public Dictionary<string, DateTimeOffset> Deadlines { get; set; } = [];

    /// <summary>Gets or sets what lateness costs; the default is nothing.</summary>
    public LatePenalty Late { get; set; } = new();

    /// <summary>Gets or sets how many of the lowest modules do not count. The default is none.</summary>
    public int DropLowest { get; set; }

    /// <summary>Gets or sets the weight by module; the default is 1.</summary>
    public Dictionary<string, decimal> Weights { get; set; } = [];

    /// <summary>Gets or sets whether a module that can still be handed in counts as 0 for whom it is missing from. The default is that it
    /// does not count yet.</summary>
    public bool CountOpen { get; set; }

    /// <summary>Gets or sets whether students see a module's grades only once a person has released it. The default is at once.</summary>
    public bool ReleaseByHand { get; set; }

    /// <summary>Gets or sets what tells whether there is still time.</summary>
    public TimeProvider Clock { get; set; } = TimeProvider.System;

    /// <summary>Gets or sets what students see of each other on a published site; the default is nothing.</summary>
    public PublishPolicy Publish { get; set; } = new();

    /// <summary>Returns a module's weight.</summary>
    public decimal WeightOf(string module) => Weights.GetValueOrDefault(module, 1);

    /// <summary>Reads a course file.</summary>
    /// <param name="file">The file; null for the defaults.</param>
    /// <param name="modules">The ids of the modules that there are; null when they are not known, and their form alone is checked.</param>
    /// <exception cref="InvalidDataException">It is not a course file; the message has the line.</exception>
    public static CoursePolicy Load(string? file, IReadOnlyCollection<string>? modules = null)
    {
        if (file is null) return new CoursePolicy();
        if (!File.Exists(file)) throw new InvalidDataException($"There is no course file {file}.");
        return new CoursePolicyReader(file, modules ?? []).Read(CsvText.ReadUtf8(file, "Save it as UTF-8."));
    }
}
