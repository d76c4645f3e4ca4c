namespace LLMCourse.Classes.Slurm;

/// <summary>What to ask of a cluster.</summary>
internal sealed record SlurmSettings
{
    /// <summary>Gets the partition; null for the cluster's default.</summary>
    public string? Partition { get; init; }

    /// <summary>Gets how many shards may run at once; null for as many as the cluster lets.</summary>
    public int? ArrayLimit { get; init; }

    /// <summary>Gets how many submissions a shard holds; null to choose by the class's size.</summary>
    public int? ShardSize { get; init; }

    /// <summary>Gets the generic resources of each shard, for example <c>gpu:1</c>; null for none.</summary>
    public string? Gres { get; init; }

    /// <summary>Gets the time limit of a job in Slurm's form; null for the partition's default.</summary>
    public string? Time { get; init; }

    /// <summary>Gets the memory of a job in Slurm's form; null for the partition's default.</summary>
    public string? Memory { get; init; }

    /// <summary>Gets further options of sbatch, for both jobs; they come last and so win.</summary>
    public IReadOnlyList<string> Extra { get; init; } = [];

    /// <summary>Gets shell lines that each job runs before the grader, for example <c>module load dotnet</c>; null for none.</summary>
    public string? Setup { get; init; }

    /// <summary>Gets a value indicating whether to return once the jobs are submitted.</summary>
    public bool NoWait { get; init; }
}
