namespace TorchSharp.Tests;

/// <summary>Tests that seed the process's generator or count the process's tensors run alone.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ProcessWideState
{
    public const string Name = "Process-wide state";
}
