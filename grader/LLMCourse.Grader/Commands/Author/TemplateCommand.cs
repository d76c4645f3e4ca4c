using System.CommandLine;
using System.Globalization;
using LLMCourse.Authoring.Templates;
using LLMCourse.Grading.Compiling;
using LLMCourse.Grading.Course;
using LLMCourse.Grading.Pipeline;

namespace LLMCourse.Grader.Commands.Author;

/// <summary><c>grader template</c>: writes a repository for students, with a workflow that grades it.</summary>
internal static class TemplateCommand
{
    public static Command Create()
    {
        Option<string> output = new("--out",
            "-o")
        { Description = "Where to write the repository; must be empty or not exist.", Required = true, HelpName = "FOLDER" };
        Option<string[]> modules =
            new("--modules", "-m")
            {
                Description = "The modules, separated by commas, such as M01,M02. Default: all.",
                AllowMultipleArgumentsPerToken = true,
                HelpName = "LIST"
            };
        Option<string> source = new("--grader-source")
        {
            Description = "Where the workflow gets the grader's package from, unless the variable LLMCOURSE_GRADER_SOURCE says otherwise: a feed (https://…/index.json), a release (OWNER/REPOSITORY@TAG), or a folder of the runner.",
            DefaultValueFactory = _ => "",
            HelpName = "SOURCE",
        };
        Option<string> version = new("--grader-version")
        {
            Description = "The version of that package.",
            DefaultValueFactory = _ => GradingPipeline.Version,
            HelpName = "VERSION"
        };
        Option<string?> course = SharedOptions.Course();
        Command command = new("template",
            "Write a repository for students: assignments, reference, ./course and a workflow that grades every push. Nothing hidden goes in. See docs/classroom.md. "
            + "Example: grader template --out ../llm-course-template --modules M02 --grader-source my-org/grader@v1")
        {
            output, modules, source, version, course,
        };
        command.SetAction((parsed, cancellation) => CommandLine.GuardAsync(() => Task.FromResult(Run(
            CourseLayout.Find(parsed.GetValue(course)), parsed.GetValue(output)!, parsed.GetValue(modules)
                ?? [], parsed.GetValue(source)!, parsed.GetValue(version)!, cancellation))));
        return command;
    }

    private static ExitCode Run(CourseLayout layout, string folder, string[] named, string source, string version,
        CancellationToken cancellation)
    {
        TemplateWriter.RequireEmpty(folder);
        string[] names = [.. named.SelectMany(n => n.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))];
        IReadOnlyList<string> modules = names.Length == 0
            ? layout.Modules
            : [.. names.Select(layout.Resolve).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        TemplateOptions options = new() { Modules = modules, GraderSource = source, GraderVersion = version };
        IReadOnlyList<TemplateFile> files = TemplateFiles.Make(layout, options, cancellation);
        TemplateWriter.Write(files, folder, cancellation);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{folder}: {files.Count} files, {string.Join(", ", modules)}; searched for text of solutions, checks and quiz keys: there is none."));
        Console.WriteLine(source.Length > 0
            ? $"The workflow takes the grader {version} from {source}."
            : "Next: tell the workflow where the grader's package is, with the variable LLMCOURSE_GRADER_SOURCE of the organisation; docs/classroom.md says how.");
        return ExitCode.Passed;
    }
}
