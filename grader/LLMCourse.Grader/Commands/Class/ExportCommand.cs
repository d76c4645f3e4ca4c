using System.CommandLine;
using System.Globalization;
using LLMCourse.Classes.Exports;
using LLMCourse.Classes.Gradebooks;
using LLMCourse.Grading.Course;
using LLMCourse.Grading.Files;
using LLMCourse.Grading.Reports;

namespace LLMCourse.Grader.Commands.Class;

/// <summary><c>grader export</c>: writes a gradebook for another system.</summary>
internal static class ExportCommand
{
    public static Command Create()
    {
        Option<string> gradebook = new("--gradebook", "-g") { Description = "The gradebook.", Required = true, HelpName = "FILE" };
        Option<string> to = new("--to",
            "-t")
        { Description = "canvas, moodle, csv, json: a file for the class. gradescope, junit, classroom: a folder with an entry for each student.", Required = true, HelpName = "FORMAT" };
        to.AcceptOnlyFromAmong([.. ExportFormats.Names]);
        Option<string?> policy =
            new("--policy") { Description = "The course file: attempts, deadlines, late penalty, weights.", HelpName = "FILE" };
        Option<string?> output = new("--out",
            "-o")
        { Description = "The file or folder to write. A file is printed when this is not given.", HelpName = "PATH" };
        Option<string?> module =
            new("--module", "-m") { Description = "Only this module, such as M02; there is no final number then.", HelpName = "MODULE" };
        Option<string?> template =
            new("--template")
            {
                Description =
                "canvas, moodle: the CSV file that the system exported. Its rows and columns stay; only the modules' columns are filled in.",
                HelpName = "FILE"
            };
        Option<string[]> column =
            new("--column")
            {
                Description = "canvas, moodle: the name of a module's column, such as \"M02=HW 2 (40217)\". May be given several times.",
                HelpName = "MODULE=NAME"
            };
        Option<decimal?> points =
            new("--points")
            {
                Description = "canvas, moodle: what 100 % are. Default: what a template of Canvas says, else 100.",
                HelpName = "N"
            };
        points.Validators.Add(result =>
        {
            if (result.Is<decimal?>(n => n is <= 0 or > 1_000_000)) result.AddError("--points must be above 0 and at most 1000000.");
        });
        Option<MissingGrade> missing =
            new("--missing")
            {
                Description =
                "canvas, moodle: what a student gets who handed nothing in: zero, as the policy counts it, or blank, for a module that is still open.",
                DefaultValueFactory = _ => MissingGrade.Zero,
                HelpName = "zero|blank"
            };
        Option<bool> skip = new("--skip-unmatched")
        {
            Description = "canvas, moodle: leave out students with grades who are not in the template. Default: refuse, and name them."
        };
        Command command = new("export", """
            Write a gradebook for another system. Numbers are those of `grader gradebook show` with the same course file.

            Examples:
              grader export -g class.db --policy course.yaml --to csv -o grades.csv
              grader export -g class.db --policy course.yaml --to canvas --template downloaded.csv -o upload.csv
              grader export -g class.db --to moodle -m M02 --column "M02=Assignment: HW 2 (Real)" -o upload.csv
              grader export -g class.db --to gradescope -m M02 -o results/
            """)
        {
            gradebook, to, policy, output, module, template, column, points, missing, skip,
        };
        command.SetAction((parsed, cancellation) => CommandLine.GuardAsync(() => Task.FromResult(Run(
            new Request(parsed.GetValue(gradebook)!, parsed.GetValue(to)!, parsed.GetValue(policy), parsed.GetValue(
                output), parsed.GetValue(module), new ExportOptions
                {
                    Template = parsed.GetValue(template),
                    Points = parsed.GetValue(points),
                    Missing = parsed.GetValue(missing),
                    SkipUnmatched = parsed.GetValue(skip),
                    Columns = Columns(parsed.GetValue(column) ?? []),
                }),
            cancellation))));
        return command;
    }

