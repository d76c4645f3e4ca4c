using TorchSharp.Modules;
using static TorchSharp.torch;

namespace LLMCourse.Reference.Tests.TorchSharpBehaviour;

/// <summary>Pinned so that an update that draws other numbers, or from another generator, is noticed.</summary>
[Collection(GlobalGenerator.Name)]
public sealed class RandomTests
{
    private const string Initializer = "reference/LLMCourse.Reference/GptInitializer.cs";

    [Fact]
    public void Seed_FortyTwo_GivesPyTorchsNumbers()
    {
        using var scope = NewDisposeScope();
        _ = manual_seed(42);
        Tensor drawn = rand(3);
        using var generator = new Generator(42);

        double[] expected = [0.88226926326751709, 0.91500395536422729, 0.38286376];
        Pin.Numbers(expected, drawn, "manual_seed(42) gives PyTorch's rand(3)", "reference/LLMCourse.Reference/Training/BatchSampler.cs");
        Pin.Numbers(expected, rand(3, generator: generator), "new Generator(42) gives the same numbers",
            "reference/LLMCourse.Reference/Training/BatchSampler.cs");
    }

    [Fact]
    public void Seed_UpperHalf_ChangesNothing()
    {
        using var scope = NewDisposeScope();
        _ = manual_seed(1);
        Tensor drawn = rand(3);
        _ = manual_seed((1L << 32) + 1);

        Pin.That(rand(3).equal(drawn).all().item<bool>(), "of a seed only the lower 32 bits choose what the CPU draws", "docs/torchsharp.md");
    }

    [Fact]
    public void Normal_WithAGenerator_IsDrawnFromItByTheTensorOnly()
    {
        using var scope = NewDisposeScope();

        Pin.That(Twice((x, generator) => x.normal_(0, 1, generator)), "Tensor.normal_ draws from the generator it is given", Initializer);
        Pin.That(!Twice((x, generator) => nn.init.normal_(x, 0, 1, generator)),
            "nn.init.normal_ ignores the generator it is given", Initializer);
        Pin.That(!Twice((x, generator) => nn.init.uniform_(x, 0, 1, generator)),
            "nn.init.uniform_ ignores the generator it is given", Initializer);
    }

    [Fact]
    public void TruncNormal_WithMeanZero_IsAConstant()
    {
        using var scope = NewDisposeScope();

        Pin.Numbers([0.02, 0.02, 0.02], nn.init.trunc_normal_(zeros(3), mean: 0, std: 0.02),
            "nn.init.trunc_normal_ with mean 0 fills with the constant std", Initializer);
    }

    [Fact]
    public void Generator_StateSetBack_DrawsTheSame()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(1);
        Tensor state = generator.get_state();
        Tensor first = rand(4, generator: generator);
        generator.set_state(state);

        Pin.That(state.dtype == ScalarType.Byte && state.numel() == 5056, "get_state() is 5056 bytes",
            "solutions/M04.Training/Checkpoint.cs");
        Pin.That(first.Equals(rand(4, generator: generator)), "set_state() goes back", "solutions/M04.Training/Checkpoint.cs");
    }

    [Fact]
    public void Multinomial_MoreThanTwoToTheTwentyFour_Throws()
    {
        using var scope = NewDisposeScope();
        Tensor weights = ones((1 << 24) + 1);

        Pin.That(weights.narrow(0, 0, 1 << 24).multinomial(1).numel() == 1, "multinomial takes 2^24 categories");
        _ = Pin.Throws<System.Runtime.InteropServices.ExternalException>(() => weights.multinomial(1),
            "multinomial refuses more than 2^24 categories");
    }

    [Fact]
    public void DataLoader_ShuffledWithASeed_HasTheSameOrderInEveryEpoch()
    {
        using var data = new Numbers();
        using var loader = new DataLoader(data, 8, shuffle: true, seed: 1);
        List<long[]> epochs = [];

        for (int epoch = 0; epoch < 2; epoch++)
        {
            foreach (Dictionary<string, Tensor> batch in loader)
                epochs.Add(batch["x"].flatten().data<long>().ToArray());
        }

        Pin.That(epochs.Count == 2 && epochs[0].SequenceEqual(epochs[1]) && !epochs[0].SequenceEqual(epochs[0].Order()),
            "DataLoader(shuffle: true, seed: …) has one order for all epochs", "reference/LLMCourse.Reference/Training/BatchSampler.cs");
    }

    private static bool Twice(Func<Tensor, Generator, Tensor> draw)
    {
        using Generator first = new(7), second = new(7);
        return draw(zeros(8), first).Equals(draw(zeros(8), second));
    }

    private sealed class Numbers : utils.data.Dataset
    {
        public override long Count => 8;

        public override Dictionary<string, Tensor> GetTensor(long index) => new() { ["x"] = tensor(index) };
    }
}
