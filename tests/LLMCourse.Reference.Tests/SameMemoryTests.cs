using LLMCourse.Reference.Tests.TorchSharpBehaviour;
using LLMCourse.Reference.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace LLMCourse.Reference.Tests;

public sealed class SameMemoryTests
{
    [Fact]
    public void Equals_WrappersOfOneWeight_AreOne()
    {
        using var model = new TiedByBuiltInModules();
        Tensor[] state = [.. model.state_dict().Values];

        Assert.NotSame(state[0], state[1]);
        Assert.Equal(state[0], state[1], SameMemory.Instance);
        Assert.Equal(SameMemory.Instance.GetHashCode(state[0]), SameMemory.Instance.GetHashCode(state[1]));
        Assert.Single(state.Distinct(SameMemory.Instance));
    }

    [Fact]
    public void Equals_TensorsOfEqualValues_AreTwo()
    {
        using var scope = NewDisposeScope();
        Tensor x = ones(2, 3);

        Assert.NotEqual(x, x.clone(), SameMemory.Instance);
        Assert.NotEqual(x, x.view(3, 2), SameMemory.Instance);
        Assert.NotEqual(x.narrow(0, 0, 1), x.narrow(0, 1, 1), SameMemory.Instance);
        Assert.NotEqual(zeros(0), zeros(0), SameMemory.Instance);
        Assert.False(SameMemory.Instance.Equals(x, null));
        Assert.Equal(x, x.view(2, 3), SameMemory.Instance);
        Tensor transposed = x.t();
        Assert.Equal(transposed, transposed, SameMemory.Instance);
    }

    [Fact]
    public void FusedAdamW_TiedWeight_MovesOnce()
    {
        using var scope = NewDisposeScope();
        using var model = new TiedByBuiltInModules();
        using var optimizer = new FusedAdamW(model, new AdamWOptions { WeightDecay = 0.5 });

        (model.Weight.sum() * 0).backward();
        optimizer.Step(learningRate: 0.1);

        Values.Close([0.95, 0.95], Values.Of(model.Weight), tolerance: 1e-6, "a weight of 1 after a decay of 0.5 at the rate 0.1");
        Assert.Equal(["embedding.weight"], optimizer.Decaying);
    }

    [Fact]
    public void GptParameters_TiedHead_ListTheWeightOnce()
    {
        using var tied = new Gpt(Configurations.Small with { TieEmbeddings = true });
        Parameter[] parameters = [.. tied.parameters()];

        Assert.Equal(parameters.Length, parameters.Distinct(SameMemory.Instance).Count());
        Assert.Equal(tied.Config.ParameterCount(), parameters.Sum(parameter => parameter.numel()));
        Assert.DoesNotContain("lm_head.weight", tied.state_dict().Keys);
    }

    [Fact]
    public void Evaluation_Float64Model_IsMeasured()
    {
        using Gpt single = new(Configurations.Small), wide = new(Configurations.Small);
        _ = wide.to(ScalarType.Float64);
        var text = new TokenArray(Enumerable.Range(0, 40).Select(i => i * i % 11).ToArray());

        double expected = Evaluation.Loss(single.Loss, text, length: 6, windows: 4, batch: 2);

        Assert.Equal(expected, Evaluation.Loss(wide.Loss, text, length: 6, windows: 4, batch: 2), tolerance: 1e-5);
    }
}
