using static TorchSharp.torch;

namespace TorchSharp.Tests;

/// <summary>The streams are PyTorch's own: the values here are those that PyTorch prints for these seeds.</summary>
[Collection(ProcessWideState.Name)]
public sealed class RandomTests
{
    private static void AssertClose(float[] expected, Tensor actual) =>
        Assert.All(expected.Zip(actual.data<float>().ToArray()), p => Assert.Equal(p.First, p.Second, 0.00006f));

    [Fact]
    public void Randn_SeedZero_GivesPyTorchsValues()
    {
        manual_seed(0);
        AssertClose([1.5410f, -0.2934f, -2.1788f, 0.5684f, -1.0845f], randn(5));
    }

    [Fact]
    public void Rand_SeedZero_GivesPyTorchsValues()
    {
        manual_seed(0);
        AssertClose([0.4963f, 0.7682f, 0.0885f, 0.1320f, 0.3074f], rand(5));
    }

    [Fact]
    public void Rand_SeedFortyTwo_GivesPyTorchsValues()
    {
        manual_seed(42);
        AssertClose([0.8823f, 0.9150f, 0.3829f], rand(3));
        manual_seed(42);
        AssertClose([0.3367f, 0.1288f, 0.2345f], randn(3));
    }

    [Fact]
    public void Randn_SixteenAtOnce_TakesTheVectorisedStream()
    {
        manual_seed(42);
        AssertClose([1.9269f, 1.4873f, 0.9007f, -2.1055f], randn(4, 4)[0]);
    }

    [Fact]
    public void Randint_SeedZero_GivesPyTorchsValues()
    {
        manual_seed(0);
        Assert.Equal([4, 9, 3], randint(0, 10, new long[] { 3 }).data<long>().ToArray());
    }

    [Fact]
    public void Generator_OfItsOwn_EqualsTheGlobalStreamAndLeavesItAlone()
    {
        manual_seed(5);
        float[] first = randn(4).data<float>().ToArray(), second = randn(4).data<float>().ToArray();
        manual_seed(5);
        Assert.Equal(first, randn(4).data<float>().ToArray());
        using var own = new Generator(5);
        Assert.Equal(first, randn(4, generator: own).data<float>().ToArray());
        Assert.Equal(second, randn(4).data<float>().ToArray());
        Assert.Equal(5, own.initial_seed());
    }

    [Fact]
    public void GeneratorState_SetBack_RepeatsTheStream()
    {
        using var g = new Generator(1);
        using Tensor state = g.state;
        float[] first = rand(3, generator: g).data<float>().ToArray();
        g.state = state;
        Assert.Equal(first, rand(3, generator: g).data<float>().ToArray());
        g.manual_seed(1);
        Assert.Equal(first, rand(3, generator: g).data<float>().ToArray());
    }

    [Fact]
    public void GlobalState_SetBack_RepeatsTheStream()
    {
        manual_seed(3);
        using Tensor state = get_rng_state();
        long[] first = randperm(10).data<long>().ToArray();
        set_rng_state(state);
        Assert.Equal(first, randperm(10).data<long>().ToArray());
        Assert.Equal(Enumerable.Range(0, 10).Select(i => (long)i), first.Order());
    }

    [Fact]
    public void Generator_DisposedOf_ThrowsObjectDisposed()
    {
        var g = new Generator(1);
        g.Dispose();
        Assert.Throws<ObjectDisposedException>(() => rand(3, generator: g));
    }

    [Fact]
    public void InPlaceFillers_FollowTheirDistributions()
    {
        using var g = new Generator(7);
        Tensor t = empty(20000, dtype: float64);
        t.normal_(3, 2, g);
        // Within five standard errors of the mean and of the deviation: 2 / sqrt(20000) is 0.014.
        Assert.InRange(t.mean().item<double>(), 2.93, 3.07);
        Assert.InRange(t.std().item<double>(), 1.95, 2.05);
        t.uniform_(-1, 1, g);
        Assert.InRange(t.mean().item<double>(), -0.0205, 0.0205);
        Assert.True(t.min().item<double>() >= -1 && t.max().item<double>() < 1);
        t.bernoulli_(0.25, g);
        Assert.InRange(t.mean().item<double>(), 0.2346, 0.2654);
        t.exponential_(2, g);
        Assert.InRange(t.mean().item<double>(), 0.482, 0.518);
    }

    [Fact]
    public void Multinomial_CertainOutcome_IsChosen()
    {
        using var g = new Generator(1);
        Assert.Equal([2, 2, 2], tensor(new float[] { 0, 0, 1 }).multinomial(3, true, g).data<long>().ToArray());
    }
}
