using System.Globalization;

namespace LLMCourse.Checks.M10;

internal static class Serving
{
    public static string Text(StepReport report) => string.Create(CultureInfo.InvariantCulture,
        $"{report.Sequences} sequences, {report.NewTokens} tokens, {report.Preempted} pre-empted, {report.Running} running, {report.Waiting} waiting, {report.FreeBlocks} free");

    public static string Output(GenerationHandle handle) => handle.Completion.IsCanceled ? "cancelled" : handle.Completion.IsCompleted
        ? string.Join(' ', handle.Completion.Result)
        : "not complete";

    public static bool IsDone(GenerationHandle[] handles) => handles.All(handle => handle.Completion.IsCompleted);

    /// <summary>Steps until all is done, and observes reports, rows and outputs.</summary>
    public static void Trace(Probe probe, string name, SchedulerOptions options, params GenerationRequest[] requests)
    {
        PagedModel model = new(options.Blocks, options.BlockSize, 8);
        Scheduler scheduler = new(model.Forward, options);
        GenerationHandle[] handles = [.. requests.Select(scheduler.Submit)];
        for (int step = 0; step < 200 && !IsDone(handles); step++) model.Log.Add(Text(scheduler.Step()));
        probe.Observe($"{name}: rows and reports", string.Join('\n', model.Log));
        for (int i = 0; i < handles.Length; i++) probe.Observe($"{name}: output {i}", Output(handles[i]));
    }

    public static int[] Prompt(CheckRandom random, int length) =>
        [.. Enumerable.Range(0, length).Select(_ => (int)random.NextInteger(0, 8))];
}
