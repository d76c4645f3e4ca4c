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
            Task.FromResult(Run(CourseLayout.Find(parsed.GetValue(course)), parsed.GetValue(module), parsed.GetValue(check), cancellation))));
        return command;
    }

    private static ExitCode Run(CourseLayout layout, string? option, bool checkOnly, CancellationToken cancellation)
    {
        bool clean = WriteBans(Path.Combine(layout.Root, "docs", BanPage.FileName), checkOnly);
        foreach (string module in SharedOptions.Modules(layout, option))
        {
            string solution = layout.SolutionOf(module), assignment = layout.AssignmentOf(module);
            IReadOnlyList<ReleaseDifference> differences = ReleaseWriter.Check(solution, assignment, cancellation: cancellation);
            if (differences.Count > 0 && !checkOnly) ReleaseWriter.Write(solution, assignment, cancellation: cancellation);
            Console.WriteLine(
                differences.Count == 0 ? $"{module}: up to date."
                : checkOnly ? $"{module}: {differences.Count} files are not what the solution gives; run ./course release."
                : $"{module}: {differences.Count} files written.");
            foreach (ReleaseDifference difference in differences) Console.WriteLine($"  {difference.File}: {(checkOnly ? difference.What : "written")}");
            clean &= differences.Count == 0;
        }

        return clean || !checkOnly ? ExitCode.Passed : ExitCode.Incomplete;
    }

    private static bool WriteBans(string page, bool checkOnly)
    {
        bool same = File.Exists(page) && File.ReadAllText(page) == BanPage.Text;
        string name = $"docs/{BanPage.FileName}";
        if (!same && !checkOnly)
        {
            _ = Directory.CreateDirectory(Path.GetDirectoryName(page)!);
            AtomicFile.Write(page, BanPage.Text);
        }

        Console.WriteLine(same ? $"{name}: up to date." : checkOnly ? $"{name}: not what the list of bans gives; run ./course release." : $"{name}: written.");
        return same;
    }
}
