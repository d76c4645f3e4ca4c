using LLMCourse.Reference;
#region Solution
using System.Globalization;
using System.Text.Json;
#endregion

namespace LLMCourse.M12;

/// <summary>Metrics as text: the same metrics, the same bytes (after RFC 8785, the JSON Canonicalization Scheme, §3.2; differs: one key a line).</summary>
public static class MetricsJson
{
    /// <summary>Writes metrics.</summary>
    /// <remarks>
    /// <code>
    /// {
    ///   "accuracy": 0.75,
    ///   "loss/last": "NaN"
    /// }
    /// </code>
    /// <para>Keys in ordinal order, two spaces, line feeds, one at the end too; no metrics are <c>{}</c> and a line feed. A number is the shortest that reads back as the same bits ("R", invariant), <c>-0</c> among them; NaN, Infinity and -Infinity stand as strings.
    /// A key has one or more of: the letters a to z, small or capital, digits, <c>_ . / -</c>.</para>
    /// </remarks>
    /// <param name="metrics">The metrics.</param>
    /// <returns>The text.</returns>
    /// <exception cref="ArgumentException">A key has another character, or none.</exception>
    [Exercise("M12.E7", Title = "Reproduction", Weight = 2)]
    public static string Write(IReadOnlyDictionary<string, double> metrics)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        // TODO M12.E7: check the keys, sort them, and write a line for each.
        #region Solution
        if (metrics.Keys.FirstOrDefault(key => !IsKey(key)) is { } bad) throw new ArgumentException($"A key must be made of letters, digits, _ . / and -, but one is '{bad}'.", nameof(metrics));
        if (metrics.Count == 0) return "{}\n";
        IEnumerable<string> lines = metrics.OrderBy(x => x.Key, StringComparer.Ordinal).Select(x =>
        {
            string number = x.Value.ToString("R", CultureInfo.InvariantCulture);
            return double.IsFinite(x.Value) ? $"  \"{x.Key}\": {number}" : $"  \"{x.Key}\": \"{number}\"";
        });
        return $"{{\n{string.Join(",\n", lines)}\n}}\n";
        #endregion
    }

    /// <summary>Reads metrics, in any order and with any white space, and trusts nothing else.</summary>
    /// <param name="text">JSON: one object, whose values are numbers or the three strings <c>NaN</c>, <c>Infinity</c> and <c>-Infinity</c>.</param>
    /// <returns>The metrics.</returns>
    /// <exception cref="FormatException">The text is no JSON object (comments and trailing commas are not JSON), a key comes twice or has other characters than <see cref="Write"/> allows, or a value is something else, or a number beyond float64. Where it is about a key, the message names it.</exception>
    [Exercise("M12.E7", Title = "Reproduction", Weight = 2)]
    public static IReadOnlyDictionary<string, double> Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        // TODO M12.E7: go through the object's properties, and refuse what is not a metric.
        #region Solution
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            if (document.RootElement.ValueKind != JsonValueKind.Object) throw new FormatException("Metrics must be one JSON object.");
            Dictionary<string, double> metrics = [];
            foreach (JsonProperty property in document.RootElement.EnumerateObject())
            {
                if (!IsKey(property.Name)) throw new FormatException($"A key must be made of letters, digits, _ . / and -, but one is '{property.Name}'.");
                double? value = property.Value.ValueKind switch
                {
                    JsonValueKind.Number when property.Value.TryGetDouble(out double number) && double.IsFinite(number) => number,
                    JsonValueKind.String => property.Value.GetString() switch { "NaN" => double.NaN, "Infinity" => double.PositiveInfinity, "-Infinity" => double.NegativeInfinity, _ => null },
                    _ => null,
                };
                if (value is null) throw new FormatException($"The metric '{property.Name}' must be a number, but it is {property.Value.GetRawText()}.");
                if (!metrics.TryAdd(property.Name, value.Value)) throw new FormatException($"The metric '{property.Name}' comes twice.");
            }

            return metrics;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException) // the last two: half a surrogate pair
        {
            throw new FormatException("Metrics must be valid JSON.", e);
        }
        #endregion
    }

    #region Solution
    private static bool IsKey(string key) => key.Length > 0 && key.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '/' or '-');
    #endregion
}
