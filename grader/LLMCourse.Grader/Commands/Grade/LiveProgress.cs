using LLMCourse.Grading.Pipeline;
using Spectre.Console;

namespace LLMCourse.Grader.Commands.Grade;

/// <summary>Shows how far a grading has come: a bar on a terminal, a line for each tenth where output is a file or a log.</summary>
internal static class LiveProgress
{
    /// <summary>Runs work under a bar.</summary>
    /// <param name="title">What is going on.</param>
    /// <param name="work">The work.</param>
    public static async Task<T> RunAsync<T>(string title, Func<IProgress<GradeProgress>?, Task<T>> work)
    {
        if (Console.IsOutputRedirected || Console.IsErrorRedirected) return await work(new Lines(title)).ConfigureAwait(false);
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return await console.Progress()
            .AutoClear(true)
            .Columns(new SpinnerColumn(), new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn())
            .StartAsync(async context =>
            {
                ProgressTask task = context.AddTask(Markup.Escape(title));
                return await work(new Bar(task, title)).ConfigureAwait(false);
            }).ConfigureAwait(false);
    }

    private sealed class Bar(ProgressTask task, string title) : IProgress<GradeProgress>
    {
        public void Report(GradeProgress value)
        {
            task.MaxValue = value.Total;
            task.Value = value.Done;
            task.Description = $"{Markup.Escape(title)} [grey]{Markup.Escape(value.What)}[/]";
        }
    }

    // Short work says nothing: a log that tells each step of a grading of two seconds is noise.
    private sealed class Lines(string title) : IProgress<GradeProgress>
    {
        private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(10);
        private readonly long _start = System.Diagnostics.Stopwatch.GetTimestamp();
        private int _tenth;

        public void Report(GradeProgress value)
        {
            int tenth = 10 * value.Done / Math.Max(1, value.Total);
            if (tenth <= _tenth) return;
            _tenth = tenth;
            if (System.Diagnostics.Stopwatch.GetElapsedTime(_start) > Quiet) Console.Error.WriteLine($"{title}: {tenth}0 %, {value.What}");
        }
    }
}
