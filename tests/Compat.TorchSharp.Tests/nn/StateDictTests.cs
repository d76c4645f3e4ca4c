using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Tests;

[Collection(ProcessWideState.Name)]
public sealed class StateDictTests
{
    private static Sequential Make(long hidden = 4) => nn.Sequential(("a", nn.Linear(3, hidden)), ("b", nn.LayerNorm(hidden)), ("c", nn.Linear(hidden, 2)));

    private static void AssertSame(nn.Module expected, nn.Module actual)
    {
        Dictionary<string, Tensor> a = expected.state_dict(), b = actual.state_dict();
        Assert.Equal(a.Keys, b.Keys);
        foreach (string key in a.Keys) Assert.True(a[key].bytes.SequenceEqual(b[key].bytes), key);
    }

    [Fact]
    public void LoadStateDict_SameArchitecture_CopiesEveryBit()
    {
        using Sequential from = Make(), to = Make();
        Parameter before = to.parameters().First();

        (IList<string> missing, IList<string> unexpected) = to.load_state_dict(from.state_dict());

        Assert.Empty(missing);
        Assert.Empty(unexpected);
        AssertSame(from, to);
        Assert.Same(before, to.parameters().First());
        Assert.True(before.requires_grad);
    }

    [Fact]
    public void LoadStateDict_KeysDiffer_NamesThemAndChangesNothing()
    {
        using Sequential to = Make();
        using Linear other = nn.Linear(3, 4);
        double[] weight = NNAssert.Values(to.get_parameter("a.weight")!);
        Dictionary<string, Tensor> source = new() { ["a.weight"] = other.weight, ["d.weight"] = other.weight };

        var e = Assert.Throws<InvalidOperationException>(() => to.load_state_dict(source));

        Assert.Equal(
            "The loaded state_dict is not identical to the target dictionary of Sequential. Missing: a.bias, b.weight, b.bias, c.weight, c.bias. " +
            "Unexpected: d.weight. Pass strict: false to load the keys that match, or name the others in skip.",
            e.Message);
        Assert.Equal(weight, NNAssert.Values(to.get_parameter("a.weight")!));
    }

    [Fact]
    public void LoadStateDict_NotStrict_LoadsWhatMatchesAndReportsTheRest()
    {
        using Sequential to = Make();
        using Linear other = nn.Linear(3, 4);
        Dictionary<string, Tensor> source = new() { ["a.weight"] = other.weight, ["d.weight"] = other.weight };

        (IList<string> missing, IList<string> unexpected) = to.load_state_dict(source, strict: false, skip: ["c.bias"]);

        Assert.Equal(["a.bias", "b.weight", "b.bias", "c.weight"], missing);
        Assert.Equal(["d.weight"], unexpected);
        Assert.Equal(NNAssert.Values(other.weight), NNAssert.Values(to.get_parameter("a.weight")!));
    }

    [Fact]
    public void LoadStateDict_ShapesDiffer_NamesKeysAndShapes()
    {
        using Sequential from = Make(5), to = Make(4);

        var e = Assert.Throws<ArgumentException>(() => to.load_state_dict(from.state_dict(), skip: ["b.weight", "b.bias", "c.weight"]));

        Assert.StartsWith(
            "Shapes differ in loading the state_dict of Sequential: a.weight is [4, 3] here and [5, 3] in the state_dict; a.bias is [4] here and [5] in the state_dict.",
            e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void SaveAndLoad_Stream_GivesEveryBitBack()
    {
        using Sequential from = Make(), to = Make();
        using var stream = new MemoryStream();
        var loaded = new Dictionary<string, bool>();

        from.save(stream);
        stream.Position = 0;
        to.load(stream, loadedParameters: loaded);

        AssertSame(from, to);
        Assert.Equal(stream.Length, stream.Position);
        Assert.Equal(6, loaded.Count(l => l.Value));
    }

    [Fact]
    public void SaveAndLoad_File_GivesEveryBitBackInOtherTypes()
    {
        using Sequential from = Make().@double(), to = Make().@double();
        string path = Path.GetTempFileName();
        try
        {
            from.save(path);
            to.load(path);
        }
        finally
        {
            File.Delete(path);
        }

        AssertSame(from, to);
        Assert.Equal(ScalarType.Float64, to.parameters().First().dtype);
    }

    [Fact]
    public void Save_SmallModule_IsTorchSharpsFormat()
    {
        using DisposeScope scope = NewDisposeScope();
        using Linear linear = nn.Linear(nn.Parameter(NNAssert.Matrix(new double[,] { { 1, 2 } }).to_type(ScalarType.Float32)));
        using var stream = new MemoryStream();

        linear.save(stream);

        // One entry; its name; type 6 (float32), two axes, 1 by 2; the elements.
        Assert.Equal("01" + "06776569676874" + "06" + "02" + "01" + "02" + "0000803F" + "00000040", Convert.ToHexString(stream.ToArray()));
    }

    [Fact]
    public void Load_OtherArchitecture_IsRefusedUnlessNotStrict()
    {
        using Sequential from = Make();
        using Linear to = nn.Linear(3, 4);
        using var stream = new MemoryStream();
        from.save(stream);

        stream.Position = 0;
        Assert.Contains("'a.weight'", Assert.Throws<ArgumentException>(() => to.load(stream)).Message, StringComparison.Ordinal);
        stream.Position = 0;
        to.load(stream, strict: false);
        Assert.Equal(stream.Length, stream.Position);
    }

    [Fact]
    public void Load_OtherShape_NamesTheTensor()
    {
        using Linear from = nn.Linear(3, 4), to = nn.Linear(3, 5);
        using var stream = new MemoryStream();
        from.save(stream);
        stream.Position = 0;

        var e = Assert.Throws<ArgumentException>(() => to.load(stream));

        Assert.StartsWith("Mismatched tensor 'weight': the module's is Float32 [5, 3], the saved one is Float32 [4, 3].", e.Message, StringComparison.Ordinal);
    }
}
