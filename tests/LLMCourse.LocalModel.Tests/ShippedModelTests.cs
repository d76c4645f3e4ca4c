using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text.Json;
using LLMCourse.LocalModels.Tasks;

namespace LLMCourse.LocalModels.Tests;

/// <summary>The model that comes with the course reacts to prompts, on any processor in the same way.</summary>
public sealed class ShippedModelTests
{
    private const int Questions = 200;

    /// <summary>What an exercise may count on, in percentage points.</summary>
    private const double LeastGain = 50;

    /// <summary>What of 100 questions must be right: the README's figure without three deviations.</summary>
    private static readonly Dictionary<string, double> Least = new(StringComparer.Ordinal)
    {
        ["arithmetic-steps"] = 92,
        ["copy"] = 93,
        ["kinds"] = 93,
        ["labels-few-shot"] = 96,
        ["labels-few-shot-lines"] = 96,
        ["lookup"] = 93,
        ["refusal"] = 96,
        ["sort"] = 96,
        ["sums"] = 91,
        ["tools"] = 80,
        ["tools-result"] = 96,
        ["translation"] = 96,
    };

    [Fact]
    public void Manifest_LocalModel_IsTheShippedFile()
    {
        using JsonDocument manifest = JsonDocument.Parse(File.ReadAllText(Path.Combine(Root(), "checkpoints/manifest.json")));
        JsonElement entry = manifest.RootElement.EnumerateArray().Single(each => each.GetProperty("name").GetString() == "local-model");
        byte[] weights = File.ReadAllBytes(Path.Combine(ShippedModel.Folder, "model.safetensors"));
        using LocalModel model = LocalModel.LoadShipped();

        Assert.Equal(entry.GetProperty("sha256").GetString(), Convert.ToHexStringLower(SHA256.HashData(weights)));
        Assert.Equal(entry.GetProperty("parameters").GetInt64(), model.Config.ParameterCount());
        Assert.InRange(model.Config.ParameterCount(), 2_000_000, 4_000_000);
        Assert.InRange(weights.Length, 1, 8_000_000);
    }

    [Fact]
    public void Prompts_ThreeSeeds_HelpByMoreThanLuckOnAnyKernels()
    {
        // As `verify --kernels` sets them. On processors with AVX-512 the decoder, which is C#, then does with half the width too.
        Dictionary<string, double[]> avx2 = Measure("avx2", "AVX2,STRICT"), plain = Measure("default", "COMPATIBLE");

        AssertGain(avx2, "labels-few-shot", "labels-zero-shot");
        AssertGain(avx2, "arithmetic-steps", "arithmetic-direct");
        Assert.Equal(avx2, plain);
    }

    [Fact]
    public void Tasks_OnThisMachine_AreAnsweredAsTheReadmeSays()
    {
        using LocalModel model = LocalModel.LoadShipped();
        IEnumerable<(string Name, double Percent, double Least)> low =
            Least.Select(
                each => (each.Key, TaskAccuracy.Measure(model, StandardTasks.All[each.Key], seed: 104, count: 100).Percent, each.Value));

        Assert.DoesNotContain(low, each => each.Percent < each.Least);
        Assert.Equal(StandardTasks.All.Keys.Except(["arithmetic-direct", "labels-zero-shot"]), Least.Keys.Order(StringComparer.Ordinal));
    }

    /// <summary>Asserts that a way to ask gains so much that three deviations of the difference less are still
    /// <see cref="LeastGain"/>.</summary>
    private static void AssertGain(Dictionary<string, double[]> percents, string with, string without)
    {
        foreach ((double high, double low) in percents[with].Zip(percents[without]))
        {
            double deviation = Math.Sqrt(((high * (100 - high)) + (low * (100 - low))) / Questions);
            Assert.True(high - low - (3 * deviation) >= LeastGain,
                $"{with} {high} %, {without} {low} %: the gain must be {LeastGain} points and three times {deviation}.");
        }
    }

    private static Dictionary<string, double[]> Measure(string kernels, string mkl)
    {
        const string tasks = "labels-zero-shot,labels-few-shot,arithmetic-direct,arithmetic-steps";
        var start = new ProcessStartInfo("dotnet",
            [Path.Combine(AppContext.BaseDirectory, "LLMCourse.Tools.MeasureModel.dll"), ShippedModel.Folder,
                Questions.ToString(CultureInfo.InvariantCulture), tasks, "101", "102", "103"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["ATEN_CPU_CAPABILITY"] = kernels;
        start.Environment["MKL_CBWR"] = mkl;
        start.Environment["DOTNET_EnableAVX512"] = "0";
        start.Environment["DOTNET_EnableAVX512F"] = "0"; // its name before .NET 10
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, errors.GetAwaiter().GetResult());
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('\t'))
            .ToDictionary(cells => cells[0], cells => cells[1..].Select(cell => double.Parse(cell, CultureInfo.InvariantCulture)).ToArray(),
                StringComparer.Ordinal);
    }

    private static string Root([CallerFilePath] string source = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(source)!, "../.."));
}
