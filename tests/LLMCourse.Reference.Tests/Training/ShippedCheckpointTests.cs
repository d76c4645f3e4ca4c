using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text.Json;
using LLMCourse.Reference.Corpora;
using LLMCourse.Reference.Storage;
using LLMCourse.Reference.Training;

namespace LLMCourse.Reference.Tests.Training;

/// <summary>The checkpoints of the repository are what their manifest says.</summary>
public sealed class ShippedCheckpointTests
{
    [Fact]
    public void Manifest_EveryCheckpoint_HasItsHashAndFitsTwelveMegabytes()
    {
        using JsonDocument manifest = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder(), "manifest.json")));
        long bytes = 0;
        foreach (JsonElement entry in manifest.RootElement.EnumerateArray())
        {
            string name = entry.GetProperty("name").GetString()!;
            byte[] weights = File.ReadAllBytes(Path.Combine(Folder(), name, "model.safetensors"));
            Assert.Equal(entry.GetProperty("sha256").GetString(), Convert.ToHexStringLower(SHA256.HashData(weights)));
            using SafetensorsFile file = Safetensors.Open(Path.Combine(Folder(), name, "model.safetensors"));
            Assert.Equal(entry.GetProperty("parameters").GetInt64(),
                file.Entries.Sum(tensor => tensor.Shape.Aggregate(1L, (a, b) => a * b)));
            bytes += weights.Length;
        }

        Assert.InRange(bytes, 1, 12_000_000);
    }

    [Fact]
    public void Loss_MobyDick_IsThatOfTheManifest()
    {
        using CharacterModel model = CharacterModel.Load(Path.Combine(Folder(), "moby-dick"));
        int[] tokens = model.Tokenizer.Encode(DataSets.Shipped.ReadText("moby-dick"));
        var validation = new TokenArray(tokens.AsMemory(tokens.Length / 10 * 9));

        double loss = Evaluation.Loss(model.Model.Loss, validation, model.Model.Config.ContextLength, windows: 64, batch: 16);

        // 1.55 over 400 windows; 64 of them have a standard error of about 0.02.
        Assert.InRange(loss, 1.45, 1.65);
    }

    private static string Folder([CallerFilePath] string source = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(source)!, "../../../checkpoints"));
}
