using System.CommandLine;
using System.Globalization;
using System.Runtime.InteropServices;
using LLMCourse.Reference.Checkpoints;
using LLMCourse.Reference.Storage;
using LLMCourse.Reference.Tokenizers;

namespace LLMCourse.Tools.Finetune;

/// <summary><c>./course finetune</c>: teaches a model a file of conversations, or a text.</summary>
internal static class FinetuneCommand
{
    private const double LoraRate = 3e-3, FullRate = 3e-4;

    public static Command Create()
    {
        Option<string> data = new(
            "--data")
        {
            Description =
                "What to learn: .jsonl with a conversation a line (messages, or instruction and output), or any other file as plain text.",
            HelpName = "FILE",
            Required = true
        };
        Option<string> output = new("--out", "-o")
        {
            Description = "The folder to write to: checkpoint, curve, samples, adapter, model and GGUF.",
            HelpName = "DIR",
            Required = true
        };
        Option<string> method = new(
            "--method")
        {
            Description = "lora trains two small matrices a layer and leaves the model as it is; full trains every weight.",
            DefaultValueFactory = _ => "lora",
            HelpName = "METHOD"
        };
        method.AcceptOnlyFromAmong("lora", "full");
        Option<string?> model = new(
            "--model")
        {
            Description =
                "The model's folder: one like the course's local model, with Hugging Face's names and a tokenizer, or of CharacterModel. Default: the local model that comes with the course.",
            HelpName = "FOLDER"
        };
        Option<int> rank = Number("--rank", "The rank of the matrices that LoRA trains.", 8, 1, 1024);
        Option<int> steps = Number("--steps", "How many steps.", 200, 1, 1_000_000);
        Option<int> batch = Number("--batch", "How many conversations, or windows of the text, a step takes.", 16, 1, 4096);
        Option<double?> rate = new(
            "--rate")
        {
            Description = string.Create(CultureInfo.InvariantCulture,
                $"The greatest learning rate. Default: {LoraRate} for lora, {FullRate} for full."),
            HelpName = "RATE"
        };
        Option<int> seed = Number("--seed", "Equal seeds give equal runs.", 1, 0, int.MaxValue);
        Option<bool> resume = new("--resume") { Description = "Go on from the folder's checkpoint, with the same options." };
        Command command = new("finetune",
            "Teach a model your own conversations or text: progress, a curve, samples before and after, an adapter for PEFT, and GGUF.")
        {
            data, output, method, model, rank, steps, batch, rate, seed, resume,
        };
        command.SetAction((parsed, _) => Task.FromResult(Guard(cancellation =>
        {
            bool isLora = parsed.GetValue(method) == "lora";
            return FinetuneRun.Run(
                new FinetuneOptions(
                    parsed.GetValue(data)!, parsed.GetValue(output)!, parsed.GetValue(model)
                        ?? Path.Combine(AppContext.BaseDirectory, "local-model"), isLora, parsed.GetValue(rank), parsed.GetValue(steps),
                        parsed.GetValue(batch),
                    parsed.GetValue(rate) ?? (isLora ? LoraRate : FullRate), (ulong)parsed.GetValue(seed), parsed.GetValue(resume)),
                Console.Out,
                cancellation);
        })));
        return command;
    }

    /// <summary>Runs an action until it ends or is stopped, and turns the errors that a user can do something
    /// about into a line and an exit code.</summary>
    private static int Guard(Func<CancellationToken, int> action)
    {
        using var stop = new CancellationTokenSource();
        void onSignal(PosixSignalContext context)
        {
            context.Cancel = true;
            stop.Cancel();
        }

        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, onSignal),
            terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, onSignal);
        try
        {
            return action(stop.Token);
        }
        catch (OperationCanceledException)
        {
            Console.Error.WriteLine("course: stopped.");
            return ExitCodes.Stopped;
        }
        catch (Exception e) when (e is CheckpointException or SafetensorsException or VocabularyException or InvalidDataException
            or ArgumentException or ArithmeticException or IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"course: {e.Message}");
            return ExitCodes.Usage;
        }
    }

    private static Option<int> Number(string name, string description, int standard, int least, int most)
    {
        Option<int> option = new(name) { Description = description, DefaultValueFactory = _ => standard, HelpName = "N" };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1
                && int.TryParse(result.Tokens[0].Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value)
                    && (value < least || value > most))
                result.AddError(string.Create(CultureInfo.InvariantCulture, $"{name} is {value}; it must be from {least} to {most}."));
        });
        return option;
    }
}
