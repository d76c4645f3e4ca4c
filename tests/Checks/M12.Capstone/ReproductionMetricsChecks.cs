using System.Globalization;

namespace LLMCourse.Checks.M12;

public sealed class WritesMetrics() : VisibleCheck("M12.E7.write", "writes the same metrics as the same bytes, in any culture")
{
    public override void Probe(Probe probe)
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo comma = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            (comma.NumberFormat.NumberDecimalSeparator, comma.NumberFormat.NegativeSign, comma.NumberFormat.NaNSymbol) =
                (",", "−", "keine Zahl");
            CultureInfo.CurrentCulture = comma;
            probe.Observe("numbers", MetricsJson.Write(new Dictionary<string, double>
            {
                ["b"] = 0.1 + 0.2,
                ["a"] = -1.5,
                ["B"] = 1e22,
                ["a/b"] = 1e-7,
                ["a-b"] = -0.0,
                ["a.b"] = double.NaN,
                ["a_b"] = double.PositiveInfinity,
                ["Z9"] = double.NegativeInfinity,
                ["0"] = 100,
                ["ab"] = double.Epsilon,
                ["long"] = double.MaxValue,
            }));
            probe.Observe("none", MetricsJson.Write(new Dictionary<string, double>()));
            probe.Observe("one", MetricsJson.Write(new Dictionary<string, double> { ["loss"] = 1 / 3.0 }));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }

        foreach (string key in new[] { "", " ", "a b", "a\"b", "ä", "a\n", "a:b", "²" })
            probe.ObserveThrows<ArgumentException>($"the key '{key.ReplaceLineEndings("⏎")}'",
                () => MetricsJson.Write(new Dictionary<string, double> { ["good"] = 1, [key] = 1 }));
        probe.ObserveThrows<ArgumentException>("null", () => MetricsJson.Write(null!));
    }

    public override Verdict Judge(Evidence evidence) =>
        evidence.EqualsExpected(Tolerance.Exact).WithHint("Ordinal order, \"R\" with the invariant culture, a line feed at the end.");
}

public sealed class ParsesMetrics() : Check("M12.E7.parse", "reads back every number to the bit, and refuses what is no metric", points: 2)
{
    public override void Probe(Probe probe)
    {
        Dictionary<string, double> drawn = Enumerable.Range(0, 200)
            .ToDictionary(i => $"k{i}",
                _ => BitConverter.UInt64BitsToDouble(
                    ((ulong)probe.Random.NextInteger(0, 1L << 62) << 2) ^ (ulong)probe.Random.NextInteger(0, 4)));
        drawn["nan"] = double.NaN;
        drawn["minus-zero"] = -0.0;
        IReadOnlyDictionary<string, double> read = MetricsJson.Parse(MetricsJson.Write(drawn));
        probe.Observe("every bit comes back",
            read.Count == drawn.Count
                && drawn.All(x => read.TryGetValue(x.Key, out double y)
                    && (BitConverter.DoubleToInt64Bits(x.Value) == BitConverter.DoubleToInt64Bits(y)
                        || (double.IsNaN(x.Value) && double.IsNaN(y)))));
        foreach (string text in new[] { "{}", " {\r\n\t\"b\" : 1 , \"a\":-2.50e+1 } ",
            "{\"x\":\"NaN\",\"y\":\"Infinity\",\"z\":\"-Infinity\"}", "{\"a\":1,\"A\":2}" })
            probe.Observe($"of {text.ReplaceLineEndings("⏎")}",
                string.Join(' ', MetricsJson.Parse(text).OrderBy(x => x.Key, StringComparer.Ordinal)
                    .Select(x => string.Create(CultureInfo.InvariantCulture, $"{x.Key}={x.Value}"))));
        string[] bad =
        [
            "", " ", "null", "1", "[]", "[{\"acc\":1}]", "{", "{\"acc\":1", "{\"acc\":1,}", "{\"acc\":1}x", "{\"acc\":1}{}", "{acc:1}",
            "{/* no */\"acc\":1}", "{\"acc\":01}", "{\"acc\":NaN}", "{\"acc\":1,\"acc\":1}", "{\"acc\":1,\"b\":2,\"\\u0061cc\":2}",
            "{\"acc\":\"1\"}",
            "{\"acc\":\"nan\"}", "{\"acc\":\"\"}", "{\"acc\":null}", "{\"acc\":true}", "{\"acc\":[1]}", "{\"acc\":{}}", "{\"acc\":1e999}",
            "{\"acc\":-1e999}", "{\"\":1}", "{\"a b\":1}", "{\"ä\":1}", "{\"acc\":\"\\ud800\"}", "{\"\\ud800\":1}",
        ];
        foreach (string text in bad) probe.Observe($"refused: {text}", Projects.Ending(() => MetricsJson.Parse(text), "acc"));
        probe.Observe("refused: half a surrogate pair as it is", Projects.Ending(() => MetricsJson.Parse("{\"acc\":\"\uD800\"}"), "acc"));
        probe.ObserveThrows<ArgumentException>("null", () => MetricsJson.Parse(null!));
    }

    public override Verdict Judge(Evidence evidence)
    {
        // Whether a message about the text as a whole names a key is the submission's own affair.
        string[] about = ["{\"acc\":1,\"acc\":1}", "{\"acc\":\"1\"}", "{\"acc\":\"nan\"}", "{\"acc\":null}", "{\"acc\":true}",
            "{\"acc\":[1]}", "{\"acc\":{}}", "{\"acc\":1e999}"];
        foreach (Observation expected in evidence.Expected)
        {
            if (expected is not TextObservation || !expected.Name.StartsWith("refused: ", StringComparison.Ordinal))
            {
                if (evidence.EqualsExpected(expected.Name, Tolerance.Exact) is { Passed: false } verdict) return verdict;
                continue;
            }

            string got = evidence.Text(expected.Name) ?? "";
            bool must = about.Contains(expected.Name[9..]);
            if (got == "well")
                return Verdict.Fail("Something is taken for metrics that is none.", $"Parse accepts {expected.Name[9..]}",
                    "One object, each key once, each value a number or one of three strings.");
            if (!got.StartsWith("FormatException", StringComparison.Ordinal))
                return Verdict.Fail("A text that is no metrics ends in another exception than FormatException.",
                    $"{expected.Name[9..]} ends in {got}");
            if (must && !got.Contains("about acc", StringComparison.Ordinal))
                return Verdict.Fail("The message about a bad metric does not name it.", expected.Name[9..]);
        }

        return Verdict.Pass;
    }
}
