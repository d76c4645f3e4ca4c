using System.CommandLine;
using LLMCourse.Authoring.Samples;
using LLMCourse.Authoring.Verifying;
using LLMCourse.Checks;
using LLMCourse.Grader.Commands.Grade;
using LLMCourse.Grading.Course;
using LLMCourse.Grading.Judging;
using LLMCourse.Grading.Pipeline;
using LLMCourse.Grading.Reports;
using LLMCourse.Grading.Sandbox;
using Spectre.Console;

namespace LLMCourse.Grader.Commands.Author;

/// <summary><c>grader verify</c>: proves the checks.</summary>
internal static class VerifyCommand
{
    public static Command Create()
    {
        Option<string?> course = SharedOptions.Course(), module = SharedOptions.Module();
        Option<SandboxMode> sandbox = SharedOptions.Sandbox();
        Option<CpuKernels> kernels = new("--kernels")
        {
            Description = "The instructions that libtorch computes with: native (the processor's best), avx2, or default (those of every x86-64 processor). A claim that holds for all three does not depend on the machine.",
            DefaultValueFactory = _ => CpuKernels.Native,
        };
        Option<string[]> only = SharedOptions.OnlyExercises("Prove the checks of these exercises alone, such as M02.E3.");
        Option<bool> changed = new("--changed")
        {
            Description = $"Prove only modules that changed since they were last proved, they or what grades them: a whole proof with the native kernels is remembered in tests/Checks/{ProofLedger.FileName}.",
        };
        Option<int?> sample = new("--sample")
        {
            Description = "With --changed: of the modules that did not change, run this many mistakes again, drawn from all, and a golden submission of each.",
            HelpName = "COUNT",
        };
        Option<ulong> seed = new("--seed") { Description = "The seed of the sample.", HelpName = "NUMBER", DefaultValueFactory = _ => 1 };
        Command command = new("verify",
            "Prove the checks: nothing is missing or stale, the solution earns everything, the starter nothing, every mistake is caught and recognised, and every golden submission gets its grade.")
        {
            module, only, changed, sample, seed, kernels, sandbox, course,
        };
        command.Validators.Add(result =>
        {
            bool isChanged = result.GetValue(changed);
            if (result.GetValue(sample) is { } count && (count <= 0 || !isChanged))
                result.AddError("--sample is how many mistakes of unchanged modules are run again with --changed, at least 1.");
            if (isChanged && (result.GetValue(only) is { Length: > 0 } || result.GetValue(kernels) != CpuKernels.Native))
                result.AddError("--changed goes by what was proved of whole modules with the native kernels; leave --only and --kernels out.");
        });
        command.SetAction((parsed, cancellation) => CommandLine.GuardAsync(() => RunAsync(
            new Request(CourseLayout.Find(parsed.GetValue(course)), parsed.GetValue(module), parsed.GetValue(only) ?? [],
                parsed.GetValue(changed), parsed.GetValue(sample) ?? 0, parsed.GetValue(seed), parsed.GetValue(kernels),
                parsed.GetValue(sandbox)),
            cancellation)));
        return command;
    }

    private sealed record Request(CourseLayout Layout, string? Module, string[] Only, bool Changed, int Sample, ulong Seed,
        CpuKernels Kernels, SandboxMode Sandbox);

