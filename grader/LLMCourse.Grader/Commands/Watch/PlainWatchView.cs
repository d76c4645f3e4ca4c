using System.Globalization;
using LLMCourse.Grader.Commands.Grade;
using LLMCourse.Grading.Reports;
using LLMCourse.Grading.Results;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace LLMCourse.Grader.Commands.Watch;

/// <summary>Tells each grading in lines of text, for files, pipes and scripts.</summary>
internal sealed class PlainWatchView : IWatchView
{
    private readonly IAnsiConsole _console;
    private bool _isIsolationTold;
    private string? _trouble;

    /// <summary>Creates the view.</summary>
    /// <param name="writer">Where the lines go.</param>
    /// <param name="width">Characters a line.</param>
    public PlainWatchView(TextWriter writer, int width = 100) => _console = ConsoleReport.CreateConsole(writer, redirected: true, width);

    /// <inheritdoc/>
    public void Show(WatchState state)
    {
        switch (state.Stage)
        {
            case WatchStage.Graded:
                ShowExercise(state);
                break;
            case WatchStage.Timed:
                ShowTimings(state);
                break;
            case WatchStage.GradedOthers:
                ShowOthers(state);
                break;
            case WatchStage.Unreadable or WatchStage.Working or WatchStage.Waiting:
                break;
        }

        // Once, and not with each of the next lines.
        if (state.Trouble is not null && state.Trouble != _trouble) Write(new WatchLine(StudentText.Terminal(state.Trouble)));
        _trouble = state.Trouble;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private void ShowExercise(WatchState state)
    {
        foreach (ExerciseResult exercise in state.Result!.Exercises)
        {
            WatchLine heading = WatchText.Heading(exercise);
            Write(heading with
            {
                Text = string.Create(CultureInfo.InvariantCulture, $"{heading.Text} ({state.Took.TotalSeconds:0.00} s)")
            });
            Write(WatchText.Body(state.Result, exercise, state.FilesOf(exercise.Id)));
        }

        if (!_isIsolationTold) Write(WatchText.Isolation(state.Result));
        _isIsolationTold = true;
        Write(WatchLine.Empty);
    }

    private void ShowTimings(WatchState state)
    {
        foreach (ExerciseResult exercise in state.Result!.Exercises)
        {
            WatchLine heading = WatchText.Heading(exercise);
            Write(heading with { Text = $"{heading.Text}, with its performance" });
            Write(WatchText.Body(state.Result, exercise, state.FilesOf(exercise.Id), isShort: true));
        }

        Write(WatchLine.Empty);
    }

    private void ShowOthers(WatchState state)
    {
        foreach (ExerciseResult exercise in state.Others!.Exercises.Where(e => e.Id != state.AtWork))
        {
            Write(WatchText.Heading(exercise));
            if (exercise.Outcome is not (Outcome.Passed or Outcome.NotImplemented))
                Write(WatchText.Body(state.Others, exercise, state.FilesOf(exercise.Id), isShort: true));
        }

        Write(WatchLine.Empty);
    }

    private void Write(IEnumerable<WatchLine> lines)
    {
        foreach (WatchLine line in lines) Write(line);
    }

    // Line by line, because the library fills what it wraps up with blanks.
    private void Write(WatchLine line)
    {
        if (line.Text.Length == 0) _console.WriteLine();
        foreach (SegmentLine wrapped in Segment.SplitLines(line.Layout().GetSegments(_console), _console.Profile.Width))
            _console.WriteLine(string.Concat(wrapped.Select(segment => segment.Text)).TrimEnd());
    }
}
