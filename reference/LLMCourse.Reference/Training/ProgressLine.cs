using System.Globalization;

namespace LLMCourse.Reference.Training;

/// <summary>Writes one line for each line of the log: how far, how good, how fast, how long still.</summary>
/// <param name="output">Where to, for example <see cref="Console.Error"/>.</param>
/// <param name="totalSteps">The number of steps of the run.</param>
public sealed class ProgressLine(TextWriter output, long totalSteps) : IProgress<RunLogRow>
{
    /// <inheritdoc/>
    public void Report(RunLogRow value) => output.WriteLine(Text(value, totalSteps));

    /// <summary>Writes the line.</summary>
    /// <param name="row">The line of the log.</param>
    /// <param name="totalSteps">The number of steps of the run.</param>
    /// <returns>For example <c>step 100/2000  loss 2.3100  rate 1.00E-003  23400 tokens/s  1:02 left</c>.</returns>
    public static string Text(RunLogRow row, long totalSteps)
    {
        ArgumentNullException.ThrowIfNull(row);
        double left = row.Step == 0 ? 0 : row.Seconds / row.Step * (totalSteps - row.Step);
        var time = TimeSpan.FromSeconds(left);
        string validation = row.ValidationLoss is { } loss ? string.Create(CultureInfo.InvariantCulture, $"  validation {loss:F4}") : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"step {row.Step}/{totalSteps}  loss {row.Loss:F4}{validation}  rate {row.LearningRate:E2}  {row.TokensPerSecond:F0} tokens/s  {(int)time.TotalMinutes}:{time.Seconds:D2} left");
    }
}
