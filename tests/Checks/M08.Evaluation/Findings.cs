using System.Globalization;
using System.Text;

namespace LLMCourse.Checks.M08;

/// <summary>What the table says in words, in which every number can be counted again.</summary>
internal static class Findings
{
    /// <summary>The greatest p-value of a difference that is claimed.</summary>
    public const double Level = 0.05;

    /// <summary>Says of two models which is better, or that there is no difference: where their intervals
    /// overlap, or where so much could be chance.</summary>
    public static string Verdict(LeaderboardPair pair, LeaderboardRow first, LeaderboardRow second)
    {
        bool overlap = first.Low <= second.High && second.Low <= first.High;
        if (overlap || pair.P >= Level) return "no difference";
        return first.Right > second.Right ? $"{first.Model} is better" : $"{second.Model} is better";
    }

    /// <summary>Writes the page.</summary>
    public static string Write(IReadOnlyList<LeaderboardRow> rows, IReadOnlyList<LeaderboardPair> pairs, LeaderboardRaters raters)
    {
        StringBuilder page = new();
        Line($"# Findings");
        Line($"");
        Line($"{rows.Count} models answered the same {rows[0].Items} questions, by the most likely of four choices.");
        Line($"");
        Line($"| model | right | 95 % interval | bits a byte | calibration error | MB | ms a question |");
        Line($"|---|--:|---|--:|--:|--:|--:|");
        foreach (LeaderboardRow row in rows)
            Line($"| {row.Model} | {100 * row.Accuracy:0.0} % | {100 * row.Low:0.0} to {100 * row.High:0.0} % | {row.BitsPerByte:0.000} | {row.Ece:0.000} | {row.Bytes / 1e6:0.00} | {row.Milliseconds:0.00} |");
        Line($"");
        Line($"## Which is better");
        Line($"");
        foreach (LeaderboardPair pair in pairs)
        {
            LeaderboardRow first = rows.First(row => row.Model == pair.First), second = rows.First(row => row.Model == pair.Second);
            Line($"- {pair.First} and {pair.Second}: {Verdict(pair, first, second)} ({pair.OnlyFirst} questions right by the first alone, {pair.OnlySecond} by the second, p {P(pair.P)}).");
        }

        Line($"");
        Line($"## What a question costs");
        Line($"");
        foreach (LeaderboardRow row in rows)
            Line($"- {row.Model}: {row.DollarsPerMillion:0.00} dollars for a million questions, at {LeaderboardRow.DollarsPerHour:0.00} dollars an hour.");
        Line($"");
        Line($"## Can the rule be trusted?");
        Line($"");
        Line($"Two simulated raters judged the base model's answers. The rule agrees with them by a kappa of {raters.RuleAndFirst:0.00} and {raters.RuleAndSecond:0.00}, they with each other by an alpha of {raters.Raters:0.00}.");
        return page.ToString();

        void Line(FormattableString text) => page.Append(text.ToString(CultureInfo.InvariantCulture)).Append('\n');
    }

    private static string P(double p) => p < 0.001 ? "< 0.001" : string.Create(CultureInfo.InvariantCulture, $"= {p:0.000}");
}
