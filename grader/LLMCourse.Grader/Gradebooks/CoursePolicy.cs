using YamlDotNet.Core;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace LLMCourse.Grader.Gradebooks;

/// <summary>Which attempt of a student counts.</summary>
public enum AttemptRule
{
    /// <summary>The one with the highest grade after the late penalty.</summary>
    Best,

    /// <summary>The one that was handed in last.</summary>
    Last,
}

/// <summary>How final numbers follow from grades: the course file, a few lines of YAML. Without one the best attempt counts, nothing is late, and modules weigh alike.</summary>
/// <example><code>
/// attempt: best
/// deadlines: {M02: 2026-11-30T23:59:00+01:00}
/// late: {grace: "00:15:00", steps: [{after: "00:00:00", percent: 10}, {after: "1.00:00:00", percent: 25}]}
/// drop_lowest: 1
/// weights: {M02: 2}
/// publish: {leaderboard: true, distribution: true}
/// </code></example>
public sealed class CoursePolicy
{
    /// <summary>Gets or sets which attempt counts; the default is the best.</summary>
    public AttemptRule Attempt { get; set; }

    /// <summary>Gets or sets the deadline by module; a module without one has none.</summary>
    public Dictionary<string, DateTimeOffset> Deadlines { get; set; } = [];

    /// <summary>Gets or sets what lateness costs; the default is nothing.</summary>
    public LatePenalty Late { get; set; } = new();

    /// <summary>Gets or sets how many of the lowest modules do not count. The default is none.</summary>
    public int DropLowest { get; set; }

    /// <summary>Gets or sets the weight by module; the default is 1.</summary>
    public Dictionary<string, decimal> Weights { get; set; } = [];

    /// <summary>Gets or sets whether a module that can still be handed in counts as 0 for whom it is missing from. The default is that it does not count yet.</summary>
    public bool CountOpen { get; set; }

    /// <summary>Gets or sets what tells whether there is still time.</summary>
    public TimeProvider Clock { get; set; } = TimeProvider.System;

    /// <summary>Gets or sets what students see of each other on a published site; the default is nothing.</summary>
    public PublishPolicy Publish { get; set; } = new();

    /// <summary>Returns a module's weight.</summary>
    public decimal WeightOf(string module) => Weights.GetValueOrDefault(module, 1);

    /// <summary>Reads a course file.</summary>
    /// <param name="file">The file; null for the defaults.</param>
    /// <exception cref="InvalidDataException">It is not a course file; the message has the line.</exception>
    public static CoursePolicy Load(string? file)
    {
        if (file is null) return new CoursePolicy();
        if (!File.Exists(file)) throw new InvalidDataException($"There is no course file {file}.");
        try
        {
            CoursePolicy policy = new DeserializerBuilder().WithNamingConvention(UnderscoredNamingConvention.Instance).Build()
                .Deserialize<CoursePolicy?>(File.ReadAllText(file)) ?? new CoursePolicy();
            return policy.Fault() is { } fault ? throw new InvalidDataException($"{file}: {fault}") : policy;
        }
        catch (YamlException e)
        {
            throw new InvalidDataException($"{file}:{e.Start.Line}: {e.InnerException?.Message ?? e.Message}", e);
        }
    }

    private string? Fault()
    {
        if (DropLowest < 0) return "drop_lowest is below 0; it is the number of modules that do not count.";
        if (Weights.FirstOrDefault(w => w.Value < 0) is { Key: not null } weight) return $"the weight of {weight.Key} is below 0.";
        if (Late.Grace < TimeSpan.Zero) return "the grace is below 0.";
        if (Late.Steps.Find(s => s.Percent is < 0 or > 100) is { } step) return $"a late step takes {step.Percent} %; it must be 0 to 100.";
        if (Late.Steps.Find(s => s.After < TimeSpan.Zero) is not null) return "a late step begins before the deadline.";
        return null;
    }
}
