using System.CommandLine;
using LLMCourse.Grader.Commands.Grade;
using LLMCourse.Grading.Course;
using LLMCourse.Grading.Reports;
using Spectre.Console;

namespace LLMCourse.Grader.Commands.Learning;

/// <summary><c>grader status</c> and <c>grader next</c>: what is done by the last gradings, and what comes next.</summary>
internal static class StatusCommand
{
    public static Command Create()
    {
        Argument<string?> module = Module();
        Option<string?> reports = Reports(), course = SharedOptions.Course();
        Command command = new("status", "Show what is done, by your last gradings, and what comes next.") { module, reports, course };
        command.SetAction((parsed, _) => CommandLine.GuardAsync(() => Task.FromResult(
            Status(CourseLayout.Find(parsed.GetValue(course)), parsed.GetValue(module), parsed.GetValue(reports)))));
        return command;
    }

    public static Command CreateNext()
    {
        Argument<string?> module = Module();
        Option<string?> reports = Reports(), course = SharedOptions.Course();
        Command command =
            new("next", "Show the exercise to do next: what to read, what to write, how to try it.") { module, reports, course };
        command.SetAction((parsed, _) => CommandLine.GuardAsync(() => Task.FromResult(
            Next(CourseLayout.Find(parsed.GetValue(course)), parsed.GetValue(module), parsed.GetValue(reports)))));
        return command;
    }

    /// <summary>Creates the option that says where reports are.</summary>
    public static Option<string?> Reports() =>
        new("--reports")
        {
            Description = "The folder that `grade` writes to. Default: reports in the course's folder.",
            HelpName = "FOLDER"
        };

    private static Argument<string?> Module() =>
        new("module")
        {
            Description = "The module, such as M02. Default: that of the current folder, else all.",
            Arity = ArgumentArity.ZeroOrOne
        };

    private static ExitCode Status(CourseLayout layout, string? option, string? reports)
    {
        (ProgressFile progress, IReadOnlyList<ModuleManifest> modules) = Read(layout, option, reports);
        IAnsiConsole console = ConsoleReport.CreateConsole(Console.Out, Console.IsOutputRedirected);
        Table table = new Table().Border(TableBorder.None).HideHeaders();
        _ = table.AddColumn(new TableColumn("").NoWrap()).AddColumn(new TableColumn("")).AddColumn(new TableColumn("").NoWrap())
            .AddColumn(new TableColumn("").RightAligned().NoWrap());
        foreach (ModuleManifest module in modules)
        {
            IReadOnlyList<ModulePart> parts = ModulePart.Of(module, progress);
            decimal earned = parts.Sum(p => p.Progress?.Earned ?? 0), maximum = parts.Sum(p => p.Points);
            string bar = Figures.Bar(maximum == 0 ? 0 : (double)(earned / maximum), 20);
            _ = table.AddRow(new Text(module.Id), new Text(module.Title),
                new Text($"{bar} {parts.Count(p => p.IsDone)} of {parts.Count} done"), new Text(Figures.Points(earned, maximum)));
            if (modules.Count > 1) continue;
            foreach (ModulePart part in parts)
            {
                string word = part.IsDone ? "done" : part.Progress is null ? "not graded yet" : OutcomeWords.Word(part.Progress.Outcome);
                _ = table.AddRow(new Text($"  {part.Symbol}"), new Text($"{part.Id} {part.Title}"), new Text(word),
                    new Text(Figures.Points(part.Progress?.Earned ?? 0, part.Points)));
            }
        }

        console.Write(table);
        Console.Out.WriteLine();
        Console.Out.WriteLine(FirstLeft(modules, progress) is var (_, next)
            ? $"Next: {next.Id} {next.Title}. What to do: ./course next"
            : "Everything is done.");
        return ExitCode.Passed;
    }

    private static ExitCode Next(CourseLayout layout, string? option, string? reports)
    {
        (ProgressFile progress, IReadOnlyList<ModuleManifest> modules) = Read(layout, option, reports);
        if (FirstLeft(modules, progress) is not var (module, next))
        {
            Console.Out.WriteLine("Everything is done.");
            return ExitCode.Passed;
        }

        string folder = Path.GetRelativePath(Directory.GetCurrentDirectory(), ModuleGuess.OwnFolder(module.Name, layout));
        IAnsiConsole console = ConsoleReport.CreateConsole(Console.Out, Console.IsOutputRedirected);
        console.Write(
            new Text($"{next.Id} {next.Title}, {Figures.Count((int)next.Points, "point")}", new Style(decoration: Decoration.Bold)));
        console.WriteLine();
        Grid grid = new Grid().AddColumn(new GridColumn().NoWrap()).AddColumn(new GridColumn());
        if (next.Files.Count == 0)
        {
            _ = grid.AddRow(new Text("read"), new Text(Path.Combine(folder, "quiz.md")))
                .AddRow(new Text("write"), new Text(Path.Combine(folder, ModuleManifest.AnswersFile)));
        }
        else
        {
            _ = grid.AddRow(new Text("read"), new Text($"{Path.Combine(folder, "README.md")}, section {next.Id}"))
                .AddRow(new Text("write"), new Text(string.Join(", ", next.Files.Select(file => Path.Combine(folder, file)))))
                .AddRow(new Text("try"), new Text($"dotnet test {folder} --filter Exercise={next.Id}"))
                .AddRow(new Text("stuck"), new Text($"./course hint {next.Id}"));
        }

        _ = grid.AddRow(new Text("grade"), new Text($"./course grade {module.Id} --only {next.Id}"));
        console.Write(grid);
        return ExitCode.Passed;
    }

    private static (ProgressFile Progress, IReadOnlyList<ModuleManifest> Modules) Read(CourseLayout layout, string? option, string? reports)
    {
        string current = Directory.GetCurrentDirectory();
        ProgressFile progress = ProgressFile.Read(reports ?? ReportsFolder.Of(layout, current));
        return (progress, [.. SharedOptions.Modules(layout, option ?? ModuleGuess.Named(current, layout))
            .Select(module => ModuleManifest.Load(layout.ManifestOf(module)))]);
    }

    private static (ModuleManifest Module, ModulePart Part)? FirstLeft(IReadOnlyList<ModuleManifest> modules, ProgressFile progress)
    {
        foreach (ModuleManifest module in modules)
        {
            if (ModulePart.Of(module, progress).FirstOrDefault(part => !part.IsDone) is { } left) return (module, left);
        }

        return null;
    }
}
