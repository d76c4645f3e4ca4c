using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LLMCourse.Checks.M10;

/// <summary>Writes and reads spans as OpenTelemetry's collectors do: OTLP in JSON.</summary>
internal static class LoadTrace
{
    private const string InstanceKey = "service.instance.id";
    private static readonly long Zero = (LoadClock.Start - DateTimeOffset.UnixEpoch).Ticks;

    public static string Write(IReadOnlyList<LoadSpan> spans)
    {
        JsonArray resources = [.. spans.GroupBy(span => span.Run).Select(run => (JsonNode)new JsonObject
        {
            ["resource"] =
                new JsonObject { ["attributes"] = new JsonArray(Attribute("service.name", "llm"), Attribute(InstanceKey, run.Key)) },
            ["scopeSpans"] = new JsonArray(
                new JsonObject { ["scope"] = new JsonObject { ["name"] = "Course.Llm" }, ["spans"] =
                    new JsonArray([.. run.Select(Span)]) }),
        })];
        return new JsonObject { ["resourceSpans"] = resources }.ToJsonString() + "\n";
    }

    /// <summary>Reads a file; null if it is not a trace.</summary>
    public static LoadSpan[]? Read(string text)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            return [.. document.RootElement.GetProperty("resourceSpans").EnumerateArray().SelectMany(resource =>
            {
                string run = Tags(resource.GetProperty("resource"))[InstanceKey];
                return resource.GetProperty("scopeSpans").EnumerateArray().SelectMany(scope => scope.GetProperty("spans").EnumerateArray())
                    .Select(span => Span(run, span)).ToArray();
            })];
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException
            or ArgumentException or OverflowException)
        {
            return null;
        }
    }

    private static JsonObject Span(LoadSpan span)
    {
        JsonObject node = new() { ["traceId"] = span.Trace, ["spanId"] = span.Id };
        if (span.Parent.Length > 0) node["parentSpanId"] = span.Parent;
        node["name"] = span.Name;
        node["kind"] = span.IsServer ? 2 : 1;
        (node["startTimeUnixNano"], node["endTimeUnixNano"]) = (Time(span.Start), Time(span.End));
        if (span.Tags.Count > 0) node["attributes"] = new JsonArray([.. span.Tags.Select(tag => Attribute(tag.Key, tag.Value))]);
        if (span.Links.Count > 0) node["links"] = new JsonArray([.. span.Links.Select(trace => new JsonObject { ["traceId"] = trace })]);
        if (span.IsError) node["status"] = new JsonObject { ["code"] = 2 };
        return node;
    }

    private static LoadSpan Span(string run, JsonElement span)
    {
        long start = Ticks(span.GetProperty("startTimeUnixNano")), end = Ticks(span.GetProperty("endTimeUnixNano"));
        return new LoadSpan(
            run, span.GetProperty("traceId").GetString()!, span.GetProperty("spanId").GetString()!,
            span.TryGetProperty("parentSpanId", out JsonElement parent) ? parent.GetString()! : "", span.GetProperty("name").GetString()!,
            span.GetProperty("kind").GetInt32() == 2, start, end - start, span.TryGetProperty("status", out JsonElement status)
                && status.GetProperty("code").GetInt32() == 2, Tags(span),
            span.TryGetProperty("links", out JsonElement links)
                ? [.. links.EnumerateArray().Select(link => link.GetProperty("traceId").GetString()!)]
                : []);
    }

    private static JsonObject Attribute(string key, string value) => new()
    {
        ["key"] = key,
        ["value"] = long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number)
            ? new JsonObject { ["intValue"] = number.ToString(CultureInfo.InvariantCulture) }
            : new JsonObject { ["stringValue"] = value },
    };

    private static SortedDictionary<string, string> Tags(JsonElement owner)
    {
        SortedDictionary<string, string> tags = new(StringComparer.Ordinal);
        if (!owner.TryGetProperty("attributes", out JsonElement attributes)) return tags;
        foreach (JsonElement attribute in attributes.EnumerateArray())
        {
            JsonElement value = attribute.GetProperty("value");
            tags.Add(attribute.GetProperty("key").GetString()!, value.EnumerateObject().Single().Value.GetString()!);
        }

        return tags;
    }

    private static string Time(long ticks) => ((Zero + ticks) * 100).ToString(CultureInfo.InvariantCulture);

    private static long Ticks(JsonElement time) => (long.Parse(time.GetString()!, CultureInfo.InvariantCulture) / 100) - Zero;
}
