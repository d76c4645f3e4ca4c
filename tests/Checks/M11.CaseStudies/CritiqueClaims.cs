using System.Globalization;

namespace LLMCourse.Checks.M11;

/// <summary>Judges a critique by the rows that it speaks of.</summary>
internal static class CritiqueClaims
{
    private const int LeastWeaknesses = 3, LeastEvidence = 3;

    public static Verdict Say(bool holds, string otherwise) => holds ? Verdict.Pass : Verdict.Fail(otherwise);

    /// <summary>Looks for rows whose scores are not those of what came out.</summary>
    public static Verdict Scores(CritiqueRow[] rows)
    {
        CritiqueRow? wrong = rows.FirstOrDefault(row => !row.Scores.SequenceEqual(CritiqueRow.Score(row.Case, row.Expected, row.Got)));
        return Say(wrong is null, $"{wrong?.Id} has other scores than its output has.");
    }

    public static Verdict Rows(CritiqueRow[] rows)
    {
        foreach ((string name, string slice, int least) in CritiquePlan.Slices)
            if (CritiqueStatistics.Slice(rows, name, slice).Length is var count && count < least)
                return Verdict.Fail($"\"{slice}\" of {name} has {count} rows; it must have {least} at least.");
        if (rows.GroupBy(row => row.Id, StringComparer.Ordinal).FirstOrDefault(row => row.Count() > 1) is { } twice)
            return Verdict.Fail($"{twice.Key} is there twice.");
        CritiqueRow? stray =
            rows.FirstOrDefault(row => !CritiquePlan.Slices.Any(slice => slice.Case == row.Case && slice.Slice == row.Slice));
        return Say(stray is null, $"{stray?.Id} is of no slice.");
    }

    /// <summary>Judges every entry, first those of the plan, then whatever else is said.</summary>
    public static IEnumerable<(string Claim, Verdict Verdict)> Entries(CritiqueEntry[] entries, CritiqueRow[] rows)
    {
        Dictionary<string, Verdict> verdicts = entries.ToDictionary(entry => entry.Id, entry => Judge(entry, rows), StringComparer.Ordinal);
        foreach (CritiquePoint point in CritiquePlan.Points)
        {
            CritiqueEntry? entry = entries.FirstOrDefault(entry => entry.Id == point.Id);
            yield return ($"{Name(point)} {point.Claim}", entry is null ? Verdict.Fail($"The critique has no {point.Id}.") : entry.Point
                != point ? Verdict.Fail($"{point.Id} says something else.") : verdicts[entry.Id]);
        }

        foreach (CritiqueEntry entry in entries.Where(entry => CritiquePlan.Points.All(point => point.Id != entry.Id)))
            yield return ($"{Name(entry.Point)} {entry.Claim}", verdicts[entry.Id]);
        foreach (string name in CritiquePlan.Cases)
        {
            CritiqueEntry[] own = [.. entries.Where(entry => entry.Case == name && verdicts[entry.Id].Passed)];
            yield return ($"Of {name} a strength and a weakness are shown.",
                Say(own.Select(entry => entry.Kind).Distinct().Count() == 2,
                    $"{own.Count(entry => entry.Kind == "strength")} strengths and {own.Count(entry => entry.Kind == "weakness")} weaknesses are."));
        }

        int weaknesses =
            entries.Count(entry => entry.Kind == "weakness" && entry.Evidence.Count >= LeastEvidence && verdicts[entry.Id].Passed);
        yield return ($"At least {LeastWeaknesses} weaknesses name {LeastEvidence} items or more that fail.",
            Say(weaknesses >= LeastWeaknesses, $"{weaknesses} do."));
    }

    /// <summary>Counts an entry again.</summary>
    public static Verdict Judge(CritiqueEntry entry, CritiqueRow[] rows)
    {
        CritiquePoint point = entry.Point;
        if (CritiqueStatistics.Measure(point, rows) is not { } value)
            return Verdict.Fail($"{entry.Id}: no rows of \"{entry.Slice}\" can be measured by {entry.Metric}.");
        string measured = FormattableString.Invariant(
            $"{entry.Metric} is {value.Value:0.####}, {value.Low:0.####} to {value.High:0.####}, over {value.Rows} rows");
        if (!CritiqueStatistics.Holds(point, value))
            return Verdict.Fail($"{measured}; the whole interval must be {(point.IsStrength ? "at least" : "at most")} {point.Bound.ToString(CultureInfo.InvariantCulture)}.");
        if (entry.Value != value.Value || entry.Low != value.Low || entry.High != value.High || entry.N != value.Rows || !entry.Holds)
            return Verdict.Fail($"{entry.Id} gives other numbers: {measured}.");
        (string[] passing, string[] failing) = CritiqueStatistics.Divide(point, rows);
        (string[] shows, string[] contradicts) = point.IsStrength ? (passing, failing) : (failing, passing);
        if (entry.Evidence.Count == 0 || entry.Evidence.FirstOrDefault(id => !shows.Contains(id)) is not null)
            return Verdict.Fail($"{entry.Id} names {(entry.Evidence.Count == 0 ? "no rows" : entry.Evidence.First(id => !shows.Contains(id)))}; it must name rows of its slice that {(point.IsStrength ? "pass" : "fail")}.");
        return Say(entry.Exceptions.SequenceEqual(contradicts),
            $"{entry.Id} does not name the {contradicts.Length} rows of its slice that speak against it, and no others.");
    }

    private static string Name(CritiquePoint point) => $"{(point.IsStrength ? "Strength" : "Weakness")} of {point.Case}:";
}
