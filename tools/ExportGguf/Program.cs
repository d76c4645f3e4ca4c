using System.Globalization;
using LLMCourse.LocalModels;
using LLMCourse.LocalModels.Chat;
using LLMCourse.Reference.Checkpoints;
using LLMCourse.Reference.Storage;
using LLMCourse.Reference.Tokenizers;

// Writes a model that the reference can load as GGUF. `grader gguf` reads the command line; this is the part of it that needs libtorch.
if (args is not [string folder, string output, string type, string name, string tokenizer, string end]
    || !Enum.TryParse(type, out GgufType kind))
{
    Console.Error.WriteLine("Usage: ExportGguf MODEL FILE F32|F16|Q8 NAME TOKENIZER END; the last three may be empty. `./course gguf --help` says what they are.");
    return 2;
}

using var cancel = new CancellationTokenSource();
Console.CancelKeyPress += (_, e) =>
{
    e.Cancel = true;
    cancel.Cancel();
};

try
{
    string target = Path.GetDirectoryName(Path.GetFullPath(output)) ?? output;
    if (!Directory.Exists(target))
        throw new DirectoryNotFoundException($"There is no folder '{target}' to write to; make it first.");

    using SavedModel model = SavedModel.Load(folder, tokenizer.Length > 0 ? tokenizer : null, cancel.Token);
    Gguf.Write(
        output,
        model.Gpt,
        new GgufOptions
        {
            Type = kind,
            Name = name.Length > 0 ? name : Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder))),
            Tokenizer = model.Tokenizer,
            EndOfText = end.Length > 0 ? end : model.Chat is null ? null : ChatFormat.End,
        },
        cancel.Token);
    Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{output}: {model.Gpt.Config.ParameterCount():N0} parameters as {kind}, {new FileInfo(output).Length:N0} bytes, {(model.Tokenizer is { } used ? $"{used.Vocabulary.Count:N0} tokens" : model.Characters is null ? $"no tokenizer: there is no vocab.json with merges.txt in {folder}" : "no tokenizer: GGUF has none whose tokens are characters")}"));
    return 0;
}
catch (OperationCanceledException)
{
    Console.Error.WriteLine("grader: stopped; no file was left.");
    return 130;
}
catch (Exception e) when (e is CheckpointException or SafetensorsException or VocabularyException or InvalidDataException
    or ArgumentException or IOException or UnauthorizedAccessException)
{
    Console.Error.WriteLine($"grader: {e.Message}");
    return 2;
}
