using System.Globalization;

namespace LLMCourse.Checks.M08;

/// <summary>A model's answer to a question.</summary>
/// <param name="Item">The number of the question within its task.</param>
/// <param name="Picked">The index of the choice.</param>
/// <param name="IsRight">Whether it is the right one.</param>
/// <param name="Probability">The share of the choice among all four, by their scores.</param>
/// <param name="Milliseconds">How long it took.</param>
internal sealed record LeaderboardAnswer(int Item, int Picked, bool IsRight, double Probability, double Milliseconds);

/// <summary>A row of the table: a model over all tasks.</summary>
/// <param name="Model">The model.</param>
/// <param name="Items">The number of questions.</param>
/// <param name="Right">How many are right.</param>
/// <param name="Low">The lower end of the interval of the share.</param>
/// <param name="High">Its upper end.</param>
/// <param name="BitsPerByte">What the model needs for a byte of conversations that it has not seen.</param>
/// <param name="Ece">The expected calibration error of the shares of its choices.</param>
/// <param name="Bytes">The size of its weights.</param>
/// <param name="Milliseconds">What a question takes, in the median.</param>
internal sealed record LeaderboardRow(string Model, int Items, int Right, double Low, double High, double BitsPerByte, double Ece,
    long Bytes, double Milliseconds)
{
    public const string Header = "model,items,right,accuracy,low,high,bits_per_byte,ece,bytes,ms,usd_per_million";

    /// <summary>What an hour of a small machine is taken to cost, for the column of costs.</summary>
    public const double DollarsPerHour = 0.10;

    private const int Columns = 11;

    public double Accuracy => (double)Right / Items;

    /// <summary>Gets what a million questions cost, one after the other, on a machine at <see cref="DollarsPerHour"/>.</summary>
    public double DollarsPerMillion => Milliseconds / 3.6 * DollarsPerHour;

    /// <summary>Reads a line of the table; null where it is none.</summary>
    public static LeaderboardRow? Parse(string line)
    {
        string[] cells = line.Split(',');
        if (cells.Length != Columns) return null;
        double[] n =
            [.. cells[1..].Select(cell => double.TryParse(cell, CultureInfo.InvariantCulture, out double value) ? value : double.NaN)];
        return n.All(double.IsFinite) ? new LeaderboardRow(cells[0], (int)n[0], (int)n[1], n[3], n[4], n[5], n[6], (long)n[7], n[8]) : null;
    }

    /// <summary>Writes the line of the table.</summary>
    public string ToLine() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Model},{Items},{Right},{Accuracy:0.######},{Low:0.######},{High:0.######},{BitsPerByte:0.#####},{Ece:0.#####},{Bytes},{Milliseconds:0.###},{DollarsPerMillion:0.####}");
}

/// <summary>Two models on the same questions.</summary>
/// <param name="First">One of them.</param>
/// <param name="Second">The other.</param>
/// <param name="OnlyFirst">Questions that only the first has right.</param>
/// <param name="OnlySecond">Questions that only the second has right.</param>
/// <param name="P">McNemar's p-value, by Holm's step-down among all pairs.</param>
internal sealed record LeaderboardPair(string First, string Second, int OnlyFirst, int OnlySecond, double P);

/// <summary>How well raters agree with each other and with the rule that grades.</summary>
/// <param name="RuleAndFirst">Cohen's kappa of the rule and the first rater.</param>
/// <param name="RuleAndSecond">Cohen's kappa of the rule and the second rater.</param>
/// <param name="Raters">Krippendorff's alpha of the two raters, one of whom left items out.</param>
internal sealed record LeaderboardRaters(double RuleAndFirst, double RuleAndSecond, double Raters);
