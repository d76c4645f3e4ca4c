using System.CommandLine;
using System.Globalization;
using LLMCourse.Authoring.Mutating;
using LLMCourse.Checks;
using LLMCourse.Grader.Commands.Grade;
using LLMCourse.Grading.Course;
using LLMCourse.Grading.Files;
using LLMCourse.Grading.Judging;
using LLMCourse.Grading.Pipeline;
using LLMCourse.Grading.Reports;
using LLMCourse.Grading.Sandbox;

namespace LLMCourse.Grader.Commands.Author;

/// <summary><c>grader mutate</c>: measures how many wrong solutions the checks notice.</summary>
internal static class MutateCommand
{
    private const double DefaultGoal = 98, DefaultMemberGoal = 95;

    public static Command Create()
    {
        Option<string?> course = SharedOptions.Course(), module = SharedOptions.Module();
        Option<SandboxMode> sandbox = SharedOptions.Sandbox();
        Option<string[]> only = SharedOptions.OnlyExercises("Change the members of these exercises alone, such as M03.E5.");
        Option<int?> sample = new("--sample")
        {
            Description = "Run this many, drawn from all. A sample is judged as a whole, not by member.",
            HelpName = "COUNT"
        };
        Option<ulong> seed = new("--seed") { Description = "The seed of the sample.", HelpName = "NUMBER", DefaultValueFactory = _ => 1 };
        Option<double> goal = new("--goal")
        {
            Description = "The least share to be caught, in percent.",
            HelpName = "PERCENT",
            DefaultValueFactory = _ => DefaultGoal
        };
        Option<double> memberGoal =
            new("--member-goal")
            {
                Description = "The least share of each member's, in percent.",
                HelpName = "PERCENT",
                DefaultValueFactory = _ => DefaultMemberGoal
            };
        Option<string?> report = new("--report") { Description = "Write what survived, by member, to this file.", HelpName = "FILE.md" };
        Option<FileInfo?> again =
            new("--again")
            {
                Description = "Run those alone that survived according to this earlier report; like a sample they are judged as a whole.",
                HelpName = "FILE.md"
            };
        Option<bool> equivalents =
            new("--equivalents")
            {
                Description = $"Run those in {ModuleContent.EquivalentMutantsFile}, too, to see that none of them is caught."
            };
        Option<int?> kills = new(
            "--kills")
        {
            Description =
                $"Run this many mutants of each member against all checks of its exercise instead, and record what each fails in {KillMatrix.FileName}: by it reports find where a fault is that is no known mistake.",
            HelpName = "COUNT"
        };
        kills.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() is <= 0)
                result.AddError("--kills is how many mutants of each member are run, at least 1.");
        });
        sample.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() is <= 0) result.AddError("--sample is how many mutants are run, at least 1.");
        });
        Command command = new("mutate",
            "Change the solution in every small way (operators, bounds, constants, calls left out, arguments swapped …) and see which changes no check notices.")
        {
            module, only, sample, seed, goal, memberGoal, report, again, equivalents, kills, sandbox, course,
        };
        command.SetAction((parsed, cancellation) => CommandLine.GuardAsync(() =>
        {
            var options = new MutationOptions
            {
                Only = [.. (parsed.GetValue(only) ?? []).Select(SharedOptions.Exercise)],
                Sample = parsed.GetValue(sample),
                Seed = parsed.GetValue(seed),
                Equivalents = parsed.GetValue(equivalents),
                Again = parsed.GetValue(again) is { } earlier ? Read(earlier) : null,
            };
            if (parsed.GetValue(kills) is { } perMember)
                return RecordKillsAsync(CourseLayout.Find(parsed.GetValue(course)), parsed.GetValue(module), perMember, options,
                    parsed.GetValue(sandbox), cancellation);
            var wanted =
                new MutationGoal(parsed.GetValue(goal), options is { Sample: null, Again: null } ? parsed.GetValue(memberGoal) : null);
            return RunAsync(CourseLayout.Find(parsed.GetValue(course)), parsed.GetValue(module), options, wanted, parsed.GetValue(report),
                parsed.GetValue(sandbox), cancellation);
        }));
        return command;
    }

    private static string Read(FileInfo report) =>
        report.Exists
            ? File.ReadAllText(report.FullName)
            : throw new CourseException($"{report.FullName} does not exist; --report writes such a file.");

    private static IReadOnlyList<string> ModulesOf(CourseLayout layout, string? module, MutationOptions options) =>
        module is null && options.Only.Count > 0
            ? [.. options.Only.Select(e => layout.Resolve(e.Module)).Distinct()]
            : SharedOptions.Modules(layout, module);

    private static async Task<ExitCode> RecordKillsAsync(
        CourseLayout layout, string? module, int perMember, MutationOptions options, SandboxMode sandbox, CancellationToken cancellation)
    {
        await using var graders = new ModuleGraders(layout, sandbox, spareWorkers: Environment.ProcessorCount);
        var run = new MutationRun(layout, graders.Workers, graders.ContentOf);
        IReadOnlyList<(string Module, int Mutants)> recorded = await LiveProgress.RunAsync(
            "Mutants", progress => run.RecordKillsAsync(ModulesOf(layout, module, options), perMember, options, progress, cancellation))
                .ConfigureAwait(false);
        foreach ((string name, int mutants) in recorded) Console.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"{name}: what {mutants} mutants fail is recorded."));
        return ExitCode.Passed;
    }

    private static async Task<ExitCode> RunAsync(
        CourseLayout layout, string? module, MutationOptions options, MutationGoal goal, string? report, SandboxMode sandbox,
        CancellationToken cancellation)
    {
        IReadOnlyList<string> modules = ModulesOf(layout, module, options);
        await using var graders = new ModuleGraders(layout, sandbox, spareWorkers: Environment.ProcessorCount);
        var run = new MutationRun(layout, graders.Workers, graders.ContentOf);
        IReadOnlyList<ModuleMutation> results = await LiveProgress.RunAsync("Mutants",
            progress => run.RunAsync(modules, options, progress, cancellation)).ConfigureAwait(false);
        MutationTable.Write(ConsoleReport.CreateConsole(Console.Out, Console.IsOutputRedirected), results, goal);
        if (report is not null)
        {
            AtomicFile.Write(report, MutationReport.Markdown(results, goal));
            Console.WriteLine($"What survived is in {report}.");
        }

        bool isReached = goal.Member is not null
            ? results.All(m => m.Reaches(goal))
            : MutationScore.Of(results.SelectMany(m => m.Results)).Percent >= goal.Total;
        return isReached ? ExitCode.Passed : ExitCode.Incomplete;
    }
}
