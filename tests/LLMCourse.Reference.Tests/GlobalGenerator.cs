namespace LLMCourse.Reference.Tests;

/// <summary>Tests that draw from the global generator (dropout, default initialisation) run alone and one after the other.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class GlobalGenerator
{
    public const string Name = "global torch generator";
}
