using System.Text;
using LLMCourse.Reference.Storage;
using static TorchSharp.torch;

namespace LLMCourse.Reference.Tests.Storage;

public sealed class SafetensorsRoundTripTests
{
    [Theory]
    [InlineData(ScalarType.Float64)]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.Float16)]
    [InlineData(ScalarType.BFloat16)]
    [InlineData(ScalarType.Int64)]
    [InlineData(ScalarType.Int32)]
    [InlineData(ScalarType.Int16)]
    [InlineData(ScalarType.Int8)]
    [InlineData(ScalarType.Byte)]
    [InlineData(ScalarType.Bool)]
    public void Write_ThenRead_GivesTheSameBits(ScalarType type)
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        var random = new Random(1);
        var tensors = new Dictionary<string, Tensor>
        {
            ["matrix"] = RandomBits(random, type, 3, 5),
            ["scalar"] = RandomBits(random, type),
            ["nothing"] = RandomBits(random, type, 4, 0, 2),
            ["deep"] = RandomBits(random, type, 1, 2, 1, 3, 1),
        };
        string path = folder.File("x.safetensors");

        Safetensors.Write(path, tensors);
        IReadOnlyDictionary<string, Tensor> read = Safetensors.Read(path);

        Assert.Equal(tensors.Keys.Order(), read.Keys.Order());
        foreach ((string name, Tensor tensor) in tensors)
        {
            Assert.Equal(tensor.dtype, read[name].dtype);
            Assert.Equal(tensor.shape, read[name].shape);
            Assert.Equal(tensor.bytes.ToArray(), read[name].bytes.ToArray());
        }
    }

    [Fact]
    public void Write_AnyOrderOfTheTensors_GivesTheSameBytes()
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        var random = new Random(2);
        KeyValuePair<string, Tensor>[] tensors =
        [
            new("b", RandomBits(random, ScalarType.Float32, 3)),
            new("a", RandomBits(random, ScalarType.Bool, 5)),
            new("ä", RandomBits(random, ScalarType.Float64, 2)),
            new("c\n\"", RandomBits(random, ScalarType.Float32, 1)),
        ];
        var metadata = new Dictionary<string, string> { ["z"] = "1", ["format"] = "Straße \u0001 \"x\"" };
        Safetensors.Write(folder.File("1"), new Dictionary<string, Tensor>(tensors), metadata);
        Safetensors.Write(folder.File("2"), new Dictionary<string, Tensor>(tensors.Reverse()),
            new Dictionary<string, string>(metadata.Reverse()));

        byte[] bytes = File.ReadAllBytes(folder.File("1"));

        Assert.Equal(bytes, File.ReadAllBytes(folder.File("2")));
        Assert.Equal(0, (8 + (int)BitConverter.ToInt64(bytes)) % 8);
        Assert.Equal(["1", "2"], folder.Names);
        using SafetensorsFile file = Safetensors.Open(folder.File("1"));
        Assert.Equal(["ä", "b", "c\n\"", "a"], file.Entries.Select(entry => entry.Name));
        Assert.Equal(metadata, file.Metadata);
    }

    [Fact]
    public void Write_TransposedAndSliced_WritesWhatTheTensorShows()
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        Tensor matrix = arange(12, ScalarType.Int64).reshape(3, 4);
        string path = folder.File("x");

        Safetensors.Write(path, new Dictionary<string, Tensor> { ["t"] = matrix.transpose(0, 1), ["s"] = matrix[1.., 2..] });
        IReadOnlyDictionary<string, Tensor> read = Safetensors.Read(path);

        Assert.Equal([0, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7, 11], read["t"].data<long>().ToArray());
        Assert.Equal([6, 7, 10, 11], read["s"].data<long>().ToArray());
    }

    [Fact]
    public void Write_LongerThanOnePiece_GivesTheSameBits()
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        Tensor tensor = arange((1 << 22) + 3, ScalarType.Int32);
        string path = folder.File("x");

        Safetensors.Write(path, new Dictionary<string, Tensor> { ["t"] = tensor });

        Assert.True(tensor.bytes.SequenceEqual(Safetensors.Read(path)["t"].bytes));
    }

    [Fact]
    public void Read_FileMadeByHand_GivesItsTensors()
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        // As another library might write it: metadata last, blanks and escapes, narrow types first, no padding, an unknown field.
        const string Header = """
             { "half" : {"shape":[2],"data_offsets":[0,4],"dtype":"F16"},
              "\u0062f": {"dtype":"BF16","shape":[],"data_offsets":[4,6],"note":{"a":[1]}},
              "ids": {"dtype":"I64","shape":[1,1],"data_offsets":[6,14]}, "empty":{"dtype":"F32","shape":[0,9],"data_offsets":[14,14]},
              "__metadata__":{"format":"pt"}}  
            """;
        string path = folder.File("x");
        File.WriteAllBytes(path,
            HandMade.File(Header.Trim(), 0x00, 0x3C, 0x01, 0x80, 0x80, 0xBF, 0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF));

        using SafetensorsFile file = Safetensors.Open(path);

        Assert.Equal("pt", file.Metadata["format"]);
        Assert.Equal([1.0, -Math.Pow(2, -24)], Values.Of(file.Read("half")));
        Assert.Equal([-1.0], Values.Of(file.Read("bf")));
        Assert.Equal(-2L, file.Read("ids").item<long>());
        Assert.Equal([0L, 9L], file.Read("empty").shape);
        Assert.Contains("has no tensor 'x'", Assert.Throws<KeyNotFoundException>(() => file.Read("x")).Message, StringComparison.Ordinal);
        file.Dispose();
        Assert.Throws<ObjectDisposedException>(() => file.Read("half"));
    }

    [Fact]
    public void Read_NullForMetadata_IsNone()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("x");
        File.WriteAllBytes(path,
            HandMade.File("""{"__metadata__":null,"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 0, 0, 128, 63));

        using SafetensorsFile file = Safetensors.Open(path);

        Assert.Empty(file.Metadata);
        using Tensor a = file.Read("a");
        Assert.Equal([1.0], Values.Of(a));
    }

    [Fact]
    public void Read_EmptyFileOfTheFormat_HasNothing()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.File("x"), HandMade.File("{}"));

        Assert.Empty(Safetensors.Read(folder.File("x")));
    }

    [Fact]
    public void Write_BadInput_SaysWhatToDoAndLeavesTheOldFile()
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        string path = folder.File("x");
        File.WriteAllText(path, "old");
        Tensor fine = zeros(1);
        static Dictionary<string, Tensor> One(string name, Tensor tensor) => new() { [name] = tensor };

        Assert.Contains("the format's own key",
            Assert.Throws<ArgumentException>(() => Safetensors.Write(path, One("__metadata__", fine))).Message, StringComparison.Ordinal);
        Assert.Contains("half a surrogate pair",
            Assert.Throws<ArgumentException>(() => Safetensors.Write(path, One("\ud800", fine))).Message, StringComparison.Ordinal);
        Assert.Contains("half a surrogate pair",
            Assert.Throws<ArgumentException>(
                () => Safetensors.Write(path, One("a", fine), new Dictionary<string, string> { ["a"] = "\udc00" })).Message,
                StringComparison.Ordinal);
        Assert.Contains("convert it to one of F64",
            Assert.Throws<ArgumentException>(() => Safetensors.Write(path, One("a", fine.to(ScalarType.ComplexFloat32)))).Message,
            StringComparison.Ordinal);
        Assert.Contains("write fewer tensors",
            Assert.Throws<ArgumentException>(
                () => Safetensors.Write(path, One("a", fine),
                    new Dictionary<string, string> { ["a"] = new string('x', 100_000_000) })).Message, StringComparison.Ordinal);
        Assert.Throws<DirectoryNotFoundException>(() => Safetensors.Write(Path.Combine(path + "-none", "x"), One("a", fine)));
        Assert.Equal("old", File.ReadAllText(path, Encoding.UTF8));
        Assert.Equal(["x"], folder.Names);
    }

    private static Tensor RandomBits(Random random, ScalarType type, params long[] shape)
    {
        Tensor tensor = empty(shape, type);
        var bytes = new byte[tensor.numel() * tensor.element_size()];
        random.NextBytes(bytes);
        if (type == ScalarType.Bool)
            bytes = [.. bytes.Select(value => (byte)(value & 1))];
        bytes.CopyTo(tensor.bytes);
        return tensor;
    }
}
