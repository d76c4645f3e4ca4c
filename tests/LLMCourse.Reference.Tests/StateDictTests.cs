using VerifyXunit;
using static TorchSharp.torch;

namespace LLMCourse.Reference.Tests;

public sealed class StateDictTests
{
    [Fact]
    public Task StateDict_Gpt2Shape_HasTheDocumentedNames() => Verifier.Verify(Describe(GptConfig.Tiny with { Layers = 2, Bias = true }));

    [Fact]
    public Task StateDict_ModernUntied_HasTheDocumentedNames() =>
        Verifier.Verify(Describe(GptConfig.TinyModern with { Layers = 2, TieEmbeddings = false }));

    [Fact]
    public Task StateDict_PostNorm_HasTheDocumentedNames() =>
        Verifier.Verify(Describe(GptConfig.Tiny with { Layers = 1, NormPlacement = NormPlacement.Post }));

    private static string Describe(GptConfig config)
    {
        using var model = new Gpt(config);
        return string.Join('\n',
            model.state_dict().Select(pair => $"{pair.Key} [{string.Join(", ", pair.Value.shape)}]").Order(StringComparer.Ordinal));
    }
}
