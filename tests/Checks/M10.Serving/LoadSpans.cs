using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace LLMCourse.Checks.M10;

/// <summary>Collects the spans of a load run while it lives.</summary>
internal sealed class LoadSpans : IDisposable
{
    private readonly ActivityListener _listener;
    private readonly ConcurrentDictionary<string, Activity> _started = new(StringComparer.Ordinal);

    public LoadSpans()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Course.Llm",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStarted = activity => _started[activity.SpanId.ToHexString()] = activity,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public Activity? Find(ActivityContext context) => _started.GetValueOrDefault(context.SpanId.ToHexString());

    public void Dispose() => _listener.Dispose();

    /// <summary>Numbers the spans by their times, as their own ids differ in each run.</summary>
    public List<LoadSpan> Read(string run, IReadOnlyList<LoadCall> calls)
    {
        Dictionary<string, int> traces = calls.ToDictionary(call => call.Trace, call => call.Request.Number, StringComparer.Ordinal);
        int Call(Activity activity) => traces.GetValueOrDefault(activity.TraceId.ToHexString(), -1);
        Activity[] ordered = [.. _started.Values
            .OrderBy(activity => activity.StartTimeUtc).ThenBy(Call).ThenBy(activity => activity.Kind == ActivityKind.Server ? 0 : 1)
            .ThenBy(activity => activity.Duration).ThenBy(activity => Array.IndexOf(LoadSpan.Phases, activity.OperationName))];
        Dictionary<string, int> numbers = ordered.Select((activity, i) => (activity, i))
            .ToDictionary(pair => pair.activity.SpanId.ToHexString(), pair => pair.i + 1, StringComparer.Ordinal);
        return [.. ordered.Select((activity, i) =>
        {
            string trace = Call(activity) >= 0 ? activity.TraceId.ToHexString() : FormattableString.Invariant($"{i + 1:x32}");
            string parent = activity.ParentSpanId.ToHexString();
            string name = activity.Kind == ActivityKind.Server ? activity.DisplayName : activity.OperationName;
            return new LoadSpan(
                run, trace, LoadSpan.IdOf(i + 1), activity.ParentId is null ? "" : numbers.TryGetValue(parent, out int number)
                    ? LoadSpan.IdOf(number)
                    : parent, name, activity.Kind == ActivityKind.Server,
                // .NET makes a tick of no time at all, as 0 means "not ended"
                (activity.StartTimeUtc - LoadClock.Start.UtcDateTime).Ticks, activity.Duration.Ticks == 1 ? 0 : activity.Duration.Ticks,
                activity.Status == ActivityStatusCode.Error,
                new SortedDictionary<string, string>(activity.TagObjects.ToDictionary(tag => tag.Key, tag => Value(tag.Value)),
                    StringComparer.Ordinal),
                [.. activity.Links.Select(link => link.Context.TraceId.ToHexString())]);
        })];
    }

    private static string Value(object? value) =>
        value is string[] texts ? string.Join(' ', texts) : Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
}
