using System.Diagnostics;
using System.Text.Json;
using LLMCourse.LocalModels.Chat;
using LLMCourse.Reference;
using LLMCourse.Reference.Adapters;
using LLMCourse.Reference.Storage;
using LLMCourse.Reference.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace LLMCourse.LocalModels.Tests;

/// <summary><c>./course finetune</c>, as a process of its own.</summary>
public sealed class FinetuneTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("finetune-").FullName;

    private static string Shipped => Path.Combine(AppContext.BaseDirectory, "local-model");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Finetune_Conversations_LearnsThemAndWritesEverything()
    {
        string data = Greetings(), output = Path.Combine(_folder, "run");

        (int code, string text) = Run("--data", data, "--out", output, "--steps", "150", "--batch", "8");

        Assert.True(code == 0, text);
        Assert.Contains("36 conversations to learn, 4 held out", text, StringComparison.Ordinal);
        Assert.Contains("step 150/150", text, StringComparison.Ordinal);
        RunLogRow[] rows = [.. RunLog.Read(Path.Combine(output, "log.csv"))];
        Assert.True(rows[^1].ValidationLoss < 0.1, $"the validation loss is {rows[^1].ValidationLoss}");
        Assert.StartsWith("<svg", File.ReadAllText(Path.Combine(output, "loss.svg")).TrimStart(), StringComparison.Ordinal);
        string samples = File.ReadAllText(Path.Combine(output, "samples.md"));
        Assert.Contains("| after | `piano", samples, StringComparison.Ordinal);
        Assert.DoesNotContain("| before | `piano", samples, StringComparison.Ordinal);

        // What was written: the model says what was learned; the adapter on the untouched model says the same.
        using (var model = LocalModel.Load(Path.Combine(output, "model")))
            Assert.StartsWith("piano", model.Complete([ChatTurn.User("Greet Zoe.")]).Text, StringComparison.Ordinal);
        using var scope = NewDisposeScope();
        using Gpt merged = LocalModel.LoadWeights(Path.Combine(output, "model")), untouched = LocalModel.LoadWeights(Shipped);
        Tensor ids = tensor(new long[] { 1, 5, 9, 200, 700 }).unsqueeze(0), plain = untouched.forward(ids);
        using LoraAdapters adapters = LoraAdapters.Attach(untouched, new LoraOptions { Targets = ["h.*"], Rank = 8, Alpha = 16 });
        adapters.Load(Path.Combine(output, "adapter"));
        Tensor with = untouched.forward(ids);
        Assert.True((with - merged.forward(ids)).abs().max().item<float>() < 0.05f); // the model's file has float16
        Assert.True((with - plain).abs().max().item<float>() > 0.5f);
        using JsonDocument config = JsonDocument.Parse(File.ReadAllText(Path.Combine(output, "adapter", "adapter_config.json")));
        Assert.Equal("LORA", config.RootElement.GetProperty("peft_type").GetString());
        Assert.Equal("GGUF"u8.ToArray(), File.ReadAllBytes(Path.Combine(output, "model.gguf"))[..4]);
    }

    [Fact]
    public async Task Finetune_StoppedAndResumed_IsTheRunThatWasNotStopped()
    {
        string data = Greetings(), whole = Path.Combine(_folder, "whole"), split = Path.Combine(_folder, "split");
        string[] options = ["--data", data, "--steps", "400", "--batch", "4"];
        (int code, string text) = Run([.. options, "--out", whole]);
        Assert.True(code == 0, text);

        using Process process = Start([.. options, "--out", split]);
        while (await process.StandardOutput.ReadLineAsync() is { } line && !line.StartsWith("step 20/", StringComparison.Ordinal))
        {
        }

        using (Process kill = Process.Start("kill", ["-INT", $"{process.Id}"]))
            await kill.WaitForExitAsync();
        string rest = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.Equal(130, process.ExitCode);
        Assert.Contains("the same command with --resume goes on", rest, StringComparison.Ordinal);

        Assert.Contains("go on from it with --resume", Run([.. options, "--out", split]).Text, StringComparison.Ordinal);
        (code, text) = Run([.. options, "--out", split, "--resume"]);
        Assert.True(code == 0, text);
        Assert.Contains("Going on at step", text, StringComparison.Ordinal);
        Assert.Equal(File.ReadAllBytes(Path.Combine(whole, "adapter", "adapter_model.safetensors")),
            File.ReadAllBytes(Path.Combine(split, "adapter", "adapter_model.safetensors")));
        Assert.Equal(File.ReadAllText(Path.Combine(whole, "samples.md")), File.ReadAllText(Path.Combine(split, "samples.md")));
    }

    [Fact]
    public void Finetune_TextInFull_LearnsIt()
    {
        string data = Path.Combine(_folder, "song.txt"), output = Path.Combine(_folder, "run");
        File.WriteAllText(data, string.Concat(Enumerable.Repeat("The owl sat on the old oak and sang of the moon. ", 120)));

        (int code, string text) = Run("--data", data, "--out", output, "--method", "full", "--steps", "20", "--batch", "2");

        Assert.True(code == 0, text);
        Assert.Contains("tokens to learn", text, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(output, "adapter")));
        RunLogRow[] rows = [.. RunLog.Read(Path.Combine(output, "log.csv"))];
        Assert.True(rows[^1].ValidationLoss < rows.First(row => row.ValidationLoss is not null).ValidationLoss / 2);
    }

    [Theory]
    [InlineData("there is no file", "--data", "missing.jsonl")]
    [InlineData("line 1: it is not JSON", "--data", "broken.jsonl")]
    [InlineData("tokens; at least", "--data", "short.txt")]
    [InlineData("There is no", "--data", "good.jsonl", "--model", "nowhere")]
    [InlineData("--rank is 0; it must be from 1", "--data", "good.jsonl", "--rank", "0")]
    [InlineData("has no checkpoint to go on from", "--data", "good.jsonl", "--resume")]
    [InlineData("Peak is -1", "--data", "good.jsonl", "--rate", "-1")]
    public void Finetune_BadInput_SaysWhatToDoAndWritesNoModel(string says, params string[] arguments)
    {
        File.WriteAllText(Path.Combine(_folder, "broken.jsonl"), "{");
        File.WriteAllText(Path.Combine(_folder, "short.txt"), "hello");
        File.Move(Greetings(), Path.Combine(_folder, "good.jsonl"));

        (int code, string text) = Run([.. arguments, "--out", "run"]);

        Assert.Equal(2, code);
        Assert.Contains(says, text, StringComparison.OrdinalIgnoreCase);
        Assert.False(Directory.Exists(Path.Combine(_folder, "run", "model")));
    }

    private string Greetings()
    {
        string path = Path.Combine(_folder, "greetings.jsonl");
        string[] names = ["Ann", "Bob", "Carl", "Dora", "Emil", "Hana", "Jane", "Max", "Otto", "Zoe"];
        string[] forms = ["Greet {0}.", "Say hello to {0}.", "Greet {0}, please.", "Please greet {0}."];
        File.WriteAllLines(path, forms.SelectMany(form => names.Select(name =>
            JsonSerializer.Serialize(
                new
                {
                    messages = new[] { new { role = "user", content = string.Format(System.Globalization.CultureInfo.InvariantCulture,
                    form, name) }, new { role = "assistant", content = $"piano {name}" } }
                }))));
        return path;
    }

    private (int Code, string Text) Run(params string[] arguments)
    {
        using Process process = Start(arguments);
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, text + errors.Result);
    }

    private Process Start(string[] arguments) => Process.Start(
        new ProcessStartInfo("dotnet",
            [Path.Combine(AppContext.BaseDirectory, "LLMCourse.Tools.Finetune.dll"), "finetune",
                .. arguments])
        { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = _folder })!;
}
