using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using LLMCourse.Checks;

namespace LLMCourse.Grading.Judging;

/// <summary>Writes observations as text that a person can review in a diff, and reads them back bit for bit.</summary>
/// <remarks>
/// JSON; a tensor's values are strings of one row each, so that a changed number is one changed line. Numbers are written with
/// the fewest digits that give the same float back (float32 for float32 tensors, float64 otherwise).
/// </remarks>
public static class ExpectationText
{
    private static readonly JsonSerializerOptions Format =
        new() { WriteIndented = true, NewLine = "\n", Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes the observations of one probe.</summary>
    public static string Write(IReadOnlyList<Observation> observations)
    {
        ArgumentNullException.ThrowIfNull(observations);
        var list = new JsonArray();
        foreach (Observation observation in observations) list.Add(ToNode(observation));
        return list.ToJsonString(Format) + "\n";
    }

    /// <summary>Reads the observations of one probe.</summary>
    /// <param name="text">What <see cref="Write"/> wrote.</param>
    /// <param name="source">The file's name, for the message of an error.</param>
    /// <exception cref="InvalidDataException">The text is not what <see cref="Write"/> writes.</exception>
    public static IReadOnlyList<Observation> Read(string text, string source)
    {
        ArgumentNullException.ThrowIfNull(text);
        try
        {
            return [.. JsonNode.Parse(text)!.AsArray().Select(n => FromNode(n!.AsObject()))];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or KeyNotFoundException
            or NullReferenceException or ArgumentException)
        {
            throw new InvalidDataException(
                $"{source} is not a recorded expectation ({e.Message}). Restore it from git, or record it again with `grader record`.", e);
        }
    }

    private static JsonObject ToNode(Observation observation) => observation switch
    {
        TensorObservation t => new JsonObject
        {
            ["name"] = t.Name,
            ["dtype"] = t.Type.ToString().ToLowerInvariant(),
            ["shape"] = string.Join(' ', t.Shape),
            ["rows"] = new JsonArray([.. Rows(t).Select(r => (JsonNode)r)]),
        },
        NumberObservation n => new JsonObject { ["name"] = n.Name, ["number"] = Number(n.Value, single: false) },
        FlagObservation f => new JsonObject { ["name"] = f.Name, ["flag"] = f.Value },
        TextObservation x => new JsonObject { ["name"] = x.Name, ["text"] = x.Value },
        ThrowObservation r => new JsonObject { ["name"] = r.Name, ["wanted"] = r.Wanted, ["satisfied"] = r.Satisfied },
        _ => throw new InvalidOperationException($"Observations of type {observation.GetType().Name} have no text form."),
    };

    private static Observation FromNode(JsonObject node)
    {
        string name = node["name"]!.GetValue<string>();
        if (node.ContainsKey("rows"))
        {
            var type = Enum.Parse<ElementType>(node["dtype"]!.GetValue<string>(), ignoreCase: true);
            double[] values = [.. node["rows"]!.AsArray()
                .SelectMany(r => r!.GetValue<string>().Split(' ', StringSplitOptions.RemoveEmptyEntries)).Select(ParseNumber)];
            if (IsSingle(type)) values = Array.ConvertAll(values, v => (double)(float)v);
            long[] shape = [.. node["shape"]!.GetValue<string>().Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Select(s => long.Parse(s, CultureInfo.InvariantCulture))];
            return shape.Aggregate(1L, (p, s) => p * s) == values.Length
                ? new TensorObservation(name, type, shape, values)
                : throw new FormatException($"'{name}' has {values.Length} values for the shape [{string.Join(", ", shape)}]");
        }

        if (node.ContainsKey("number")) return new NumberObservation(name, ParseNumber(node["number"]!.GetValue<string>()));
        if (node.ContainsKey("flag")) return new FlagObservation(name, node["flag"]!.GetValue<bool>());
        if (node.ContainsKey("wanted"))
        {
            bool satisfied = node["satisfied"]!.GetValue<bool>();
            string wanted = node["wanted"]!.GetValue<string>();
            return new ThrowObservation(name, wanted, satisfied ? wanted : null, satisfied, null);
        }

        return node.ContainsKey("text")
            ? new TextObservation(name, node["text"]?.GetValue<string>())
            : throw new FormatException($"'{name}' has no value");
    }

    private static IEnumerable<string> Rows(TensorObservation tensor)
    {
        if (tensor.Values.Count == 0) yield break;
        int width = tensor.Shape.Count == 0 ? 1 : (int)tensor.Shape[^1];
        bool single = IsSingle(tensor.Type);
        var line = new StringBuilder();
        for (int i = 0; i < tensor.Values.Count; i++)
        {
            if (line.Length > 0) line.Append(' ');
            line.Append(Number(tensor.Values[i], single));
            if ((i + 1) % width != 0) continue;
            yield return line.ToString();
            line.Clear();
        }
    }

    private static bool IsSingle(ElementType type) => type is ElementType.Float32 or ElementType.Float16 or ElementType.BFloat16;

    private static string Number(double value, bool single) => value switch
    {
        double.PositiveInfinity => "inf",
        double.NegativeInfinity => "-inf",
        _ when double.IsNaN(value) => "nan",
        _ when single => ((float)value).ToString("R", CultureInfo.InvariantCulture),
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };

    private static double ParseNumber(string text) => text switch
    {
        "inf" => double.PositiveInfinity,
        "-inf" => double.NegativeInfinity,
        "nan" => double.NaN,
        _ => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture),
    };
}
