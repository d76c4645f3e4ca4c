using System.Globalization;

namespace LLMCourse.Tools.Figures;

/// <summary>One direction of a plot.</summary>
/// <param name="Label">What it counts, with its unit.</param>
/// <param name="Least">The value at its beginning.</param>
/// <param name="Greatest">The value at its end.</param>
/// <param name="Ticks">The values with a number beside them.</param>
internal sealed record Axis(string Label, double Least, double Greatest, params double[] Ticks)
{
    /// <summary>Gets how the numbers are written; in the invariant culture.</summary>
    public string Format { get; init; } = "0.###";

    /// <summary>Gets how far the label of an upward axis is from it, in pixels; more where numbers are long.</summary>
    public double LabelGap { get; init; } = 44;

    /// <summary>Gets whether equal steps are equal factors.</summary>
    public bool IsLogarithmic { get; init; }

    /// <summary>Returns where a value lies, from 0 to 1.</summary>
    public double At(double value) =>
        IsLogarithmic ? Math.Log(value / Least) / Math.Log(Greatest / Least) : (value - Least) / (Greatest - Least);
}

/// <summary>A frame with two axes in a drawing, and the places of points in it.</summary>
internal sealed class Plot
{
    private readonly Drawing _drawing;
    private readonly Axis _x, _y;
    private readonly double _left, _top, _width, _height;

    public Plot(Drawing drawing, double left, double top, double width, double height, Axis x, Axis y)
    {
        (_drawing, _x, _y, _left, _top, _width, _height) = (drawing, x, y, left, top, width, height);
        foreach (double tick in y.Ticks)
        {
            drawing.Stroke(left, Y(tick), left + width, Y(tick), Drawing.Rule);
            drawing.Text(left - 8, Y(tick) + 4, tick.ToString(y.Format, CultureInfo.InvariantCulture), "end", color: Drawing.Muted);
        }

        foreach (double tick in x.Ticks)
        {
            drawing.Stroke(X(tick), top + height, X(tick), top + height + 4, Drawing.Muted);
            drawing.Text(X(tick), top + height + 18, tick.ToString(x.Format, CultureInfo.InvariantCulture), "middle", color: Drawing.Muted);
        }

        drawing.Stroke(left, top + height, left + width, top + height, Drawing.Muted);
        drawing.Text(left + (width / 2), top + height + 36, x.Label, "middle", color: Drawing.Muted);
        drawing.Upward(left - y.LabelGap, top + (height / 2), y.Label);
    }

    public double X(double value) => _left + (_x.At(value) * _width);

    public double Y(double value) => _top + _height - (_y.At(value) * _height);

    public void Curve(IEnumerable<(double X, double Y)> points, string color, double width = 2, string dash = "none") =>
        _drawing.Curve(points.Select(p => (X(p.X), Y(p.Y))), color, width, dash);

    public void Mark(double x, double y, Shape shape, string color, bool filled = true) => _drawing.Mark(X(x), Y(y), shape, color, filled);

    /// <summary>Writes beside a place.</summary>
    public void Note(double x, double y, string text, string anchor = "start", double right = 0, double down = 0) =>
        _drawing.Text(X(x) + right, Y(y) + down, text, anchor);
}
