namespace LLMCourse.Reference.Tests;

internal static class Configurations
{
    /// <summary>Small enough for plain loops, with no two sizes equal, so that a mixed-up dimension shows.</summary>
    public static GptConfig Small { get; } = new()
    {
        VocabularySize = 11,
        ContextLength = 6,
        Layers = 2,
        Heads = 4,
        Width = 16,
        FeedForwardWidth = 20,
    };
}
