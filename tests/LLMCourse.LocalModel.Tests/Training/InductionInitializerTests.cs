using LLMCourse.LocalModels.Training;
using LLMCourse.Reference;
using TorchSharp;
using static TorchSharp.torch;

namespace LLMCourse.LocalModels.Tests.Training;

public sealed class InductionInitializerTests
{
    private static readonly GptConfig Shape = new()
    {
        VocabularySize = 100,
        ContextLength = 64,
        Layers = 2,
        Heads = 6,
        Width = 192,
        Positions = PositionEncoding.Rope,
        RopeTheta = 1e6,
        Norm = NormKind.RmsNorm,
        Activation = Activation.SwiGlu,
        TieEmbeddings = false,
    };

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Apply_NewModel_ExpectsWhatFollowedTheSameToken(long seed)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var model = new Gpt(Shape, seed);
        long[] once = [.. Enumerable.Range(0, 20).Select(i => (long)(i * 37 % 100))];
        using Tensor ids = tensor(once.Concat(once).ToArray()).unsqueeze(0);
        int right()
        {
            long[] expected = model.forward(ids).argmax(-1).data<long>().ToArray();
            return Enumerable.Range(20, 19).Count(i => expected[i] == once[i - 19]);
        }

        int before = right();
        InductionInitializer.Apply(model, seed);

        Assert.InRange(before, 0, 2);
        Assert.InRange(right(), 15, 19);
    }

    [Fact]
    public void Apply_OtherShape_IsRefused()
    {
        using var model = new Gpt(GptConfig.TinyModern);

        ArgumentException error = Assert.Throws<ArgumentException>(() => InductionInitializer.Apply(model, 1));

        Assert.Contains("rotary positions in halves, biases", error.Message, StringComparison.Ordinal);
    }
}
