using System.Globalization;
using LLMCourse.Reference.Charts;

namespace LLMCourse.Reference.Training;

/// <summary>The log of a run: a CSV file that grows while training, and its curve.</summary>
public sealed class RunLog : IDisposable
{
    private const string Header = "step,tokens,loss,validation_loss,learning_rate,gradient_norm,tokens_per_second,seconds";
    private readonly List<RunLogRow> _rows;
    private readonly StreamWriter _writer;

    /// <summary>Begins a log, or goes on with one.</summary>
    /// <param name="path">The CSV file.</param>
    /// <param name="resumedAt">The step that the run is resumed at: later lines, of steps that are taken
    /// again, are dropped. 0: from the start.</param>
    /// <exception cref="InvalidDataException">A log that is gone on with cannot be read.</exception>
    public RunLog(string path, long resumedAt = 0)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        _rows = resumedAt > 0 && File.Exists(path) ? [.. Read(path).Where(row => row.Step <= resumedAt)] : [];
        _writer = new StreamWriter(path, append: false) { NewLine = "\n", AutoFlush = true };
        _writer.WriteLine(Header);
        foreach (RunLogRow row in _rows)
            _writer.WriteLine(Line(row));
    }

    /// <summary>Gets the lines so far.</summary>
    public IReadOnlyList<RunLogRow> Rows => _rows;

    /// <summary>Reads a log.</summary>
    /// <param name="path">The CSV file.</param>
    /// <returns>Its lines.</returns>
    /// <exception cref="InvalidDataException">It is not a log.</exception>
    public static IReadOnlyList<RunLogRow> Read(string path)
    {
        string[] lines = File.ReadAllLines(path);
        if (lines.Length == 0 || lines[0] != Header)
            throw new InvalidDataException($"{path} does not begin with '{Header}'. It is not the log of a run; give another path.");
        return [.. lines.Skip(1).Select((line, i) => Parse(line)
            ?? throw new InvalidDataException(
                $"{path}, line {i + 2}: '{line}' does not have the header's eight numbers. Delete the line."))];
    }

    /// <summary>Adds a line.</summary>
    /// <param name="row">The line.</param>
    public void Add(RunLogRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        _rows.Add(row);
        _writer.WriteLine(Line(row));
    }

    /// <summary>Draws training and validation loss over the steps.</summary>
    /// <param name="path">The SVG file.</param>
    /// <param name="title">What stands above.</param>
    public void WriteCurve(string path, string title)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var series = new List<LineSeries> { new("training", [.. _rows.Select(row => new ChartPoint(row.Step, row.Loss))]) };
        ChartPoint[] validation =
            [.. _rows.Where(row => row.ValidationLoss is not null).Select(row => new ChartPoint(row.Step, row.ValidationLoss!.Value))];
        if (validation.Length > 0)
            series.Add(new LineSeries("validation", validation));
        File.WriteAllText(path, LineChart.Svg(title, "steps", "loss, nats per token", series));
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _writer.Dispose();

    private static string Line(RunLogRow row) => string.Create(
        CultureInfo.InvariantCulture,
        $"{row.Step},{row.Tokens},{row.Loss:G9},{row.ValidationLoss:G9},{row.LearningRate:G9},{row.GradientNorm:G9},{row.TokensPerSecond:F1},{row.Seconds:F3}");

    private static RunLogRow? Parse(string line)
    {
        string[] cells = line.Split(',');
        if (cells.Length != 8 || !long.TryParse(cells[0], CultureInfo.InvariantCulture, out long step)
            || !long.TryParse(cells[1], CultureInfo.InvariantCulture, out long tokens))
            return null;
        var numbers = new double[6];
        for (int i = 0; i < numbers.Length; i++)
        {
            if (!double.TryParse(cells[i + 2], CultureInfo.InvariantCulture, out numbers[i]) && !(i == 1 && cells[3].Length == 0))
                return null;
        }

        return new RunLogRow(step, tokens, numbers[0], cells[3].Length == 0 ? null : numbers[1], numbers[2], numbers[3],
            numbers[4], numbers[5]);
    }
}