    private static ExitCode Run(Request request, CancellationToken cancellation)
    {
        using Gradebook gradebook = Gradebook.Open(request.Gradebook);
        CoursePolicy policy = CoursePolicy.Load(request.Policy, ModuleIds.Known(gradebook));
        using IDisposable state = gradebook.Snapshot();
        IClassExport? one = ExportFormats.OfClass.FirstOrDefault(f => f.Format == request.Format);
        bool forStudents = one is null || one.IsForStudents;
        ClassGrades grades = ClassGrades.Load(gradebook, policy, request.Module, forStudents);
        if (request.Options.Columns.Keys.FirstOrDefault(m => !grades.Modules.Contains(m, StringComparer.OrdinalIgnoreCase)) is { } unknown)
            throw new CourseException(
                $"--column names the module {unknown}, which is not exported; exported are {string.Join(", ", grades.Modules)}.");

        if (one is not null) WriteFile(one, grades, request, cancellation);
        else WriteFolder(ExportFormats.OfSubmissions.Single(f => f.Format == request.Format), grades, gradebook, request, cancellation);
        if (request.Module is null && grades.Withheld.Count > 0)
        {
            Say(forStudents
                ? $"Not released, and so not exported and in no final number: {string.Join(", ", grades.Withheld)}. `grader gradebook release` releases a module."
                : $"Not released to students: {string.Join(", ", grades.Withheld)}. They are in this export; it is not for students.");
        }

        return ExitCode.Passed;
    }

    private static void WriteFile(IClassExport export, ClassGrades grades, Request request, CancellationToken cancellation)
    {
        if (!export.HasColumns) RefuseColumns(request);
        IReadOnlyList<string> notes = [];
        if (request.Output is null)
        {
            using Stream console = Console.OpenStandardOutput();
            notes = export.Write(grades, request.Options, console, cancellation);
        }
        else
        {
            CheckTarget(request.Output, request.Gradebook, export.Format);
            AtomicFile.Write(request.Output, stream => notes = export.Write(grades, request.Options, stream, cancellation));
            Say(string.Create(CultureInfo.InvariantCulture,
                $"{Count(grades.Students.Count, "student")}, {string.Join(", ", grades.Modules)}: {request.Output}"));
        }

        foreach (string note in notes) Say(note);
    }

    private static void CheckTarget(string output, string gradebook, string format)
    {
        string path = Path.GetFullPath(output);
        if (Directory.Exists(path)) throw new CourseException($"'{output}' is a folder. --to {format} writes a file; name one.");
        if (path == Path.GetFullPath(gradebook)) throw new CourseException($"'{output}' is the gradebook itself. Name another file.");
        if (!Directory.Exists(Path.GetDirectoryName(path)))
            throw new CourseException($"The folder of '{output}' does not exist. Create it first.");
    }

    private static void WriteFolder(ISubmissionExport export, ClassGrades grades, Gradebook gradebook, Request request,
        CancellationToken cancellation)
    {
        RefuseColumns(request);
        if (request.Output is null)
            throw new CourseException($"--to {export.Format} writes a folder with an entry for each student; name it with --out FOLDER.");
        int files = SubmissionFolder.Write(grades, gradebook, export, request.Output, cancellation);
        Say(string.Create(CultureInfo.InvariantCulture,
            $"{Count(files, "submission")} of {Count(grades.Students.Count, "student")}: {request.Output}; {SubmissionFolder.IndexName} there says whose is which."));
        string[] absent = [.. grades.Students.Where(s => !s.HasWork).Select(s => ExportText.Name(s.Student))];
        if (absent.Length > 0)
            Say(string.Create(CultureInfo.InvariantCulture,
                $"{absent.Length} handed nothing in and have no entry: {ExportText.List(absent)}."));
    }

    // Silently ignored, an option would leave its giver believing that it was heeded.
    private static void RefuseColumns(Request request)
    {
        if (request.Options is { Template: null, Points: null, Missing: MissingGrade.Zero, SkipUnmatched: false, Columns.Count: 0 }) return;
        throw new CourseException(
            $"--template, --column, --points, --missing and --skip-unmatched are for canvas and moodle, not for {request.Format}. Leave them out.");
    }

    private static Dictionary<string, string> Columns(IEnumerable<string> options)
    {
        Dictionary<string, string> columns = new(StringComparer.OrdinalIgnoreCase);
        foreach (string option in options)
        {
            string[] parts = option.Split('=', 2, StringSplitOptions.TrimEntries);
            if (parts is not [{ Length: > 0 } module, { Length: > 0 } name])
                throw new CourseException($"--column '{option}' is not of the form MODULE=NAME, such as \"M02=HW 2 (40217)\".");
            if (!columns.TryAdd(module, name)) throw new CourseException($"--column names the column of {module} twice.");
        }

        return columns;
    }

    private static string Count(int number, string what) =>
        string.Create(CultureInfo.InvariantCulture, $"{number} {what}{(number == 1 ? "" : "s")}");

    // On standard error, since standard output may be the file.
    private static void Say(string text) => Console.Error.WriteLine(StudentText.NoCommands(StudentText.Terminal(text)));

    private sealed record Request(string Gradebook, string Format, string? Policy, string? Output, string? Module, ExportOptions Options);
}
