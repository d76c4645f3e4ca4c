using System.CommandLine;
using System.Globalization;
using LLMCourse.Authoring.Samples;
using LLMCourse.Classes.Batches;
using LLMCourse.Grading.Course;
using LLMCourse.Grading.Files;
using LLMCourse.Grading.Pipeline;

namespace LLMCourse.Grader.Commands.Class;

/// <summary><c>grader sample-class</c>: writes a made-up class, to try <c>batch</c> on and to prove it.</summary>
internal static class SampleClassCommand
{
    public static Command Create()
    {
        Argument<string> folder =
            new("folder") { Description = "Where to write the class, a folder for each student; must be empty or not exist." };
        Option<int> count = new("--count", "-n") { Description = "How many students.", DefaultValueFactory = _ => 30, HelpName = "N" };
        count.Validators.Add(result =>
        {
            if (result.Is<int>(n => n is < 1 or > 1_000_000)) result.AddError("--count must be 1 to 1000000.");
        });
        Option<int> seed = new("--seed") { Description = "Equal seeds give equal classes.", DefaultValueFactory = _ => 1, HelpName = "N" };
        Option<string?> expected = new("--expected") { Description = "A CSV file to write the right grades to; ? where there is nothing to grade.", HelpName = "FILE" };
        Option<string> module =
            new("--module", "-m") { Description = "The module, such as M02.", DefaultValueFactory = _ => "M02", HelpName = "MODULE" };
        Option<string?> course = SharedOptions.Course();
        Command command = new("sample-class",
            "Write a made-up class whose right grades are known, to try `batch` on.") { folder, count, seed, module, expected, course };
        command.SetAction((parsed, cancellation) => CommandLine.GuardAsync(() => Task.FromResult(Run(
            CourseLayout.Find(parsed.GetValue(course)), parsed.GetValue(folder)!, parsed.GetValue(module)!, parsed.GetValue(count),
            parsed.GetValue(seed), parsed.GetValue(expected), cancellation))));
        return command;
    }

    private static ExitCode Run(CourseLayout layout, string folder, string option, int count, int seed, string? expected,
        CancellationToken cancellation)
    {
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
            throw new CourseException($"'{folder}' is not empty. Name a new folder.");
        string name = layout.Resolve(option);
        ModuleContent module = ModuleContent.Load(layout, name);
        List<string> rows = [CsvText.Row(["key", "kind", "percent"])];
        foreach (MadeUpStudent student in new MadeUpClass(layout, module).Draw(count, (ulong)seed))
        {
            cancellation.ThrowIfCancellationRequested();
            student.Submission.WriteTo(layout.SolutionOf(name), module.Manifest, Path.Combine(folder, student.Key));
            rows.Add(CsvText.Row([student.Key, student.Kind, student.Percent?.ToString("0.00", CultureInfo.InvariantCulture) ?? "?"]));
        }

        if (expected is not null) AtomicFile.Write(expected, string.Concat(rows));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{count} students in {folder}. Next: grader batch {folder} --gradebook class.db --module {module.Manifest.Id}"));
        return ExitCode.Passed;
    }
}
