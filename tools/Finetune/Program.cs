using System.CommandLine;
using System.Text;
using LLMCourse.Tools.Finetune;

// `./course finetune`. A program of its own, since it needs libtorch, which the grader's own process never loads.
Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
var root = new RootCommand("Fine-tuning.") { FinetuneCommand.Create() };
root.HelpName = "./course";
ParseResult parsed = root.Parse(args);
if (parsed.Errors.Count > 0)
{
    foreach (string message in parsed.Errors.Select(error => error.Message).Distinct())
        Console.Error.WriteLine($"course: {message}");
    Console.Error.WriteLine("Try: ./course finetune --help");
    return ExitCodes.Usage;
}

// Ctrl-C ends the step at hand and saves a checkpoint, which takes longer than the default grace.
return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null })
    .ConfigureAwait(false);
