using TorchSharp;
using VerifyXunit;
using static LLMCourse.M04.SupportForTests;
using static TorchSharp.torch;
using Parameter = TorchSharp.Modules.Parameter;

namespace LLMCourse.M04;

[Trait("Exercise", "M04.E5")]
public sealed class ScheduleTests
{
    [Fact(DisplayName = "M04.E5 The learning rate over 25 steps: 5 of warm-up, 15 of cosine, then the least rate")]
    public Task CosineLr_OfTwentyFiveSteps_IsShown() => Verifier.Verify(string.Join('\n', Enumerable.Range(0, 25)
        .Select(t => FormattableString.Invariant($"{t,2} {Schedule.CosineLr(t, 1, 0.1, 5, 20):0.000000}"))));

    [Fact(DisplayName = "M04.E5 Worked by hand: gradients 3 and 4 have the norm 5, and are scaled to 1 together")]
    public void ClipGradNorm_OfThreeAndFour_IsWorkedByHand()
    {
        using DisposeScope scope = NewDisposeScope();
        Parameter a = new(zeros(1)), b = new(zeros(1)), none = new(zeros(1));
        (a.grad, b.grad) = (tensor(new[] { 3f }), tensor(new[] { 4f }));
        Assert.Equal(5, Schedule.ClipGradNorm([a, none, b], 1), 1e-6);
        AssertClose("a", [0.6], [1], a.grad!, Exact, "3/5.");
        AssertClose("b", [0.8], [1], b.grad!, Exact, "4/5.");
        Assert.Equal(1, Schedule.ClipGradNorm([a, b], 2), 1e-6); // small enough: nothing happens
        AssertClose("a", [0.6], [1], a.grad!, Exact, "a norm below the bound changes nothing.");
    }

    [Theory(DisplayName = "M04.E5 However the batch is cut, loss and gradient are those of the whole")]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    public void Accumulate_InParts_IsTheWholeBatch(int parts)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = Normal64(51, 7, 3), y = Normal64(52, 7), weight = Normal64(53, 3).requires_grad_(), whole = weight.detach().clone().requires_grad_();
        Tensor expected = (x.matmul(whole) - y).square().mean();
        expected.backward();

        double loss = Schedule.Accumulate(x, y, parts, (xs, ys) => (xs.matmul(weight) - ys).square().mean());

        Assert.Equal(expected.item<double>(), loss, 1e-9);
        AssertClose("gradient", whole.grad!, weight.grad!, Exact, "7 rows in 3 parts are 3 + 2 + 2: each part counts by its rows.");
    }
}
