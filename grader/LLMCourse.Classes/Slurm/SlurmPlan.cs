using LLMCourse.Grading.Pipeline;
using LLMCourse.Grading.Sandbox;

namespace LLMCourse.Classes.Slurm;

/// <summary>What a run on a cluster is about: everything that a shard and the merge job must know, and the jobs that do it.</summary>
internal sealed record SlurmPlan
{
    /// <summary>The version of this file; raised when an older grader would misread it.</summary>
    public const int CurrentVersion = 1;

    /// <summary>Gets the version of the file.</summary>
    public int Version { get; init; } = CurrentVersion;

    /// <summary>Gets a word that no other run has; the jobs are named by it.</summary>
    public required string RunId { get; init; }

    /// <summary>Gets when the run was planned.</summary>
    public required DateTimeOffset PlannedUtc { get; init; }

    /// <summary>Gets the gradebook, absolute.</summary>
    public required string Gradebook { get; init; }

    /// <summary>Gets the course's folder, absolute.</summary>
    public required string Course { get; init; }

    /// <summary>Gets the full name of the module, for example <c>M02.Attention</c>.</summary>
    public required string Module { get; init; }

    /// <summary>Gets the version of the checks; a node that has others must not grade.</summary>
    public required string ChecksVersion { get; init; }

    /// <summary>Gets the version of the grader; a node that has another one must not grade.</summary>
    public required string GraderVersion { get; init; }

    /// <summary>Gets how student code is kept apart.</summary>
    public required SandboxMode Sandbox { get; init; }

    /// <summary>Gets what is graded of each submission.</summary>
    public required GradeOptions Options { get; init; }

    /// <summary>Gets how many submissions a shard grades at once.</summary>
    public required int Jobs { get; init; }

    /// <summary>Gets how many submissions the shards hold together.</summary>
    public required int Submissions { get; init; }

    /// <summary>Gets how many shards there are; they are counted from 0.</summary>
    public required int Shards { get; init; }

    /// <summary>Gets the id of the job array; null until it is submitted.</summary>
    public string? ShardJob { get; init; }

    /// <summary>Gets the id of the merge job; null until it is submitted.</summary>
    public string? MergeJob { get; init; }

    /// <summary>Gets the name of the jobs.</summary>
    public string JobName => $"grader-{RunId}";

    /// <summary>Gets the ids of the jobs that are submitted.</summary>
    public IReadOnlyList<string> JobIds => [.. new[] { ShardJob, MergeJob }.OfType<string>()];
}
