using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace LLMCourse.Reference.Tests.TorchSharpBehaviour;

/// <summary>Pinned so that an update that changes what an optimizer or a schedule does is noticed.</summary>
public sealed class OptimizerTests
{
    private const string Trainer = "reference/LLMCourse.Reference/Training/FusedAdamW.cs";

    [Fact]
    public void ZeroGrad_OfOptimizerAndModule_LeavesZerosAndNull()
    {
        using var scope = NewDisposeScope();
        using var weight = new Parameter(ones(1));
        using var module = new Keeper(weight);
        using var optimizer = optim.AdamW(module.parameters(), lr: 0.1, weight_decay: 0.5);

        weight.sum().backward();
        optimizer.zero_grad();
        Pin.That(weight.grad is not null && weight.grad.item<float>() == 0, "Optimizer.zero_grad() leaves zeros",
            "solutions/M01.Foundations/BigramLm.cs");
        _ = optimizer.step();
        Pin.Numbers([0.95], weight, "AdamW decays a parameter whose gradient is zeros", Trainer);

        module.zero_grad();
        Pin.That(weight.grad is null, "Module.zero_grad() leaves null", Trainer);
        _ = optimizer.step();
        Pin.Numbers([0.95], weight, "AdamW leaves a parameter without a gradient alone", Trainer);
    }

    [Fact]
    public void AdamW_ByDefault_DoesNotDecay()
    {
        using var scope = NewDisposeScope();
        using var weight = new Parameter(ones(1));
        using var optimizer = optim.AdamW([weight], lr: 0.1);

        (weight.sum() * 0).backward();
        _ = optimizer.step();

        Pin.Numbers([1], weight, "optim.AdamW has a weight_decay of 0 by default (PyTorch: 0.01)", "solutions/M04.Training/AdamW.cs");
    }

    [Fact]
    public void Step_AfterTheModuleChangedItsDtype_Throws()
    {
        using var scope = NewDisposeScope();
        using var weight = new Parameter(ones(1));
        using var module = new Keeper(weight);
        using var optimizer = optim.AdamW(module.parameters());

        _ = module.to(ScalarType.Float64);
        module.call(ones(1, ScalarType.Float64)).sum().backward();

        _ = Pin.Throws<KeyNotFoundException>(() => optimizer.step(),
            "module.to(dtype) after the optimizer was made throws KeyNotFoundException in step()");
    }

    [Fact]
    public void CosineAnnealing_AfterItsEnd_RisesAgain()
    {
        using var weight = new Parameter(ones(1));
        using var optimizer = optim.SGD([weight], learningRate: 1);
        var schedule = optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max: 4);
        var rates = new List<double>();

        for (int step = 0; step < 9; step++)
        {
            rates.Add(optimizer.ParamGroups.First().LearningRate);
            schedule.step();
        }

        Pin.That(rates[0] == 1 && Math.Abs(rates[4]) < 1e-9 && Math.Abs(rates[8] - 1) < 1e-9,
            "CosineAnnealingLR is 1 at 0, 0 at T_max, and 1 again at 2·T_max", "reference/LLMCourse.Reference/Training/CosineSchedule.cs");
    }
}
