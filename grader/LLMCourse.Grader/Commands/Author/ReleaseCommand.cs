using System.CommandLine;
using LLMCourse.Authoring.Release;
using LLMCourse.Grading.Compiling;
using LLMCourse.Grading.Compiling.Inspection;
using LLMCourse.Grading.Course;
using LLMCourse.Grading.Files;
using Spectre.Console;

namespace LLMCourse.Grader.Commands.Author;

/// <summary><c>grader release</c>: writes the assignments from the solutions.</summary>
internal static class ReleaseCommand
{
    public static Command Create()
    {
        Option<string?> course = SharedOptions.Course(), module = SharedOptions.Module();
        Option<bool> check = new("--check") { Description = "Write nothing; fail when an assignment is not what its solution gives." };
        Command command = new("release", "Write assignments/ from solutions/.") { check, module, course };
        command.SetAction((parsed, cancellation) => CommandLine.GuardAsync(() =>
            Task.FromResult(
                Run(CourseLayout.Find(parsed.GetValue(course)), parsed.GetValue(module), parsed.GetValue(check), cancellation))));
        return command;
    }

    private static ExitCode Run(CourseLayout layout, string? option, bool checkOnly, CancellationToken cancellation)
    {
        bool clean = WritePage(layout, BanPage.FileName, BanPage.Text, "the list of bans gives", checkOnly);
        foreach (string module in SharedOptions.Modules(layout, option))
        {
            string solution = layout.SolutionOf(module), assignment = layout.AssignmentOf(module);
            IReadOnlyList<ReleaseDifference> differences = ReleaseWriter.Check(solution, assignment, cancellation: cancellation);
            if (differences.Count > 0 && !checkOnly) ReleaseWriter.Write(solution, assignment, cancellation: cancellation);
            Console.WriteLine(
                differences.Count == 0 ? $"{module}: up to date."
                : checkOnly ? $"{module}: {differences.Count} files are not what the solution gives; run ./course release."
                : $"{module}: {differences.Count} files written.");
            foreach (ReleaseDifference difference in differences)
                Console.WriteLine($"  {difference.File}: {(checkOnly ? difference.What : "written")}");
            clean &= differences.Count == 0;
        }

        // After the assignments, to which it links.
        if (File.Exists(Path.Combine(layout.Docs, TopicMap.FileName)))
            clean &= WritePage(layout, SyllabusPage.FileName, SyllabusPage.Write(layout),
                "the handouts and the map of topics give", checkOnly);
        return clean || !checkOnly ? ExitCode.Passed : ExitCode.Incomplete;
    }

    private static bool WritePage(CourseLayout layout, string file, string text, string source, bool checkOnly)
    {
        string page = Path.Combine(layout.Docs, file);
        bool same = File.Exists(page) && File.ReadAllText(page) == text;
        if (!same && !checkOnly)
        {
            _ = Directory.CreateDirectory(layout.Docs);
            AtomicFile.Write(page, text);
        }

        Console.WriteLine(same ? $"docs/{file}: up to date." : checkOnly
            ? $"docs/{file}: not what {source}; run ./course release."
            : $"docs/{file}: written.");
        return same;
    }
}
