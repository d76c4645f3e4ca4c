using System.Diagnostics;
using System.Globalization;
using LLMCourse.Classes.Batches;
using LLMCourse.Grading.Judging;
using LLMCourse.Grading.Reports;
using LLMCourse.Grading.Results;
using Spectre.Console;

namespace LLMCourse.Grader.Commands.Class;

/// <summary>Shows how far a batch has come: a bar with counts, throughput and the time left on a
/// terminal, a line now and then in a log.</summary>
/// <param name="total">How many submissions there are.</param>
internal sealed class BatchProgress(int total) : IDisposable
{
    private const int MostNotTaken = 30;

    private static readonly TimeSpan BetweenLines = TimeSpan.FromSeconds(10);

    private readonly long _begun = Stopwatch.GetTimestamp();
    private readonly List<decimal> _percents = [];
    private long _lastLine = Stopwatch.GetTimestamp();
    private Action _show = () => { };
    private string _note = "";
    private readonly List<BatchOutcome> _leftBehind = [];
    private readonly List<FoundSubmission> _timesOfFiles = [];
    private int _skipped, _full;

    /// <summary>Gets how many are done, those that were skipped too.</summary>
    public int Done { get; private set; }

    /// <summary>Gets how many grades a fault of the grader touched.</summary>
    public int GraderErrors { get; private set; }

    /// <summary>Gets the submissions that could not be graded.</summary>
    public List<BatchOutcome> Refused { get; } = [];

    /// <summary>Gets what the command ends with.</summary>
    public ExitCode ExitCode => GraderErrors > 0 || Refused.Any(r => r.IsOurFault) ? ExitCode.GraderError : Refused.Count > 0
        ? ExitCode.Incomplete
        : ExitCode.Passed;

    /// <summary>Runs a batch under the bar.</summary>
    public async Task RunAsync(Func<Action<BatchOutcome>, Task> work)
    {
        if (Console.IsOutputRedirected || Console.IsErrorRedirected)
        {
            _show = () =>
            {
                if (Stopwatch.GetElapsedTime(_lastLine) < BetweenLines && Done < total) return;
                _lastLine = Stopwatch.GetTimestamp();
                Console.Error.WriteLine(Text());
            };
            await work(CountAndShow).ConfigureAwait(false);
            return;
        }

        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        await console.Progress().AutoClear(true)
            .Columns(new SpinnerColumn(), new ProgressBarColumn(), new PercentageColumn(), new TaskDescriptionColumn())
            .StartAsync(async context =>
            {
                ProgressTask task = context.AddTask("starting", maxValue: Math.Max(1, total));
                _show = () =>
                {
                    task.Value = Done;
                    task.Description = Markup.Escape(Text());
                };
                await work(CountAndShow).ConfigureAwait(false);
            }).ConfigureAwait(false);
    }

    /// <summary>Adds a few words to what is shown, such as how the jobs on a cluster stand; the newest replace the ones before.</summary>
    public void Say(string note)
    {
        if (note == _note) return;
        _note = note;
        _show();
    }

