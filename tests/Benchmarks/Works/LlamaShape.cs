using LLMCourse.Reference;

namespace LLMCourse.Benchmarks.Works;

/// <summary>The two models of LLaMA's shape that decoding is timed with; their weights are random.</summary>
internal static class LlamaShape
{
    /// <summary>As many positions as any of the works reads or writes.</summary>
    public const int Context = 256;

    /// <summary>Gets the shape of the 15-million-parameter llama2.c model.</summary>
    public static GptConfig Small { get; } = new()
    {
        VocabularySize = 32000,
        ContextLength = Context,
        Layers = 6,
        Heads = 6,
        Width = 288,
        FeedForwardWidth = 768,
        Positions = PositionEncoding.Rope,
        Norm = NormKind.RmsNorm,
        Activation = Activation.SwiGlu,
        Bias = false,
    };

    /// <summary>Gets the shape of the 110-million-parameter llama2.c model.</summary>
    public static GptConfig Medium { get; } = Small with { Layers = 12, Heads = 12, Width = 768, FeedForwardWidth = 2048 };
}
