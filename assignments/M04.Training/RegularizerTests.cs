using TorchSharp;
using static LLMCourse.M04.SupportForTests;
using static TorchSharp.torch;
using Parameter = TorchSharp.Modules.Parameter;

namespace LLMCourse.M04;

[Trait("Exercise", "M04.E7")]
public sealed class RegularizerTests
{
    [Fact(DisplayName = "M04.E7 Dropout keeps the mean: what survives is divided by 1 − p; eval() drops nothing")]
    public void Dropout_OfOnes_KeepsTheMean()
    {
        using DisposeScope scope = NewDisposeScope();
        using Generator generator = new(7, CPU);
        using Dropout dropout = new(0.25, generator);
        double[] y = Values(dropout.call(ones(10_000)));
        Assert.All(y, value => Assert.True(value == 0 || Math.Abs(value - (1 / 0.75)) < 1e-6, $"{value} is neither 0 nor 4/3."));
        Assert.Equal(1, y.Average(), 0.03); // five standard deviations: √(p/(1 − p)/n) = 0.006
        dropout.eval();
        Assert.All(Values(dropout.call(ones(100))), value => Assert.Equal(1, value));
    }

    [Fact(DisplayName = "M04.E7 The weights of a GPT begin at 0.02, those that add to the residual stream at 0.02/√(2L)")]
    public void InitGpt_OfTwoLayers_HasTheDeviations()
    {
        using DisposeScope scope = NewDisposeScope();
        using Generator generator = new(8, CPU);
        using Reference.Gpt model = new(new Reference.GptConfig { VocabularySize = 50, ContextLength = 16, Layers = 2, Heads = 2, Width = 64 });
        using (no_grad()) foreach (Parameter parameter in model.parameters()) parameter.fill_(7);
        Initialization.InitGpt(model, generator);
        Assert.Equal(0.02, model.get_parameter("h.1.mlp.c_fc.weight")!.std().item<float>(), 1e-3);
        Assert.Equal(0.01, model.get_parameter("h.1.mlp.c_proj.weight")!.std().item<float>(), 1e-3); // 0.02/√4
        Assert.Equal(0, model.get_parameter("h.0.attn.c_attn.bias")!.abs().max().item<float>());
        Assert.Equal(1, model.get_parameter("ln_f.weight")!.min().item<float>());
    }

    [Fact(DisplayName = "M04.E7 Short sentences first, and equal ones in their order")]
    public void Curriculum_ByLength_IsStable() =>
        Assert.Equal([1, 3, 0, 2], Curriculum.Order(["four", "a", "five", "b"], text => text.Length));
}
