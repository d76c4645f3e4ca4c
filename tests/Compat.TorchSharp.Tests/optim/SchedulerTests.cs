using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.optim;

namespace TorchSharp.Tests;

[Collection(ProcessWideState.Name)]
public sealed class SchedulerTests
{
    private const double Rate = 0.4;

    private static void Follows(Func<Optimizer, lr_scheduler.LRScheduler> make, Func<int, double> closedForm, int epochs = 30)
    {
        using Parameter a = nn.Parameter(ones(1)), b = nn.Parameter(ones(1));
        using SGD sgd = optim.SGD([new SGD.ParamGroup([a], lr: Rate, momentum: 0.9), new SGD.ParamGroup([b], lr: 2 * Rate, momentum: 0.9)], Rate);
        lr_scheduler.LRScheduler scheduler = make(sgd);
        for (int epoch = 0; epoch < epochs; epoch++)
        {
            double[] rates = [.. sgd.ParamGroups.Select(g => g.LearningRate)];
            NNAssert.Numbers([closedForm(epoch), 2 * closedForm(epoch)], rates, 1e-12);
            Assert.Equal(rates, scheduler.get_last_lr());
            if (epoch + 1 < epochs) scheduler.step();
        }
    }

    [Fact]
    public void StepLR_Epochs_FollowsTheClosedForm() =>
        Follows(o => lr_scheduler.StepLR(o, 7, 0.5), e => Rate * Math.Pow(0.5, e / 7));

    [Fact]
    public void MultiStepLR_Epochs_FollowsTheClosedForm() =>
        Follows(o => lr_scheduler.MultiStepLR(o, [3, 8, 20], 0.3), e => Rate * Math.Pow(0.3, (e >= 3 ? 1 : 0) + (e >= 8 ? 1 : 0) + (e >= 20 ? 1 : 0)));

    [Fact]
    public void ExponentialLR_Epochs_FollowsTheClosedForm() =>
        Follows(o => lr_scheduler.ExponentialLR(o, 0.9), e => Rate * Math.Pow(0.9, e));

    [Fact]
    public void CosineAnnealingLR_PastItsPeriod_GoesDownAndUpAgain()
    {
        using Parameter p = nn.Parameter(ones(1));
        using SGD sgd = optim.SGD([p], Rate);
        lr_scheduler.LRScheduler scheduler = lr_scheduler.CosineAnnealingLR(sgd, T_max: 10, eta_min: 0.1);
        for (int e = 0; e < 25; e++)
        {
            // The recursion divides small numbers at the bottom of the cosine: 1e-9 of the rate is what is left there.
            NNAssert.Numbers([0.1 + (Rate - 0.1) * (1 + Math.Cos(Math.PI * e / 10)) / 2], [.. scheduler.get_last_lr()], 1e-9);
            scheduler.step();
        }
    }

    [Fact]
    public void LambdaLR_Epochs_FollowsTheFunction() =>
        Follows(o => lr_scheduler.LambdaLR(o, e => 1.0 / (1 + e)), e => Rate / (1 + e));

    [Fact]
    public void LinearLR_Epochs_FollowsTheClosedForm() =>
        Follows(o => lr_scheduler.LinearLR(o, 0.25, 1, 8), e => Rate * (0.25 + 0.75 * Math.Min(8, e) / 8));

    [Fact]
    public void ConstantLR_Epochs_FollowsTheClosedForm() =>
        Follows(o => lr_scheduler.ConstantLR(o, 0.5, 4), e => e < 4 ? Rate / 2 : Rate);

    [Fact]
    public void SequentialLR_WarmUpThenCosine_SwitchesAtTheMilestone() => Follows(
        o => lr_scheduler.SequentialLR(o, [lr_scheduler.LinearLR(o, 0.1, 1, 5), lr_scheduler.ExponentialLR(o, 0.9)], [5]),
        e => e < 5 ? Rate * (0.1 + 0.9 * e / 5) : Rate * Math.Pow(0.9, e - 5));

    [Theory]
    [InlineData(lr_scheduler.impl.OneCycleLR.AnnealStrategy.Cos)]
    [InlineData(lr_scheduler.impl.OneCycleLR.AnnealStrategy.Linear)]
    public void OneCycleLR_Steps_FollowsTheClosedForm(lr_scheduler.impl.OneCycleLR.AnnealStrategy strategy)
    {
        using Parameter p = nn.Parameter(ones(1));
        using SGD sgd = optim.SGD([p], 0.1, momentum: 0.9);
        lr_scheduler.LRScheduler scheduler = lr_scheduler.OneCycleLR(sgd, max_lr: 1, total_steps: 20, anneal_strategy: strategy);
        for (int e = 0; e < 20; e++)
        {
            // Up to step 0.3·20 − 1 = 5, then down to step 19.
            (double from, double to, double part) = e <= 5 ? (0.04, 1.0, e / 5.0) : (1.0, 4e-6, (e - 5) / 14.0);
            (double high, double low) = e <= 5 ? (0.95, 0.85) : (0.85, 0.95);
            NNAssert.Numbers([Between(from, to, part)], [.. scheduler.get_last_lr()], 1e-12);
            NNAssert.Numbers([Between(high, low, part)], [sgd.ParamGroups.Cast<IMomentum>().Single().Momentum], 1e-12);
            if (e < 19) scheduler.step();
        }
        Assert.Contains("total_steps", Assert.Throws<InvalidOperationException>(scheduler.step).Message, StringComparison.Ordinal);

        double Between(double from, double to, double part) => strategy == lr_scheduler.impl.OneCycleLR.AnnealStrategy.Linear
            ? from + (to - from) * part
            : to + (from - to) * (1 + Math.Cos(Math.PI * part)) / 2;
    }

    [Fact]
    public void Step_GivenEpoch_JumpsToTheClosedForm()
    {
        using Parameter p = nn.Parameter(ones(1));
        using SGD sgd = optim.SGD([p], Rate);
        lr_scheduler.LRScheduler scheduler = lr_scheduler.ExponentialLR(sgd, 0.5);

        scheduler.step(3);

        NNAssert.Numbers([Rate / 8], [.. scheduler.get_last_lr()], 1e-12);
    }

    [Fact]
    public void Constructor_BadSettings_AreRefused()
    {
        using Parameter p = nn.Parameter(ones(1));
        using SGD sgd = optim.SGD([p], Rate);

        Assert.Throws<ArgumentOutOfRangeException>(() => lr_scheduler.StepLR(sgd, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => lr_scheduler.LinearLR(sgd, start_factor: 0));
        Assert.Throws<ArgumentException>(() => lr_scheduler.OneCycleLR(sgd, 1));
    }
}
