using System.Globalization;

namespace LLMCourse.Grader.Commands.Play;

/// <summary>Draws a curve of losses with characters.</summary>
internal static class LossCurve
{
    // Four dots above each other in the left half of a character: a curve of one dot a column reads well in any terminal that has them.
    private static readonly char[] Dots = ['⡀', '⠄', '⠂', '⠁'];
    private const int Axis = 7;

    /// <summary>Draws.</summary>
    /// <param name="losses">The loss of each step so far, finite.</param>
    /// <param name="width">Characters a line, the axis included.</param>
    /// <param name="height">Lines.</param>
    /// <returns>The lines, without trailing blanks; none for no losses.</returns>
    public static IReadOnlyList<string> Lines(IReadOnlyList<double> losses, int width, int height)
    {
        if (losses.Count == 0) return [];
        double[] columns = Columns(losses, Math.Max(1, width - Axis));
        double least = columns.Min(), greatest = columns.Max(), range = Math.Max(greatest - least, 1e-9);
        int levels = height * Dots.Length;
        char[][] rows = [.. Enumerable.Range(0, height).Select(_ => new string(' ', columns.Length).ToCharArray())];
        for (int x = 0; x < columns.Length; x++)
        {
            int level = Math.Min(levels - 1, (int)((columns[x] - least) / range * levels));
            rows[height - 1 - (level / Dots.Length)][x] = Dots[level % Dots.Length];
        }

        return [.. rows.Select((row, y) => $"{Label(y),5} ┤{new string(row)}".TrimEnd())];

        string Label(int y) => y == height - 1 ? Number(least) : y == 0 && greatest > least ? Number(greatest) : "";
    }

    /// <summary>The mean loss of equal parts of the training, one a column.</summary>
    private static double[] Columns(IReadOnlyList<double> losses, int width)
    {
        int count = Math.Min(width, losses.Count);
        return [.. Enumerable.Range(0, count)
            .Select(x => Mean(losses, (int)((long)x * losses.Count / count), (int)((long)(x + 1) * losses.Count / count)))];
    }

    private static double Mean(IReadOnlyList<double> losses, int from, int to)
    {
        double sum = 0;
        for (int i = from; i < to; i++) sum += losses[i];
        return sum / (to - from);
    }

    private static string Number(double loss) => loss.ToString("0.00", CultureInfo.InvariantCulture);
}
