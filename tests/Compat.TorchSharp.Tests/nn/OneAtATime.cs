namespace TorchSharp.Tests;

/// <summary>Tests that seed the process's generator, or draw from it: one after the other.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class OneAtATime
{
    public const string Name = "nn";
}
