namespace LLMCourse.Grader.Tests.Slurm;

/// <summary>What runs on the cluster runs alone: it needs every processor, and kills nodes.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class SlurmCollection : ICollectionFixture<SlurmCluster>
{
    public const string Name = "slurm";
}
