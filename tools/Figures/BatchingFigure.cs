using LLMCourse.M10;

namespace LLMCourse.Tools.Figures;

/// <summary>M10: the same requests in batches that wait for their slowest, and in the scheduler's.</summary>
internal static class BatchingFigure
{
    private const int Slots = 4;
    private static readonly (int Prompt, int Reply)[] Requests =
        [(6, 3), (4, 14), (5, 6), (8, 4), (4, 12), (6, 5), (5, 9), (7, 3), (4, 7), (6, 6), (5, 4), (4, 8)];
    private static readonly string[] Tints = ["#d6e6f4", "#fde0c5", "#d3eee3"];

    private sealed record Bar(int Request, int Slot, int First, int Last);

    public static string Draw()
    {
        (List<Bar> waiting, int waitingSteps) = Run(together: false);
        (List<Bar> joined, int joinedSteps) = Run(together: true);
        int replies = Requests.Sum(request => request.Reply), most = Math.Max(waitingSteps, joinedSteps);
        double Full(int steps) => (double)replies / (Slots * steps);
        var drawing = new Drawing(
            "batching", 404, "A place that is free is taken at the next step",
            FormattableString.Invariant(
                $"Two timelines of {Requests.Length} requests in {Slots} places. In batches that end together they take {waitingSteps} steps and fill {Full(waitingSteps):P0} of the places; with continuous batching {joinedSteps} steps and {Full(joinedSteps):P0}."));
        drawing.Text(24, 48, "A bar is a request; dark: the step that reads its prompt. White: a place that computes nothing.",
            color: Drawing.Muted);
        Panel(drawing, 96, FormattableString.Invariant(
            $"Batches of {Slots} that end together: {waitingSteps} steps, {Full(waitingSteps):P0} of the places used"), waiting,
            waitingSteps, most);
        Panel(drawing, 268, FormattableString.Invariant(
            $"Continuous batching, M10.E4: {joinedSteps} steps, {Full(joinedSteps):P0} of the places used"), joined, joinedSteps, most);
        return drawing.ToString();
    }

    // One scheduler for all; where batches end together, the next four requests are handed in when the last of these is done.
    private static (List<Bar> Bars, int Steps) Run(bool together)
    {
        int step = 0;
        Dictionary<long, (int First, int Last)> seen = [];
        var scheduler = new Scheduler(
            rows =>
            {
                foreach (StepRow row in rows)
                    seen[row.Id] = (seen.TryGetValue(row.Id, out (int First, int Last) times) ? times.First : step, step);
                return [.. rows.Select(_ => new float[] { 1, 0 })];
            },
            new SchedulerOptions { MaxBatch = Slots, MaxStepTokens = 256, Blocks = 64, BlockSize = 16 });
        foreach ((int Prompt, int Reply)[] batch in Requests.Chunk(together ? Requests.Length : Slots))
        {
            GenerationHandle[] handles =
                [.. batch.Select(
                    request => scheduler.Submit(new GenerationRequest([.. Enumerable.Repeat(1, request.Prompt)], request.Reply)))];
            for (; !handles.All(handle => handle.Completion.IsCompleted); step++) _ = scheduler.Step();
        }

        int[] free = new int[Slots];
        List<Bar> bars = [];
        foreach ((long id, (int first, int last)) in seen.OrderBy(entry => entry.Value.First).ThenBy(entry => entry.Key))
        {
            int slot = Array.FindIndex(free, until => until <= first);
            free[slot] = last + 1;
            bars.Add(new Bar((int)id, slot, first, last));
        }

        return (bars, step);
    }

    private static void Panel(Drawing drawing, double top, string name, List<Bar> bars, int steps, int most)
    {
        const double Left = 76, Across = 620, Row = 22;
        double width = Across / most;
        drawing.Text(24, top - 14, name, bold: true);
        for (int slot = 0; slot < Slots; slot++)
            drawing.Text(Left - 8, top + (slot * Row) + 15, $"place {slot + 1}", "end", color: Drawing.Muted);
        drawing.Rect(Left, top, steps * width, Slots * Row, "#ffffff", Drawing.Muted);
        foreach (Bar bar in bars)
        {
            double x = Left + (bar.First * width), y = top + (bar.Slot * Row);
            drawing.Rect(x, y + 2, (bar.Last - bar.First + 1) * width, Row - 4, Tints[bar.Request % Tints.Length], Drawing.Ink);
            drawing.Rect(x, y + 2, width / 2, Row - 4, Drawing.Ink);
            drawing.Text(x + width + ((bar.Last - bar.First) * width / 2) - 2, y + 15, $"{bar.Request + 1}", "middle");
        }

        for (int step = 0; step <= most; step += 5)
        {
            drawing.Stroke(Left + (step * width), top + (Slots * Row), Left + (step * width), top + (Slots * Row) + 4, Drawing.Muted);
            drawing.Text(Left + (step * width), top + (Slots * Row) + 18, $"{step}", "middle", 11, color: Drawing.Muted);
        }

        drawing.Text(Left + (Across / 2), top + (Slots * Row) + 34, "steps of the model", "middle", color: Drawing.Muted);
    }
}
