using System.Text;
using TorchSharp;
using TorchSharp.Modules;
using VerifyXunit;
using static LLMCourse.M04.SupportForTests;
using static TorchSharp.torch;

namespace LLMCourse.M04;

[Trait("Exercise", "M04.E6")]
public sealed class CheckpointTests
{
    [Fact(DisplayName = "M04.E6 The bytes of a file with one number, taken apart")]
    public Task Write_OfOneNumber_IsShown()
    {
        using DisposeScope scope = NewDisposeScope();
        using MemoryStream stream = new();
        Safetensors.Write(stream, new Dictionary<string, Tensor> { ["x"] = tensor(new[] { 1f, -2f }) }, new Dictionary<string, string> { ["about"] = "two numbers" });
        byte[] bytes = stream.ToArray();
        int header = (int)BitConverter.ToInt64(bytes);
        return Verifier.Verify($"multiple of 8: {header % 8 == 0}\n{Encoding.UTF8.GetString(bytes, 8, header).TrimEnd()}\n{Convert.ToHexString(bytes.AsSpan(8 + header))}");
    }

    [Fact(DisplayName = "M04.E6 What is written is read back: dtypes, shapes and bits, scalars and empty tensors too")]
    public void Read_AfterWrite_GivesTheSame()
    {
        using DisposeScope scope = NewDisposeScope();
        Dictionary<string, Tensor> tensors = new()
        {
            ["half"] = Normal(61, 3, 2).to(ScalarType.Float16),
            ["bfloat"] = Normal(62, 5).to(ScalarType.BFloat16),
            ["ids"] = tensor(new[] { long.MinValue, 7, long.MaxValue }),
            ["scalar"] = tensor(0.5f),
            ["empty"] = zeros(0, 4),
            ["turned"] = Normal(63, 2, 3).t(),
        };
        using MemoryStream stream = new();
        Safetensors.Write(stream, tensors);
        stream.Position = 0;
        Dictionary<string, Tensor> read = Safetensors.Read(stream);
        Assert.Equal(tensors.Keys.Order(), read.Keys.Order());
        foreach ((string name, Tensor tensor) in tensors)
        {
            Assert.Equal(tensor.dtype, read[name].dtype);
            AssertClose(name, tensor, read[name], 0, "write the bytes of a contiguous copy.");
        }
    }

    [Fact(DisplayName = "M04.E6 A head that is tied to an embedding is written once")]
    public void Save_HeadTiedToAnEmbedding_WritesItOnce()
    {
        using Embedding embedding = nn.Embedding(1000, 8);
        using Linear head = nn.Linear(8, 1000, hasBias: false);
        head.weight = embedding.weight!;
        using var model = nn.Sequential(("embedding", embedding), ("head", head));
        using Generator generator = new(1);
        using MemoryStream stream = new();
        Checkpoint.Save(stream, model, _ => { }, 0, generator);
        int weight = 1000 * 8 * sizeof(float);
        Assert.True(stream.Length < 2 * weight, $"The checkpoint has {stream.Length} bytes for a weight of {weight}. Its two names are two objects of one memory: compare with Reference.SameMemory.");
    }

    [Theory(DisplayName = "M04.E6 A header that lies is refused")]
    [InlineData("""{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""")]
    [InlineData("""{"x":{"dtype":"F32","shape":[1099511627776],"data_offsets":[0,4398046511104]}}""")]
    [InlineData("""{"x":{"dtype":"F99","shape":[1],"data_offsets":[0,4]}}""")]
    [InlineData("""{"x":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""")]
    [InlineData("""{"x":{"dtype":"F32","shape":[1]}}""")]
    [InlineData("""{"x":""")]
    public void Read_LyingHeader_IsRefused(string header)
    {
        using MemoryStream stream = new([.. BitConverter.GetBytes((long)Encoding.UTF8.GetByteCount(header)), .. Encoding.UTF8.GetBytes(header), 0, 0, 128, 63]);
        Assert.Throws<InvalidDataException>(() => Safetensors.Read(stream));
    }

    [Fact(DisplayName = "M04.E6 Ten steps are five, save, load into a new model, and five: bit for bit")]
    public void Load_InTheMiddle_ChangesNothing()
    {
        using DisposeScope scope = NewDisposeScope();
        using Linear straight = nn.Linear(3, 2), stopped = nn.Linear(3, 2), resumed = nn.Linear(3, 2);
        _ = stopped.load_state_dict(straight.state_dict());
        using Sgd first = new(straight.parameters(), 0.1, 0.9), second = new(stopped.parameters(), 0.1, 0.9), third = new(resumed.parameters(), 0.1, 0.9);
        using Generator a = new(5, CPU), b = new(5, CPU), c = new(99, CPU);
        for (int t = 0; t < 10; t++) Train(straight, first, a);
        for (int t = 0; t < 5; t++) Train(stopped, second, b);
        using MemoryStream stream = new();
        Checkpoint.Save(stream, stopped, second.SaveState, 5, b);
        byte[] bytes = stream.ToArray();

        Assert.Equal(5, Checkpoint.Load(new MemoryStream(bytes), resumed, third.LoadState, c));
        for (int t = 0; t < 5; t++) Train(resumed, third, c);

        Assert.Equal(Values(straight.weight!), Values(resumed.weight!));
        double[] before = Values(resumed.weight!);
        foreach (int length in new[] { 0, 7, 100, bytes.Length / 2, bytes.Length - 1 })
            Assert.Throws<InvalidDataException>(() => Checkpoint.Load(new MemoryStream(bytes[..length]), resumed, third.LoadState, c));
        Assert.Equal(before, Values(resumed.weight!));
    }

    private static void Train(Linear model, IOptimizer optimizer, Generator generator)
    {
        using DisposeScope scope = NewDisposeScope();
        optimizer.ZeroGrad();
        model.call(randn(4, 3, generator: generator)).square().mean().backward();
        optimizer.Step();
    }
}
