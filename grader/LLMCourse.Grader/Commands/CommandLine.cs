using System.CommandLine;
using System.Text;
using LLMCourse.Grader.Commands.Author;
using LLMCourse.Grader.Commands.Class;
using LLMCourse.Grader.Commands.Grade;
using LLMCourse.Grader.Commands.Learning;
using LLMCourse.Grader.Commands.Machine;
using LLMCourse.Grader.Commands.Play;
using LLMCourse.Grader.Commands.Watch;
using LLMCourse.Grading.Course;
using LLMCourse.Grading.Reports;
using LLMCourse.Grading.Sandbox;
using Spectre.Console;

namespace LLMCourse.Grader.Commands;

/// <summary>The grader's command line.</summary>
public static class CommandLine
{
    /// <summary>Runs the grader.</summary>
    /// <param name="args">The arguments.</param>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        RootCommand root = Create();
        ParseResult parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (string message in UsageText.Of(parsed))
                await Console.Error.WriteLineAsync($"grader: {StudentText.Terminal(message)}").ConfigureAwait(false);
            await Console.Error.WriteLineAsync($"Try: grader {string.Join(' ', Path(parsed))} --help").ConfigureAwait(false);
            return (int)ExitCode.Usage;
        }

        // Ctrl-C cancels the token that actions receive; workers are killed as their pool is disposed of.
        return await parsed.InvokeAsync(
            new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TimeSpan.FromSeconds(60) })
                .ConfigureAwait(false);
    }

    /// <summary>Creates the commands.</summary>
    public static RootCommand Create()
    {
        RootCommand root = new("Grades submissions of LLMCourse, and helps to write its exercises.")
        {
            GradeCommand.Create(),
            StatusCommand.Create(),
            StatusCommand.CreateNext(),
            HintCommand.Create(),
            SolutionCommand.Create(),
            WatchCommand.Create(),
            PlayCommand.Create(),
            TourCommand.Create(),
            NewCommand.Create(),
            ReleaseCommand.Create(),
            RecordCommand.Create(),
            VerifyCommand.Create(),
            MutateCommand.Create(),
            ExperimentCommand.Create(),
            BatchCommand.Create(),
            PublishCommand.Create(),
            BatchShardCommand.Create(),
            ExamineCommand.Create(),
            BatchMergeCommand.Create(),
            SampleClassCommand.Create(),
            GradebookCommand.Create(),
            PeerReviewCommand.Create(),
            SimilarityCommand.Create(),
            ExportCommand.Create(),
            BenchCommand.Create(),
            GgufCommand.Create(),
            TemplateCommand.Create(),
            SetupCommand.Create(),
            DoctorCommand.Create(),
        };

        // Not the packed tool's name, which help would take: the documentation says grader, and so do messages.
        root.HelpName = "grader";
        return root;
    }

    /// <summary>Runs an action, and turns the errors that a user can do something about into a line and an exit code.</summary>
    internal static async Task<int> GuardAsync(Func<Task<ExitCode>> action)
    {
        try
        {
            return (int)await action().ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            AnsiConsole.Reset();
            await Console.Error.WriteLineAsync("grader: stopped; nothing was left running and no report was left half-written.")
                .ConfigureAwait(false);
            return (int)ExitCode.Interrupted;
        }
        catch (Exception e) when (e is CourseException or FormatException or InvalidDataException or SandboxException or IOException
            or UnauthorizedAccessException or Classes.Gradebooks.GradebookException)
        {
            await Console.Error.WriteLineAsync($"grader: {StudentText.Terminal(e.Message)}").ConfigureAwait(false);
            return (int)ExitCode.Usage;
        }
        catch (Authoring.Benchmarking.BenchmarkException e)
        {
            await Console.Error.WriteLineAsync($"grader: {StudentText.Terminal(e.Message)}").ConfigureAwait(false);
            return (int)ExitCode.GraderError;
        }
        catch (Exception e)
        {
            // Whatever else there is, is a fault of this program: all that is known of it, and no core dump.
            await Console.Error.WriteLineAsync(
                "grader: this is a fault of the grader, not yours. Please report what follows, with the command.").ConfigureAwait(false);
            foreach (string line in e.ToString().Split('\n'))
                await Console.Error.WriteLineAsync(StudentText.Terminal(line.TrimEnd('\r'))).ConfigureAwait(false);
            return (int)ExitCode.GraderError;
        }
    }

    private static List<string> Path(ParseResult parsed)
    {
        List<string> names = [];
        for (System.CommandLine.Parsing.SymbolResult? at = parsed.CommandResult; at
            is System.CommandLine.Parsing.CommandResult { Command: not RootCommand } command; at = at.Parent)
            names.Insert(0, command.Command.Name);
        return names;
    }
}
