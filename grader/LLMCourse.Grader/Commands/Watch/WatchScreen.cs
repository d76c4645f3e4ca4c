using System.Globalization;
using LLMCourse.Grader.Commands.Learning;
using LLMCourse.Grading.Reports;
using LLMCourse.Grading.Results;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace LLMCourse.Grader.Commands.Watch;

/// <summary>Lays a moment of a watch out on one screen.</summary>
internal static class WatchScreen
{
    private const int BarWidth = 20;

    private static readonly Style Bold = new(decoration: Decoration.Bold), Faint = new(Color.Grey), Right = new(Color.Green);

    /// <summary>Lays it out, at most as high as the screen: passed checks are counted where they do not
    /// fit, and what then is too much is cut.</summary>
    /// <param name="state">The moment.</param>
    /// <param name="console">Where it is shown.</param>
    /// <param name="height">Lines.</param>
    public static IReadOnlyList<SegmentLine> Lines(WatchState state, IAnsiConsole console, int height)
    {
        List<SegmentLine> head = Render(Head(state), console), foot = Render(Foot(state), console),
            body = Render(Body(state, isShort: false), console);
        int room = Math.Max(1, height - head.Count - foot.Count);
        if (body.Count > room) body = Render(Body(state, isShort: true), console);
        if (body.Count > room) body = [.. body.Take(room - 1), [new Segment("…", Faint)]];
        SegmentLine[] all = [.. head, .. body, .. foot];
        return all.Length <= height ? all : all[^height..];
    }

    private static IEnumerable<IRenderable> Head(WatchState state)
    {
        decimal earned = state.Parts.Sum(p => p.Progress?.Earned ?? 0), maximum = state.Parts.Sum(p => p.Points);
        Grid bar = new Grid { Expand = true }.AddColumn(new GridColumn().Padding(0, 0, 2, 0))
            .AddColumn(new GridColumn().NoWrap().RightAligned().Padding(0, 0, 0, 0));
        yield return bar.AddRow(
            new Text($"{state.Module.Id} {state.Module.Title}", Bold),
            new Text($"{Figures.Bar(maximum == 0 ? 0 : (double)(earned / maximum), BarWidth)} {Figures.Points(earned, maximum)}"));
        Paragraph parts = new();
        foreach (ModulePart part in state.Parts)
            _ = parts.Append($"{part.Symbol} {part.Id[4..]}", part.Id == state.AtWork ? Bold : part.IsDone ? Right : Faint).Append("  ");
        yield return parts;
        yield return Text.Empty;
    }

    private static IEnumerable<IRenderable> Body(WatchState state, bool isShort)
    {
        if (state.Result is { } result)
        {
            foreach (ExerciseResult exercise in result.Exercises)
            {
                yield return WatchText.Heading(exercise).Layout();
                foreach (WatchLine line in WatchText.Body(result, exercise, state.FilesOf(exercise.Id), isShort))
                    yield return line.Layout();
            }
        }

        ExerciseResult[] others = [.. state.Others?.Exercises.Where(e => e.Id != state.AtWork) ?? []];
        if (others.Length > 0)
        {
            yield return Text.Empty;
            foreach (ExerciseResult exercise in others) yield return WatchText.Heading(exercise).Layout();
        }
    }

    private static IEnumerable<IRenderable> Foot(WatchState state)
    {
        yield return Text.Empty;
        if (state.Trouble is { } trouble) yield return new Text(StudentText.Terminal(trouble), new Style(Color.Maroon));
        foreach (WatchLine line in state.Result is { } result ? WatchText.Isolation(result) : []) yield return line.Layout();
        string took = state.Result is null ? "" : string.Create(CultureInfo.InvariantCulture, $"{state.Took.TotalSeconds:0.00} s · ");
        string next = state.Stage == WatchStage.Working && state.AtWork is { } id && state.Result?.Exercises.Any(e => e.Id == id) != true
            ? $"{id}: "
            : "";
        yield return new Text($"{took}{next}{state.Doing}   Ctrl-C ends", Faint);
    }

    private static List<SegmentLine> Render(IEnumerable<IRenderable> all, IAnsiConsole console) =>
        [.. all.SelectMany(one => Segment.SplitLines(one.GetSegments(console), console.Profile.Width) is { Count: > 0 } lines
            ? lines
            : [[]])];
}
