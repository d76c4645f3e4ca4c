using LLMCourse.Reference.Storage;
using static TorchSharp.torch;

namespace LLMCourse.Reference.Tests.Storage;

public sealed class AdapterFolderTests
{
    [Fact]
    public void Read_WhatWasWritten_IsTheSame()
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        string path = folder.File("adapter");
        var written = new AdapterFolder("{\"r\": 2, \"name\": \"é\"}", new Dictionary<string, Tensor> { ["a"] = tensor([1.5f, 2]) },
            new Dictionary<string, string> { ["k"] = "v" });

        written.Write(path);
        written.Write(path);
        AdapterFolder read = AdapterFolder.Read(path);

        Assert.Equal(["adapter_config.json", "adapter_model.safetensors"],
            Directory.GetFiles(path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(written.Config, read.Config);
        Assert.Equal([1.5, 2], Values.Of(Assert.Single(read.Tensors).Value));
        Assert.Equal("v", read.Metadata["k"]);
    }

    [Fact]
    public void Read_DamagedOrMissing_SaysSo()
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        string path = folder.File("adapter");
        new AdapterFolder("{}", new Dictionary<string, Tensor> { ["a"] = zeros(2) }, new Dictionary<string, string>()).Write(path);
        string config = Path.Combine(path, "adapter_config.json"), tensors = Path.Combine(path, "adapter_model.safetensors");

        _ = Assert.ThrowsAny<IOException>(() => AdapterFolder.Read(folder.File("nothing")));
        File.WriteAllBytes(tensors, File.ReadAllBytes(tensors)[..^1]);
        Assert.Contains("damaged", Assert.Throws<InvalidDataException>(() => AdapterFolder.Read(path)).Message, StringComparison.Ordinal);
        File.WriteAllBytes(config, [0x7B, 0xFF]);
        Assert.Contains("damaged", Assert.Throws<InvalidDataException>(() => AdapterFolder.Read(path)).Message, StringComparison.Ordinal);
    }
}
