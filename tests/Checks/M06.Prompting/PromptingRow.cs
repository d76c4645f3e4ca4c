using System.Globalization;

namespace LLMCourse.Checks.M06;

/// <summary>A row of the results: one strategy on one task.</summary>
/// <param name="Task">The task.</param>
/// <param name="Strategy">The strategy.</param>
/// <param name="Answers">The number of answers.</param>
/// <param name="Right">How many of them are right.</param>
/// <param name="Accuracy">Their share.</param>
/// <param name="Low">The lower end of Wilson's interval.</param>
/// <param name="High">Its upper end.</param>
/// <param name="ParaphraseAgreement">The share of items to which all wordings get the same answer.</param>
/// <param name="SampleAgreement">The mean share of replies to a question that say what most of them say.</param>
/// <param name="Calls">Calls for each answer.</param>
/// <param name="Tokens">Tokens for each answer.</param>
/// <param name="Milliseconds">Milliseconds for each answer.</param>
internal sealed record PromptingRow(
    string Task, string Strategy, int Answers, int Right, double Accuracy, double Low, double High, double ParaphraseAgreement,
    double SampleAgreement, double Calls, double Tokens, double Milliseconds)
{
    public const string Header = "task,strategy,answers,right,accuracy,low,high,paraphrase_agreement,sample_agreement,calls,tokens,ms";

    private const int TextColumns = 2, Columns = 12;

    /// <summary>The bound of 95 % of a normal distribution.</summary>
    private const double Z = 1.959964;

    /// <summary>Counts the answers of a strategy to a task.</summary>
    /// <param name="task">The task.</param>
    /// <param name="strategy">The strategy.</param>
    /// <param name="answers">The answers, of all wordings.</param>
    public static PromptingRow Of(string task, string strategy, IReadOnlyList<PromptingAnswer> answers)
    {
        int right = answers.Count(a => a.Right);
        (double low, double high) = Wilson(right, answers.Count);
        return new PromptingRow(
            task, strategy, answers.Count, right, (double)right / answers.Count, low, high,
            answers.GroupBy(a => a.Item).Average(item => item.Select(a => a.Answer).Distinct().Count() == 1 ? 1.0 : 0.0),
            answers.Average(a => a.Agreement), answers.Average(a => a.Calls), answers.Average(a => a.Tokens),
            answers.Average(a => a.Milliseconds));
    }

    /// <summary>Wilson's interval of a share (Wilson 1927): it stays within 0 and 1, and is wide where none or all are right.</summary>
    public static (double Low, double High) Wilson(int right, int count)
    {
        double share = (double)right / count, scale = 1 + (Z * Z / count);
        double middle = (share + (Z * Z / (2 * count))) / scale,
            half = Z / scale * Math.Sqrt((share * (1 - share) / count) + (Z * Z / (4.0 * count * count)));
        return (Math.Max(0, middle - half), Math.Min(1, middle + half));
    }

    /// <summary>Reads a line of the table; null where it is none.</summary>
    public static PromptingRow? Parse(string line)
    {
        string[] cells = line.Split(',');
        if (cells.Length != Columns) return null;
        double[] n = [.. cells[TextColumns..]
            .Select(cell => double.TryParse(cell, CultureInfo.InvariantCulture, out double value) ? value : double.NaN)];
        return n.All(double.IsFinite)
            ? new PromptingRow(cells[0], cells[1], (int)n[0], (int)n[1], n[2], n[3], n[4], n[5], n[6], n[7], n[8], n[9])
            : null;
    }

    /// <summary>Writes the line of the table.</summary>
    public string ToLine() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Task},{Strategy},{Answers},{Right},{Accuracy:0.######},{Low:0.######},{High:0.######},{ParaphraseAgreement:0.######},{SampleAgreement:0.######},{Calls:0.###},{Tokens:0.###},{Milliseconds:0.##}");
}
