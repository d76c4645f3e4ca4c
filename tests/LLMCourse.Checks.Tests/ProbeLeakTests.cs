using static TorchSharp.torch;

namespace LLMCourse.Checks.Tests;

/// <summary>Tests that count tensors of the whole process.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneCollection
{
    public const string Name = "alone";
}

[Collection(AloneCollection.Name)]
public sealed class ProbeLeakTests
{
    [Fact]
    public void ObserveLeak_ScopeOfItsOwn_IsNone() => Assert.Equal(0, Leak(x =>
    {
        using IDisposable scope = NewDisposeScope();
        return x.exp().log().MoveToOuterDisposeScope();
    }));

    [Fact]
    public void ObserveLeak_LeftOnThisThread_Counts() => Assert.Equal(2, Leak(x => x.exp().log().exp()));

    [Fact]
    public void ObserveLeak_LeftOnAThreadOfThePool_Counts() => Assert.Equal(8, Leak(x =>
    {
        Task.Run(() =>
        {
            for (int i = 0; i < 8; i++) _ = x.exp();
        }).Wait();
        return x.exp();
    }));

    // Tensor.TotalCount has one more for good for each of them (findings/total-count-of-parameters.sh).
    [Fact]
    public void ObserveLeak_ParametersThatAreDisposed_IsNone() => Assert.Equal(0, Leak(x =>
    {
        using nn.Module<Tensor, Tensor> layer = nn.Linear(3, 3);
        return layer.call(x);
    }));

    [Fact]
    public void ObserveLeak_ParametersAndTensorsThatAreLeft_CountsTheTensors() => Assert.Equal(3, Leak(x =>
    {
        using nn.Module<Tensor, Tensor> layer = nn.Linear(3, 3);
        Task.Run(() => { _ = x.exp(); _ = x.log(); }).Wait();
        return layer.call(x).exp();
    }));

    // Each part belongs to the thread that made it, and is disposed by another.
    [Fact]
    public void ObserveLeak_PartsMadeInParallelAndDisposedHere_IsNone() => Assert.Equal(0, Leak(x =>
    {
        Tensor[] parts = new Tensor[8];
        Parallel.For(0, parts.Length, i =>
        {
            using Tensor larger = x + i;
            parts[i] = larger.exp();
        });
        Tensor all = stack(parts);
        foreach (Tensor part in parts) part.Dispose();
        return all;
    }));

    [Fact]
    public void ObserveLeak_MadeHereAndDisposedByATask_IsNone() => Assert.Equal(0, Leak(x =>
    {
        Tensor part = x.exp();
        return Task.Run(() =>
        {
            using (part) return part.log();
        }).Result;
    }));

    [Fact]
    public void ObserveLeak_GarbageOfEarlierCalls_ChangesNothing()
    {
        for (int i = 0; i < 1000; i++) _ = ones(1);

        Assert.Equal(2, Leak(x =>
        {
            _ = new byte[1 << 20]; // reason enough for a collection now and then
            return x.exp().log().exp();
        }));
    }

    [Fact]
    public void ObserveLeak_NoResult_IsNotANumber() => Assert.True(double.IsNaN(Leak(_ => null)));

    private static double Leak(Func<Tensor, Tensor?> call)
    {
        using IDisposable scope = NewDisposeScope();
        Tensor x = ones(3);
        var probe = new Probe("M90.E1.leak");
        probe.ObserveLeak("left", () => call(x));
        return Assert.IsType<NumberObservation>(Assert.Single(probe.Observations)).Value;
    }
}
