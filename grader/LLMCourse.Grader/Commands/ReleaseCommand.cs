using System.CommandLine;
using LLMCourse.Grader.Compiling;
using LLMCourse.Grader.Course;
using LLMCourse.Grader.Release;
using Spectre.Console;

namespace LLMCourse.Grader.Commands;

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
        bool clean = true;
        foreach (string module in SharedOptions.Modules(layout, option))
        {
            string solution = layout.SolutionOf(module), assignment = layout.AssignmentOf(module);
            IReadOnlyList<ReleaseDifference> differences = ReleaseWriter.Check(solution, assignment, ReferenceSet.Default, cancellation);
            if (differences.Count > 0 && !checkOnly) ReleaseWriter.Write(solution, assignment, ReferenceSet.Default, cancellation);
            Console.WriteLine(
                differences.Count == 0 ? $"{module}: up to date."
                : checkOnly ? $"{module}: {differences.Count} files are not what the solution gives; run ./course release."
                : $"{module}: {differences.Count} files written.");
            foreach (ReleaseDifference difference in differences) Console.WriteLine($"  {difference.File}: {(checkOnly ? difference.What : "written")}");
            clean &= differences.Count == 0;
        }

        return clean || !checkOnly ? ExitCode.Passed : ExitCode.Incomplete;
    }
}
