using System.CommandLine;
using LLMCourse.Classes.Analysis;
using LLMCourse.Classes.Gradebooks;
using LLMCourse.Grader.Commands.Grade;
using LLMCourse.Grading.Course;
using LLMCourse.Grading.Reports;

namespace LLMCourse.Grader.Commands.Class;

/// <summary><c>grader gradebook items</c>: which checks are hard, which tell strong work from weak, which mistakes are common.</summary>
internal static class GradebookItems
{
    private static readonly string[] Formats = ["table", "json", "csv"];

    public static Command Create()
    {
        Option<string> gradebook = new("--gradebook", "-g") { Description = "The gradebook.", Required = true, HelpName = "FILE" };
        Option<string?> policy = new("--policy") { Description = "The course file, which says which attempt counts.", HelpName = "FILE" };
        Option<string?> module = new("--module", "-m") { Description = "Only this module, such as M02.", HelpName = "MODULE" };
        Option<string> format = new(
            "--format")
        { Description = "How to print it: table, json or csv.", DefaultValueFactory = _ => "table", HelpName = "FORMAT" };
        format.AcceptOnlyFromAmong(Formats);
        Command command = new("items",
            "Item analysis: difficulty and discrimination of every check, the commonest mistakes, time per exercise. Example: grader gradebook items -g class.db -m M02")
        {
            gradebook, module, policy, format,
        };
        command.SetAction((parsed, cancellation) => CommandLine.GuardAsync(() =>
        {
            using Gradebook book = Gradebook.Open(parsed.GetValue(gradebook)!);
            IReadOnlyList<ModuleItems> all =
                ItemAnalyzer.Analyze(book, CoursePolicy.Load(parsed.GetValue(policy), ModuleIds.Known(book)), cancellation);
            Write(Of(all, parsed.GetValue(module)), parsed.GetValue(format)!, Console.Out, Console.IsOutputRedirected);
            return Task.FromResult(ExitCode.Passed);
        }));
        return command;
    }

    /// <summary>Returns the modules that are asked for.</summary>
    /// <exception cref="CourseException">Nothing of the module is in the gradebook.</exception>
    internal static IReadOnlyList<ModuleItems> Of(IReadOnlyList<ModuleItems> all, string? module)
    {
        if (module is null) return all;
        string id = module.Split('.')[0];
        IReadOnlyList<ModuleItems> found = [.. all.Where(m => m.Module.Equals(id, StringComparison.OrdinalIgnoreCase))];
        return found.Count > 0
            ? found
            : throw new CourseException(
                $"The gradebook has no grade of {module}; it has {(all.Count == 0 ? "none at all" : string.Join(", ", all.Select(m => m.Module)))}.");
    }

    /// <summary>Writes them.</summary>
    internal static void Write(IReadOnlyList<ModuleItems> modules, string format, TextWriter writer, bool redirected)
    {
        switch (format)
        {
            case "json": writer.Write(ItemsText.Json(modules)); break;
            case "csv": writer.Write(ItemsText.Csv(modules)); break;
            default: ItemsTable.Write(ConsoleReport.CreateConsole(writer, redirected), modules); break;
        }
    }
}
