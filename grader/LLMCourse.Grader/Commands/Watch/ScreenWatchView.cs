using System.Diagnostics;
using System.Runtime.InteropServices;
using LLMCourse.Grading.Results;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace LLMCourse.Grader.Commands.Watch;

/// <summary>Shows a watch on a terminal of its own: painted over itself, and gone when the watch ends.</summary>
internal sealed class ScreenWatchView : IWatchView
{
    private const string Open = "\e[?1049h\e[?25l", Close = "\e[?25h\e[?1049l", Home = "\e[H", EraseLine = "\e[K", EraseBelow = "\e[J";

    // Faster than this nobody reads; a grading of many short checks is not to wait for its terminal.
    private static readonly TimeSpan BetweenSteps = TimeSpan.FromMilliseconds(80);

    private readonly IAnsiConsole _console;
    private readonly Lock _painting = new();
    private readonly PosixSignalRegistration? _resized;
    private WatchState? _shown;
    private long _painted;

    /// <summary>Takes the terminal.</summary>
    /// <param name="console">The terminal.</param>
    public ScreenWatchView(IAnsiConsole console)
    {
        _console = console;
        _console.Write(new ControlCode(Open));
        if (!OperatingSystem.IsWindows()) _resized = PosixSignalRegistration.Create(PosixSignal.SIGWINCH, _ => Repaint());
    }

    /// <inheritdoc/>
    public void Show(WatchState state)
    {
        lock (_painting)
        {
            bool isStep = state.Stage == WatchStage.Working && _shown?.Stage == WatchStage.Working;
            _shown = state;
            if (isStep && Stopwatch.GetElapsedTime(_painted) < BetweenSteps) return;
            Paint(state);
        }
    }

    /// <summary>Gives the terminal back as it was, with the last result on it.</summary>
    public void Dispose()
    {
        _resized?.Dispose();
        lock (_painting)
        {
            _console.Write(new ControlCode(Close));
            foreach (ExerciseResult exercise in _shown?.Result?.Exercises ?? []) _console.Write(WatchText.Heading(exercise).Layout());

            _shown = null;
        }
    }

    private void Repaint()
    {
        lock (_painting)
        {
            if (_shown is { } state) Paint(state);
        }
    }

    private void Paint(WatchState state)
    {
        _painted = Stopwatch.GetTimestamp();
        _console.Write(new Painted(WatchScreen.Lines(state, _console, _console.Profile.Height)));
    }

    // One write a picture, over the one before: clearing first would flicker.
    private sealed class Painted(IReadOnlyList<SegmentLine> lines) : IRenderable
    {
        public Measurement Measure(RenderOptions options, int maxWidth) => new(0, maxWidth);

        public IEnumerable<Segment> Render(RenderOptions options, int maxWidth)
        {
            yield return Segment.Control(Home);
            for (int i = 0; i < lines.Count; i++)
            {
                if (i > 0) yield return Segment.LineBreak;
                foreach (Segment segment in lines[i]) yield return segment;
                yield return Segment.Control(EraseLine);
            }

            yield return Segment.Control(EraseBelow);
        }
    }
}
