using System.CommandLine;
using System.ComponentModel;
using System.Diagnostics;
using LLMCourse.Authoring.Benchmarking;
using LLMCourse.Grading.Course;
using LLMCourse.Grading.Sandbox;

namespace LLMCourse.Grader.Commands.Machine;

/// <summary><c>grader gguf</c>: writes a trained model as the file that llama.cpp and Ollama run.</summary>
/// <remarks>The work is done by <c>tools/ExportGguf</c>: it needs libtorch, which the grader's own process never loads.</remarks>
internal static class GgufCommand
{
    private static readonly Dictionary<string, string> Types =
        new(StringComparer.Ordinal) { ["f32"] = "F32", ["f16"] = "F16", ["q8_0"] = "Q8" };

    public static Command Create()
    {
        Argument<string> model = new(
            "model")
        { Description = "The model's folder: config.json and safetensors files with Hugging Face's names, a folder like checkpoints/local-model, or what CharacterModel.Save wrote. It must be of LLaMA's shape." };
        Option<string> output = new("--out", "-o")
        {
            Description = "The file to write, such as model.gguf; it is replaced if it exists.",
            HelpName = "FILE",
            Required = true
        };
        Option<string> type = new("--type")
        {
            Description = "How matrices are kept: f32, f16 (half the size) or q8_0 (about a quarter).",
            DefaultValueFactory = _ => "f16",
            HelpName = "TYPE"
        };
        type.AcceptOnlyFromAmong([.. Types.Keys]);
        Option<string?> tokenizer =
            new("--tokenizer")
            {
                Description =
                "The folder with GPT-2's vocab.json and merges.txt. Default: the model's, if they are there; else the file has no tokenizer.",
                HelpName = "FOLDER"
            };
        Option<string?> end = new("--end-of-text")
        {
            Description = "The special token that ends a text. Default: <|endoftext|>, or the only special token.",
            HelpName = "TOKEN"
        };
        Option<string?> name = new("--name") { Description = "The model's name for people. Default: the folder's.", HelpName = "NAME" };
        Option<string?> course = SharedOptions.Course();
        Command command = new("gguf",
            "Write a model of LLaMA's shape as GGUF, for llama.cpp and Ollama.") { model, output, type, tokenizer, end, name, course };
        command.SetAction((parsed, cancellation) => CommandLine.GuardAsync(() => RunAsync(
            CourseLayout.Find(parsed.GetValue(course)),
            [parsed.GetValue(model)!, parsed.GetValue(output)!, Types[parsed.GetValue(type)!], parsed.GetValue(name) ?? "",
                parsed.GetValue(tokenizer) ?? "", parsed.GetValue(end) ?? ""],
            cancellation)));
        return command;
    }

    private static async Task<ExitCode> RunAsync(CourseLayout layout, string[] arguments, CancellationToken cancellation)
    {
        string folder = Path.Combine(layout.Root, "tools", "ExportGguf");
        if (!Directory.Exists(folder))
            throw new CourseException(
                $"There is no {folder}. Writing GGUF needs the course's repository; run ./course gguf in a clone of it.");
        await PeerBuild.RunAsync(
            new Peer
            {
                Name = "tools/ExportGguf",
                Build = ["dotnet", "build", folder, "--configuration", "Release", "--nologo",
                "--verbosity", "quiet"]
            }, folder, cancellation).ConfigureAwait(false);

        string program = Path.Combine(folder, "bin", "Release", "net10.0", "LLMCourse.Tools.ExportGguf.dll");
        try
        {
            using Process process = await ProcessStarter.StartAsync(new ProcessStartInfo("dotnet", [program, .. arguments]))
                .ConfigureAwait(false);
            try
            {
                await process.WaitForExitAsync(cancellation).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                // It got the same Ctrl-C, and deletes its unfinished file.
                await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
                throw;
            }

            return process.ExitCode switch { 0 => ExitCode.Passed, 2 => ExitCode.Usage, _ => ExitCode.GraderError };
        }
        catch (Win32Exception e)
        {
            throw new CourseException($"dotnet does not start: {e.Message} Put it on the PATH.", e);
        }
    }
}