    /// <summary>Writes what came of it.</summary>
    public void WriteSummary(IAnsiConsole console, string module, string gradebook)
    {
        TimeSpan elapsed = Stopwatch.GetElapsedTime(_begun);
        console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{module}: {_percents.Count} graded, {_skipped} as before, {Refused.Count} not graded, in {elapsed.TotalSeconds:0.0} s ({Rate(elapsed):0.0} a minute)"));
        if (_percents.Count > 0)
        {
            console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"median {Statistics.Median(_percents.Select(p => (double)p)):0.0} %, lowest {_percents.Min():0.0} %, highest {_percents.Max():0.0} %, {_full} with all points"));
        }

        if (GraderErrors > 0)
            console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{GraderErrors} grades have checks that the grader could not run; they cost no points, and --resume tries them again."));
        WriteNotTaken(console);
        if (_timesOfFiles.Count > 0)
        {
            console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"When {(_timesOfFiles.Count == 1 ? "1 was" : $"{_timesOfFiles.Count} were")} handed in is told by the files alone{(_timesOfFiles.Any(s => s.IsDownloaded) ? ", which have the time of the download" : "")}: {Named(_timesOfFiles.Select(s => s.Student.Key))}. --times FILE.csv says when it was."));
        }

        console.WriteLine($"The grades are in {gradebook}. Next: grader gradebook show --gradebook {gradebook}");
        if (Refused.Count == 0) return;

        // Last, so that it is seen: these are students without a grade.
        console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{Refused.Count} not graded, which is no 0: look at {(Refused.Count == 1 ? "it" : "each")}."));
        foreach (BatchOutcome refused in Refused)
            console.WriteLine($"not graded: {StudentText.Terminal(refused.Submission.Student.Key)} ({StudentText.Terminal(refused.Submission.Source)}): {StudentText.Terminal(refused.Refused!)}");
    }

    public void Dispose() => AnsiConsole.Reset();

    private void CountAndShow(BatchOutcome outcome)
    {
        Count(outcome);
        _show();
    }

    private void Count(BatchOutcome outcome)
    {
        Done++;
        if (outcome.Skipped) _skipped++;
        if (outcome.Refused is not null) Refused.Add(outcome);
        if (outcome.GraderError) GraderErrors++;
        if (outcome.NotTaken.Count > 0) _leftBehind.Add(outcome);
        if (outcome.IsTimeOfFiles) _timesOfFiles.Add(outcome.Submission);
        if (outcome.Result is not { } result) return;
        _percents.Add(result.Score.Percent);
        if (result.Score.Earned == result.Score.Maximum) _full++;
    }

    // What matters first; the rest is in the reports.
    private void WriteNotTaken(IAnsiConsole console)
    {
        (string Key, LeftBehindFile File)[] all = [.. _leftBehind.OrderBy(o => o.Submission.Student.Key, StringComparer.Ordinal)
            .SelectMany(o => o.NotTaken.Where(f => f.Matters || !f.Reason.StartsWith("Part of the handout", StringComparison.Ordinal))
                .Select(f => (o.Submission.Student.Key, f))).OrderByDescending(p => p.f.Matters)];
        foreach ((string key, LeftBehindFile file) in all.Take(MostNotTaken)) console.WriteLine(
            $"not taken: {StudentText.Terminal(key)}: {StudentText.Terminal(file.Path)}: {StudentText.Terminal(file.Reason)}");
        if (all.Length > MostNotTaken)
            console.WriteLine(
                string.Create(CultureInfo.InvariantCulture, $"… and {all.Length - MostNotTaken} more; each report has its own."));
    }

    private static string Named(IEnumerable<string> keys)
    {
        const int Most = 10;
        string[] all = [.. keys.Order(StringComparer.Ordinal)];
        return StudentText.Terminal(string.Join(", ", all.Take(Most))) + (all.Length > Most ? ", …" : "");
    }

    private string Text()
    {
        TimeSpan elapsed = Stopwatch.GetElapsedTime(_begun);
        int graded = Done - _skipped;
        string left = graded == 0
            ? ""
            : string.Create(CultureInfo.InvariantCulture,
                $", {Rate(elapsed):0.0} a minute, {TimeSpan.FromSeconds(elapsed.TotalSeconds / graded * (total - Done)):h\\:mm\\:ss} left");
        string others = (_skipped > 0 ? string.Create(CultureInfo.InvariantCulture, $", {_skipped} as before") : "")
            + (Refused.Count > 0 ? string.Create(CultureInfo.InvariantCulture, $", {Refused.Count} not graded") : "");
        return string.Create(CultureInfo.InvariantCulture,
            $"{Done} of {total}: {_full} with all points{others}{left}{(_note.Length > 0 ? $"; {_note}" : "")}");
    }

    private double Rate(TimeSpan elapsed) => (Done - _skipped) / Math.Max(1e-3, elapsed.TotalMinutes);
}
