using System.CommandLine;
using LLMCourse.Grading.Compiling.Examining;

namespace LLMCourse.Grader.Commands.Grade;

/// <summary><c>grader examine</c>: compiles what comes on standard input. The grader calls it, people do not.</summary>
internal static class ExamineCommand
{
    public static Command Create()
    {
        Command command = new(ExaminerOptions.Command,
            "Compile and inspect submissions that come on standard input; called by the grader.")
        { Hidden = true };
        command.SetAction((_, cancellation) => CommandLine.GuardAsync(async () =>
        {
            await using Stream input = Console.OpenStandardInput(), output = Console.OpenStandardOutput();
            await ExaminerServer.RunAsync(input, output, cancellation).ConfigureAwait(false);
            return ExitCode.Passed;
        }));
        return command;
    }
}
