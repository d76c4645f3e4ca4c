using System.Globalization;
using System.Text;
using LLMCourse.LocalModels;
using LLMCourse.LocalModels.Chat;
using LLMCourse.Reference.Adapters;
using LLMCourse.Reference.Storage;
using LLMCourse.Reference.Tokenizers;
using LLMCourse.Reference.Training;

namespace LLMCourse.Tools.Finetune;

/// <summary>One run: read, sample, train, sample again, write.</summary>
internal static class FinetuneRun
{
    private const string CheckpointFile = "checkpoint.safetensors";

    /// <summary>Runs.</summary>
    /// <param name="options">What is to be done.</param>
    /// <param name="output">Told how far it is.</param>
    /// <param name="cancellation">Saves a checkpoint and stops.</param>
    /// <returns>The exit code.</returns>
    public static int Run(FinetuneOptions options, TextWriter output, CancellationToken cancellation)
    {
        string checkpoint = Path.Combine(options.Output, CheckpointFile);
        if (File.Exists(checkpoint) && !options.Resume)
            throw new ArgumentException(
                $"{options.Output} has the checkpoint of another run; go on from it with --resume, or write to another folder.");
        if (options.Resume && !File.Exists(checkpoint))
            throw new ArgumentException($"{options.Output} has no checkpoint to go on from; begin without --resume.");

        using SavedModel model = SavedModel.Load(options.Model, cancellationToken: cancellation);
        if (model.Tokenizer is null && model.Characters is null)
            throw new FileNotFoundException(
                $"{options.Model} has not both vocab.json and merges.txt, without which a text cannot be cut into the model's tokens.");
        Lesson lesson = Lesson.Read(options, model);
        _ = Directory.CreateDirectory(options.Output);
        output.WriteLine($"{Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(options.Model)))}: {Count(model.Gpt.Config.ParameterCount())} parameters; {options.Data}: {lesson.Description}.");

        IReadOnlyList<Lesson.Sample> before = lesson.Write(model, cancellation); // before adapters, and the same in a run that goes on
        // All linear layers of the blocks: Dettmers et al. 2023 (QLoRA, §4) find that more layers matter more than a higher rank.
        using LoraAdapters? adapters = options.IsLora
            ? LoraAdapters.Attach(model.Gpt,
                new LoraOptions { Targets = ["h.*"], Rank = options.Rank, Alpha = 2 * options.Rank, Seed = (long)options.Seed })
            : null;
        if (adapters is not null)
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"LoRA of rank {options.Rank} on {adapters.Layers.Count} layers: {Count(adapters.ParameterCount)} numbers are trained, {100.0 * adapters.ParameterCount / model.Gpt.Config.ParameterCount():0.0} % of the model's."));

        using Trainer trainer = lesson.Train(model, adapters, Training(options), options.Resume);
        if (options.Resume)
            output.WriteLine($"Going on at step {trainer.Position.Step} of {options.Steps}.");
        TrainingPosition position = trainer.Run(progress: new ProgressLine(output, options.Steps), cancellation: cancellation);
        if (position.Step < options.Steps)
        {
            output.WriteLine($"Stopped at step {position.Step} of {options.Steps}; the same command with --resume goes on.");
            return ExitCodes.Stopped;
        }

        WriteResults(options, model, adapters, lesson, before, output);
        return ExitCodes.Done;
    }

    private static TrainerOptions Training(FinetuneOptions options) => new()
    {
        Schedule = new CosineSchedule
        {
            Peak = options.LearningRate,
            Floor = options.LearningRate
            / 10,
            WarmUpSteps = Math.Min(10, options.Steps / 10),
            TotalSteps = options.Steps
        },
        BatchSize = options.BatchSize,
        Seed = options.Seed,
        LogEvery = Math.Max(1, options.Steps / 20),
        ValidateEvery = Math.Max(1, options.Steps / 10),
        ValidationWindows = 32,
        CheckpointEvery = Math.Max(1, options.Steps / 10),
        Folder = options.Output,
    };

    private static void WriteResults(FinetuneOptions options, SavedModel model, LoraAdapters? adapters, Lesson lesson,
        IReadOnlyList<Lesson.Sample> before, TextWriter output)
    {
        if (adapters is not null)
        {
            string folder = Path.Combine(options.Output, "adapter");
            adapters.Save(folder);
            output.WriteLine($"{folder}: the adapter, in PEFT's layout");
            adapters.Merge();
        }

        string samples = Path.Combine(options.Output, "samples.md"), saved = Path.Combine(options.Output, "model"),
            gguf = Path.Combine(options.Output, "model.gguf");
        IReadOnlyList<Lesson.Sample> after = lesson.Write(model, CancellationToken.None);
        File.WriteAllText(samples, Markdown(before, after));
        output.WriteLine($"{samples}: what it writes, before and after");
        model.Save(saved);
        output.WriteLine($"{saved}: the model{(adapters is null ? "" : " with the adapter in its weights")}{(model.Chat is null ? "" : $"; ./course chat --model {saved}")}");
        output.WriteLine($"{Path.Combine(options.Output, "loss.svg")}: the curve, and log.csv with its numbers");
        try
        {
            // A chat's end is what a reply ends with; other tokenizers have GPT-2's token for the end of a text, or none.
            BytePairTokenizer? tokenizer = model is { Tokenizer: { } own, Characters: null }
                && (model.Chat is not null || own.Vocabulary.SpecialTokens.ContainsKey("<|endoftext|>")) ? own : null;
            Gguf.Write(gguf, model.Gpt,
                new GgufOptions
                {
                    Type = GgufType.F16,
                    Name = "finetuned",
                    Tokenizer = tokenizer,
                    EndOfText = model.Chat is null
                    ? null
                    : ChatFormat.End
                });
            output.WriteLine($"{gguf}: for llama.cpp and Ollama{(tokenizer is null ? ", without a tokenizer" : "")}");
        }
        catch (ArgumentException e)
        {
            output.WriteLine($"No GGUF: {e.Message}");
        }

        output.WriteLine();
        output.WriteLine($"{after[0].Prompt}\n  before: {before[0].Reply}\n  after:  {after[0].Reply}\n  wanted: {after[0].Wanted}");
    }

    private static string Markdown(IReadOnlyList<Lesson.Sample> before, IReadOnlyList<Lesson.Sample> after)
    {
        var text = new StringBuilder(
            "# Samples before and after\n\nWritten greedily. What the model was given was not learned where enough was there to hold some out.\n");
        for (int i = 0; i < after.Count; i++)
        {
            _ = text.Append(CultureInfo.InvariantCulture,
                $"\n## {i + 1}\n\n{Quote(after[i].Prompt)}\n| | |\n|---|---|\n| before | {Cell(before[i].Reply)} |\n| after | {Cell(after[i].Reply)} |\n| wanted | {Cell(after[i].Wanted)} |\n");
        }

        return text.ToString();
    }

    /// <summary>Writes a text as an indented block, in which nothing is markup.</summary>
    private static string Quote(string text) => string.Concat(text.Split('\n').Select(line => $"    {line.TrimEnd('\r')}\n"));

    private static string Cell(string text) =>
        $"`{text.Replace('`', '\'').Replace("|", "\\|", StringComparison.Ordinal).ReplaceLineEndings(" ⏎ ")}`";

    private static string Count(long n) => n.ToString("N0", CultureInfo.InvariantCulture);
}
