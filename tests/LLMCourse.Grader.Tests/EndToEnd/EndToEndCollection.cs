namespace LLMCourse.Grader.Tests.EndToEnd;

/// <summary>What grades in the sandbox runs alone: it looks at processes and temporary files, and starts workers of its own.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class EndToEndCollection : ICollectionFixture<GradingFixture>
{
    public const string Name = "end to end";
}
