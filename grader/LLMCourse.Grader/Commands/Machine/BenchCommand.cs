using System.CommandLine;
using System.Globalization;
using System.Runtime.InteropServices;
using LLMCourse.Authoring.Benchmarking;
using LLMCourse.Grader.Commands.Grade;
using LLMCourse.Grading.Course;
using LLMCourse.Grading.Files;
using LLMCourse.Grading.Reports;
using Spectre.Console;

namespace LLMCourse.Grader.Commands.Machine;

/// <summary><c>grader bench</c>: the reference beside its peers, on this machine.</summary>
internal static class BenchCommand
{
    public static Command Create()
    {
        Option<string[]> only = SharedOptions.Only("Run only these comparisons, such as train-small.", "NAME");
        Option<string> device = new(
            "--device")
        {
            Description = "Where tensors live: cpu or cuda; with cuda, only what can run there is compared.",
            DefaultValueFactory = _ => "cpu",
            HelpName = "DEVICE"
        };
        device.AcceptOnlyFromAmong("cpu", "cuda");
        Option<int> rounds = new("--rounds") { Description = "How many rounds count.", DefaultValueFactory = _ => 7, HelpName = "N" };
        rounds.Validators.Add(result =>
        {
            if (result.Is<int>(n => n < 1)) result.AddError("--rounds must be at least 1.");
        });
        Option<string?> output = new("--out", "-o") { Description = "A Markdown file to write the table to.", HelpName = "FILE" };
        Option<string?> course = SharedOptions.Course();
        Command command = new("bench",
            "Time the reference beside its peers, in turn, and compare with the goals.") { only, device, rounds, output, course };
        command.SetAction((parsed, cancellation) => CommandLine.GuardAsync(() => RunAsync(
            CourseLayout.Find(parsed.GetValue(course)), parsed.GetValue(only)
                ?? [], parsed.GetValue(device)!, parsed.GetValue(rounds), parsed.GetValue(output), cancellation)));
        return command;
    }

    private static async Task<ExitCode> RunAsync(CourseLayout layout, string[] only, string device, int rounds, string? output,
        CancellationToken cancellation)
    {
        string folder = Path.Combine(layout.Root, "tests", "Benchmarks");
        IReadOnlyList<Comparison> comparisons = Select(Comparison.LoadAll(Path.Combine(folder, "comparisons.yaml")), only, device);
        IAnsiConsole console = ConsoleReport.CreateConsole(Console.Out, Console.IsOutputRedirected);
        string program = Path.Combine(folder, "bin", "Release", "net10.0", "LLMCourse.Benchmarks.dll");
        await PeerBuild.RunAsync(
            new Peer
            {
                Name = "tests/Benchmarks",
                Build = ["dotnet", "build", folder, "--configuration", "Release", "--nologo",
                "--verbosity", "quiet"]
            }, folder, cancellation).ConfigureAwait(false);

        var runner = new ComparisonRunner(folder, program, device, rounds);
        List<ComparisonResult> results = [];
        foreach (Comparison comparison in comparisons)
        {
            ComparisonResult result = await LiveProgress.RunAsync(
                string.Create(CultureInfo.InvariantCulture, $"[{results.Count + 1}/{comparisons.Count}]"),
                progress => runner.RunAsync(comparison, progress, cancellation)).ConfigureAwait(false);
            results.Add(result);
            string peer = result.TheirSpeed is { } speed
                ? $", {comparison.Peer!.Name} {BenchmarkTable.Speed(speed, result.Unit)}, ratio {BenchmarkTable.Ratio(result)}"
                : "";
            string colour = result.Met switch { true => "green", false => "red", null => "grey" };
            console.MarkupLineInterpolated(CultureInfo.InvariantCulture,
                $"[{colour}]{(result.Met switch { true => "✓", false => "✗", null => "·" })}[/] [bold]{comparison.Name}[/]: {BenchmarkTable.Speed(result.OurSpeed, result.Unit)}{peer}  (goal: {BenchmarkTable.GoalText(comparison.Goal)})");
            if (result.Problem is { } problem) console.WriteLine($"    {StudentText.Terminal(problem)}");
        }

        if (output is not null)
        {
            string again = $"./course bench --rounds {rounds.ToString(CultureInfo.InvariantCulture)}{(only.Length == 0 ? "" : " --only " + string.Join(' ', only))}{(device == "cpu" ? "" : " --device " + device)}";
            AtomicFile.Write(output, BenchmarkTable.Write(results, Machine(), rounds, again));
            console.WriteLine($"The table is in {output}.");
        }

        return results.Any(r => r.Ours.Count == 0) ? ExitCode.GraderError : ExitCode.Passed;
    }

    private static IReadOnlyList<Comparison> Select(IReadOnlyList<Comparison> all, string[] only, string device)
    {
        string? unknown = only.FirstOrDefault(name => all.All(c => c.Name != name));
        if (unknown is not null)
            throw new CourseException($"There is no comparison '{unknown}'. There are: {string.Join(", ", all.Select(c => c.Name))}.");
        IReadOnlyList<Comparison> there = [.. all.Where(c => c.Devices.Contains(device))];
        string? elsewhere = only.FirstOrDefault(name => there.All(c => c.Name != name));
        if (elsewhere is not null)
            throw new CourseException($"'{elsewhere}' does not run on {device}. These do: {string.Join(", ", there.Select(c => c.Name))}.");
        return only.Length == 0 ? there : [.. there.Where(c => only.Contains(c.Name))];
    }

    private static string Machine()
    {
        const string processors = "/proc/cpuinfo";
        string? model = File.Exists(processors)
            ? File.ReadLines(processors).FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[1].Trim()
            : null;
        return string.Create(CultureInfo.InvariantCulture,
            $"{model ?? RuntimeInformation.ProcessArchitecture.ToString()}, {Environment.ProcessorCount} cores, {RuntimeInformation.OSDescription.Trim()}, {RuntimeInformation.FrameworkDescription}");
    }
}
