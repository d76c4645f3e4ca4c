namespace LLMCourse.Grader.Tests.Slurm;

/// <summary>What runs on the cluster runs one after the other: the cluster is one, and nodes are killed.</summary>
[CollectionDefinition(Name)]
public sealed class SlurmCollection : ICollectionFixture<SlurmCluster>
{
    public const string Name = "slurm";
}
