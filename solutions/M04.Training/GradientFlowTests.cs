using TorchSharp;
using TorchSharp.Modules;
using static LLMCourse.M04.SupportForTests;
using static TorchSharp.torch;

namespace LLMCourse.M04;

[Trait("Exercise", "M04.E8")]
public sealed class GradientFlowTests
{
    [Fact(DisplayName = "M04.E8 Worked by hand: the gradient [3, 0, 4, 0] has the norm 5 and is half zeros")]
    public void Collect_OfOneGradient_IsWorkedByHand()
    {
        using DisposeScope scope = NewDisposeScope();
        using Linear model = nn.Linear(4, 1);
        model.weight!.grad = tensor(new[] { 3f, 0, 4, 0 }).reshape(1, 4);
        IReadOnlyList<GradientStatistics> report = GradReport.Collect(model);
        Assert.Equal([new GradientStatistics("weight", true, 5, 0.5), new GradientStatistics("bias", false, 0, 1)], report);
        Assert.Equal(5, GradReport.NormOf(report, ""), 1e-9);
    }

    [Theory(DisplayName = "M04.E8 Through 24 layers the gradient vanishes, and with residual connections it does not")]
    [InlineData(false, 100, double.PositiveInfinity)]
    [InlineData(true, 0.01, 10)]
    public void DeepStack_OfTwentyFourLayers_ShowsTheRatio(bool residual, double least, double most)
    {
        using DisposeScope scope = NewDisposeScope();
        using DeepStack model = new(24, 32, residual);
        model.call(Normal(81, 16, 32)).square().mean().backward();
        IReadOnlyList<GradientStatistics> report = GradReport.Collect(model);
        double ratio = GradReport.NormOf(report, "layers.23.") / GradReport.NormOf(report, "layers.0.");
        Assert.InRange(ratio, least, most);
    }
}
