using LLMCourse.Reference.Storage;
using TorchSharp;
using VerifyXunit;
using static TorchSharp.torch;

namespace LLMCourse.Reference.Tests.Storage;

public sealed class SafetensorsLoadTests
{
    private static readonly GptConfig Config = Configurations.Small with { Layers = 1 };

    [Fact]
    public void LoadInto_SameConfiguration_GivesTheSameLogitsBitForBit()
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        using Gpt saved = new(Config, seed: 1), loaded = new(Config, seed: 2);
        Tensor ids = Values.Ids(seed: 1, 11, batch: 2, length: 6);

        Safetensors.Write(folder.File("x"), saved.state_dict());
        Safetensors.LoadInto(folder.File("x"), loaded);

        Assert.Equal(Values.Bytes(saved.forward(ids)), Values.Bytes(loaded.forward(ids)));
        Assert.All(loaded.parameters(), parameter => Assert.True(parameter.requires_grad));
    }

    [Fact]
    public void LoadInto_TiedModel_HasTheMatrixOnce()
    {
        using var folder = new TemporaryFolder();
        using var model = new Gpt(Config);
        Safetensors.Write(folder.File("x"), model.state_dict());
        using SafetensorsFile file = Safetensors.Open(folder.File("x"));

        Assert.Equal(Config.ParameterCount() * 4, file.Entries.Sum(entry => entry.Length));
        Assert.DoesNotContain(file.Entries, entry => entry.Name.StartsWith("lm_head", StringComparison.Ordinal));
    }

    [Fact]
    public void LoadInto_HalfPrecisionFile_IsConverted()
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        using Gpt saved = new(Config, seed: 1), loaded = new(Config, seed: 2);
        Safetensors.Write(folder.File("x"), saved.state_dict().ToDictionary(pair => pair.Key, pair => pair.Value.to(ScalarType.BFloat16)));

        Safetensors.LoadInto(folder.File("x"), loaded);

        Tensor weight = loaded.state_dict()["wte.weight"];
        Assert.Equal(ScalarType.Float32, weight.dtype);
        Assert.Equal(Values.Bytes(saved.state_dict()["wte.weight"].to(ScalarType.BFloat16).to(ScalarType.Float32)), Values.Bytes(weight));
    }

    [Theory]
    [InlineData("missing")]
    [InlineData("surplus")]
    [InlineData("renamed")]
    [InlineData("shape")]
    [InlineData("type")]
    [InlineData("truncated")]
    public Task LoadInto_FileThatDoesNotFit_ChangesNothing(string fault)
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        using Gpt saved = new(Config, seed: 1), model = new(Config, seed: 2);
        Dictionary<string, Tensor> state = saved.state_dict();
        string path = folder.File("x");
        switch (fault)
        {
            case "missing": _ = state.Remove("ln_f.weight"); break;
            case "surplus": state["lm_head.weight"] = state["wte.weight"]; break;
            case "renamed": state = state.ToDictionary(pair => "transformer." + pair.Key, pair => pair.Value); break;
            case "shape": state["wpe.weight"] = zeros(7, 16); break;
            case "type": state["wpe.weight"] = zeros(6, 16, ScalarType.Int64); break;
        }

        Safetensors.Write(path, state);
        if (fault == "truncated")
            File.WriteAllBytes(path, File.ReadAllBytes(path)[..^1]);
        byte[][] before = [.. model.parameters().Select(Values.Bytes)];

        string message = Assert.Throws<SafetensorsException>(() => Safetensors.LoadInto(path, model)).Message;

        Assert.Equal(before, model.parameters().Select(Values.Bytes));
        return Verifier.Verify(message[(path.Length + 2)..]).UseParameters(fault);
    }
}
