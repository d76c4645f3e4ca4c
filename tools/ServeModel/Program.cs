using System.CommandLine;
using System.Text;
using LLMCourse.Tools.ServeModel;

// `./course serve` and `./course chat`. A program of its own, so that the grader neither loads ASP.NET Core nor starts slower for it.
Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
Console.InputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
var root = new RootCommand("The local model, to talk to.") { ServeCommand.Create(), ChatCommand.Create() };
root.HelpName = "./course";
ParseResult parsed = root.Parse(args);
if (parsed.Errors.Count > 0)
{
    foreach (string message in parsed.Errors.Select(error => error.Message).Distinct())
        Console.Error.WriteLine($"course: {message}");
    Console.Error.WriteLine($"Try: ./course {parsed.CommandResult.Command.Name} --help");
    return ExitCodes.Usage;
}

// Ctrl-C is each command's own: in a chat the first one only stops a reply.
return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null })
    .ConfigureAwait(false);