    private static async Task<ExitCode> RunAsync(Request request, CancellationToken cancellation)
    {
        CourseLayout layout = request.Layout;
        (IReadOnlyList<string> modules, IReadOnlyList<ExerciseId> exercises) =
            SharedOptions.Exercises(layout, request.Module, request.Only);
        IAnsiConsole console = ConsoleReport.CreateConsole(Console.Out, Console.IsOutputRedirected);
        Dictionary<string, IReadOnlyList<Finding>> first =
            modules.ToDictionary(m => m, m => new Preflight(layout, m, [.. exercises.Where(e => e.Module == m[..3])]).Run());

        // Whatever is missing anywhere is said at once, before minutes are spent on what is there.
        string[] unfit = [.. modules.Where(m => first[m].Any(f => !f.Holds))];
        foreach (string name in unfit)
        {
            console.MarkupLineInterpolated($"[bold]{name}[/]: not run");
            Write(console, first[name]);
        }

        if (unfit.Length > 0) return ExitCode.Incomplete;
        var ledger = new ProofLedger(layout);
        string[] proved = request.Changed ? [.. modules.Where(ledger.IsProved)] : [];
        await using var graders = new ModuleGraders(layout, request.Sandbox, kernels: request.Kernels);
        bool good = true;
        foreach (string name in modules.Except(proved))
        {
            ModuleContent content = graders.ContentOf(name);
            ExerciseId[] own = [.. exercises.Where(e => e.Module == content.Manifest.Id)];
            string state = ledger.StateOf(name);
            IReadOnlyList<Finding> findings = await LiveProgress.RunAsync($"Verifying {name}", p =>
                VerifierOf(graders, layout, name, own).VerifyAsync(p, cancellation)).ConfigureAwait(false);
            int mistakes = content.Mistakes.Count(m => own.Length == 0 || own.Contains(m.Mistake.Exercise)),
                checks = content.Checks.Count(c => own.Length == 0 || own.Contains(c.Exercise));
            console.MarkupLineInterpolated($"[bold]{name}[/]: {checks} checks, {mistakes} mistakes");
            Write(console, [.. first[name], .. findings]);
            bool holds = findings.All(f => f.Holds);
            good &= holds;
            if (!holds || own.Length > 0 || request.Kernels != CpuKernels.Native) continue;
            if (ledger.NewerThan(name, Built()) is { } newer)
                console.MarkupLineInterpolated($"  [yellow]![/] not remembered: {newer} is newer than this build; run ./course verify, which builds first");
            else ledger.Note(name, state);
        }

        IReadOnlyList<(string Module, RecordedMistake Mistake)> sample = SeededSample.Draw(
            [.. proved.SelectMany(name => graders.ContentOf(name).Mistakes.Select(mistake => (name, mistake)))], request.Sample, request.Seed);
        foreach (string name in proved)
        {
            RecordedMistake[] again = [.. sample.Where(s => s.Module == name).Select(s => s.Mistake)];
            Verifier verifier = VerifierOf(graders, layout, name, []);
            IReadOnlyList<SampleSubmission> golden = request.Sample == 0 ? [] : SeededSample.Draw(verifier.Samples, 1, request.Seed);
            IReadOnlyList<Finding> findings = await LiveProgress.RunAsync($"Verifying {name}",
                p => verifier.VerifyAgainAsync(again, golden, p, cancellation)).ConfigureAwait(false);
            console.MarkupLineInterpolated(
                $"[bold]{name}[/]: unchanged since it was proved; {again.Length} of {graders.ContentOf(name).Mistakes.Count} mistakes and {golden.Count} of {verifier.Samples.Count} golden submissions run again");
            Write(console, [.. first[name], .. findings]);
            good &= findings.All(f => f.Holds);
        }

        return good ? ExitCode.Passed : ExitCode.Incomplete;
    }

    private static DateTime Built() => Directory.EnumerateFiles(AppContext.BaseDirectory, "*.dll").Max(File.GetLastWriteTimeUtc);

    private static Verifier VerifierOf(ModuleGraders graders, CourseLayout layout, string module, IReadOnlyCollection<ExerciseId> only) =>
        new(layout, graders.ContentOf(module), graders.For(module), graders.Workers, only);

    private static void Write(IAnsiConsole console, IEnumerable<Finding> findings)
    {
        foreach (Finding finding in findings)
        {
            console.MarkupLine($"  {(finding.Holds ? "[green]✓[/]" : "[red]✗[/]")} {Markup.Escape(finding.Claim)}");
            foreach (string line in finding.Problems.SelectMany(problem => problem.Split('\n')))
                Console.WriteLine("      " + StudentText.Terminal(line));
        }
    }
}
