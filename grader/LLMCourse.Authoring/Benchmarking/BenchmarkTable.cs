using System.Globalization;
using System.Text;
using LLMCourse.Grading.Judging;

namespace LLMCourse.Authoring.Benchmarking;

/// <summary>Writes comparisons as a Markdown table.</summary>
internal static class BenchmarkTable
{
    /// <summary>Writes the table with what is needed to read it.</summary>
    /// <param name="results">The comparisons.</param>
    /// <param name="machine">What it ran on.</param>
    /// <param name="rounds">How many rounds count.</param>
    /// <param name="command">The command that made it.</param>
    public static string Write(IReadOnlyList<ComparisonResult> results, string machine, int rounds, string command)
    {
        var text = new StringBuilder();
        text.Append("# The reference beside its peers\n\n")
            .Append(CultureInfo.InvariantCulture,
                $"{machine}.\nMedians of {rounds} rounds in which both sides take turns; in brackets the 95 % interval of the median ratio.\n\n")
            .Append("| work | reference | peer | ratio | memory | goal | |\n|---|---:|---:|---:|---:|---|---|\n");
        foreach (ComparisonResult result in results)
        {
            text.Append(CultureInfo.InvariantCulture,
                $"| `{result.Comparison.Name}` {result.Comparison.About} | {Speed(result.OurSpeed, result.Unit)} | {Peer(result)} | {Ratio(result)} | ")
                .Append(CultureInfo.InvariantCulture,
                    $"{(result.MemoryRatio is { } m ? m.ToString("0.00", CultureInfo.InvariantCulture) : "")} | {GoalText(result.Comparison.Goal)} | {Word(result.Met)} |\n");
        }

        foreach (ComparisonResult result in results.Where(r => r.Problem is not null))
            text.Append(CultureInfo.InvariantCulture, $"\n`{result.Comparison.Name}`: {Line(result.Problem!)}\n");
        return text.Append(CultureInfo.InvariantCulture, $"\nTo repeat: `{command}`\n").ToString();
    }

    /// <summary>Writes a speed with three digits, for example <c>18.2 k tokens/s</c>.</summary>
    internal static string Speed(double? perSecond, string unit) => perSecond switch
    {
        null => "not measured",
        >= 1e6 => string.Create(CultureInfo.InvariantCulture, $"{perSecond / 1e6:0.0} M {unit}/s"),
        >= 1e4 => string.Create(CultureInfo.InvariantCulture, $"{perSecond / 1e3:0.0} k {unit}/s"),
        >= 100 => string.Create(CultureInfo.InvariantCulture, $"{perSecond:0} {unit}/s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{perSecond:0.00} {unit}/s"),
    };

    /// <summary>Writes whether the goals are met.</summary>
    internal static string Word(bool? met) => met switch { true => "met", false => "**missed**", null => "" };

    /// <summary>Writes the ratio with its interval; empty without a peer.</summary>
    internal static string Ratio(ComparisonResult result)
    {
        if (result.Ratio is not { } ratio) return "";
        (double low, double high) = Statistics.MedianInterval(result.Ratios);
        return string.Create(CultureInfo.InvariantCulture, $"{ratio:0.00} ({low:0.00} to {high:0.00})");
    }

    /// <summary>Writes what is aimed at.</summary>
    internal static string GoalText(Goal goal)
    {
        List<string> parts = [];
        if (goal.Ratio is { } ratio) parts.Add(string.Create(CultureInfo.InvariantCulture, $"ratio ≥ {ratio}"));
        if (goal.PerSecond is { } speed) parts.Add(string.Create(CultureInfo.InvariantCulture, $"≥ {speed:#,0}/s"));
        if (goal.Seconds is { } seconds) parts.Add(string.Create(CultureInfo.InvariantCulture, $"≤ {seconds} s"));
        if (goal.MemoryRatio is { } memory) parts.Add(string.Create(CultureInfo.InvariantCulture, $"memory ≤ {memory}"));
        return string.Join(", ", parts);
    }

    private static string Peer(ComparisonResult result) =>
        result.Comparison.Peer is not { } peer ? "" : $"{peer.Name}: {Speed(result.TheirSpeed, result.Unit)}";

    private static string Line(string text) =>
        string.Join(' ', text.Split((char[])['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
}
