using LLMCourse.Reference.Positions;
using LLMCourse.Reference.Storage;
using TorchSharp;
using static TorchSharp.torch;

namespace LLMCourse.Reference.Tests;

/// <summary>Every public entry leaves no more tensors alive than the ones that it returned, with and without a scope around it.</summary>
public sealed class LeakTests
{
    private static long Live => DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount;

    [Fact]
    public void Model_EveryEntry_LeavesOnlyItsResult()
    {
        using var model = new Gpt(GptConfig.TinyModern with { Layers = 2, Dropout = 0.1, TieEmbeddings = false });
        using Tensor ids = Values.Ids(seed: 1, 65, batch: 2, length: 8);

        AssertOneTensor(() => model.forward(ids));
        AssertOneTensor(() => model.NextLogits(ids));
        AssertOneTensor(() => model.Loss(ids, ids));
        using (no_grad())
            AssertOneTensor(() => model.forward(ids));
        foreach (PositionEncoding positions in Enum.GetValues<PositionEncoding>())
        {
            using var other = new Gpt(GptConfig.Tiny with { Layers = 1, Positions = positions });
            AssertOneTensor(() => other.forward(ids));
        }
    }

    [Fact]
    public void Layers_EveryEntry_LeavesOnlyItsResult()
    {
        GptConfig config = GptConfig.TinyModern;
        using var block = new TransformerBlock(config);
        using var attention = new MultiHeadAttention(128, 4, 2, dropout: 0.1);
        using var layerNorm = new LayerNorm(128);
        using var rmsNorm = new RmsNorm(128);
        using var feedForward = new FeedForward(128, 64, Activation.GeluTanh);
        using var swiGlu = new SwiGlu(128, 64);
        using var rotary = new RotaryEmbedding(128, 16);
        using var interleaved = new RotaryEmbedding(128, 16, layout: RopeLayout.Interleaved);
        using var sinusoids = new SinusoidalEmbedding(128, 16);
        using Tensor x = Values.Random(1, ScalarType.Float32, 2, 8, 128), mask = Attention.CausalMask(8);

        AssertOneTensor(() => block.forward(x));
        AssertOneTensor(() => attention.forward(x, mask));
        AssertOneTensor(() => attention.forward(x));
        AssertOneTensor(() => layerNorm.forward(x));
        AssertOneTensor(() => rmsNorm.forward(x));
        AssertOneTensor(() => feedForward.forward(x));
        AssertOneTensor(() => swiGlu.forward(x));
        AssertOneTensor(() => rotary.forward(x));
        AssertOneTensor(() => Attention.ScaledDotProduct(x, x, x, mask));
        AssertOneTensor(() => Attention.ScaledDotProduct(x, x, x));
        AssertOneTensor(() => Attention.CausalMask(8));
        AssertOneTensor(() => interleaved.forward(x));
        AssertOneTensor(() => sinusoids.forward(x));
        AssertOneTensor(() => SinusoidalEmbedding.Table(5, 4));
        AssertOneTensor(() => Alibi.Bias(3, 5));
        AssertOneTensor(() => RopePermutation.HalfToInterleaved(mask, 2));
        AssertOneTensor(() => RopePermutation.InterleavedToHalf(mask, 2));
        AssertOneTensor(() => Activations.GeluTanh(x));
    }

    [Fact]
    public void Dispose_Model_FreesEveryParameterAndTable()
    {
        long before = Live;
        var model = new Gpt(GptConfig.TinyModern with { Layers = 2, TieEmbeddings = false });
        Tensor[] parameters = [.. model.parameters()];

        model.Dispose();

        Assert.Equal(15, parameters.Length);
        Assert.All(parameters, tensor => Assert.True(tensor.IsInvalid));
        Assert.Equal(before, Live);
    }

    [Fact]
    public void Modules_MadeInsideAScope_OutliveIt()
    {
        Gpt model;
        using (NewDisposeScope())
            model = new Gpt(GptConfig.TinyModern with { Layers = 1 });
        using (model)
        using (Tensor ids = Values.Ids(seed: 1, 65, batch: 1, length: 3))
        using (Tensor logits = model.forward(ids))
            Assert.Equal([1L, 3L, 65L], logits.shape);
    }

    [Fact]
    public void Forward_BadArgument_LeavesNothing()
    {
        using var model = new Gpt(GptConfig.Tiny);
        using Tensor ids = full(1, 2, 65, ScalarType.Int64);
        long before = Live;

        Assert.Throws<ArgumentException>(() => model.forward(ids));

        Assert.Equal(before, Live);
    }

    [Fact]
    public void Safetensors_WriteReadAndLoad_LeaveOnlyWhatWasRead()
    {
        using var folder = new TemporaryFolder();
        using var model = new Gpt(GptConfig.Tiny with { Layers = 1 });
        string path = folder.File("model.safetensors");
        long before = Live;

        Safetensors.Write(path, model.state_dict());
        Safetensors.LoadInto(path, model);
        Assert.Equal(before, Live);

        IReadOnlyDictionary<string, Tensor> read = Safetensors.Read(path);
        Assert.Equal(before + read.Count, Live);
        foreach (Tensor tensor in read.Values)
            tensor.Dispose();

        byte[] bytes = File.ReadAllBytes(path);
        File.WriteAllBytes(path, bytes[..^1]);
        Assert.Throws<SafetensorsException>(() => Safetensors.Read(path));
        Assert.Equal(before, Live);
    }

    private static void AssertOneTensor(Func<Tensor> entry)
    {
        entry().Dispose();
        long before = Live;
        using (entry())
            Assert.Equal(before + 1, Live);
        Assert.Equal(before, Live);
        using (NewDisposeScope())
            _ = entry();
        Assert.Equal(before, Live);
    }
}
