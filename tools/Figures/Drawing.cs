using System.Globalization;
using System.Net;
using System.Text;

namespace LLMCourse.Tools.Figures;

/// <summary>An SVG document, 720 units wide, that can be read on light and dark pages and with a screen reader.</summary>
/// <remarks>It stands in a page of its own or within another one, so that ids begin with the figure's name and nothing hangs on a style
/// sheet. Coordinates have one digit after the point: the same data give the same bytes. <c>LineChart</c>
/// of the reference draws lines alone.</remarks>
internal sealed class Drawing
{
    public const double Width = 720;
    public const string Ink = "#1d2733", Muted = "#4b5563", Rule = "#d8dde2", Paper = "#fdfcfa";

    // Okabe and Ito 2008: told apart by people who see few colours. Whoever uses two gives them two dashes or two shapes as well.
    public const string Blue = "#0072B2", Orange = "#D55E00", Green = "#009E73";

    private readonly StringBuilder _svg = new();

    /// <summary>Begins a drawing.</summary>
    /// <param name="name">The figure's name, for ids: letters and hyphens.</param>
    /// <param name="height">In units.</param>
    /// <param name="title">What it shows, as its heading says it too.</param>
    /// <param name="description">What there is to see in it, for those who cannot.</param>
    public Drawing(string name, double height, string title, string description)
    {
        Line($"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Width} {height}" role="img" aria-labelledby="{name}-title {name}-desc" font-family="system-ui, 'Segoe UI', 'DejaVu Sans', sans-serif" font-size="12">""");
        Line($"""<title id="{name}-title">{Escape(title)}</title>""");
        Line($"""<desc id="{name}-desc">{Escape(description)}</desc>""");
        Line($"""<rect width="{Width}" height="{height}" fill="{Paper}"/>""");
        Text(24, 28, title, size: 16, bold: true);
    }

    public void Text(double x, double y, string text, string anchor = "start", double size = 12, bool bold = false, string color = Ink) =>
        Line($"""<text x="{x:0.#}" y="{y:0.#}"{Anchor(anchor)}{(size == 12 ? "" : string.Create(CultureInfo.InvariantCulture, $" font-size=\"{size}\""))}{(bold ? " font-weight=\"600\"" : "")} fill="{color}">{Escape(text)}</text>""");

    /// <summary>A text that reads upwards, its middle at a point.</summary>
    public void Upward(double x, double y, string text) =>
        Line($"""<text transform="translate({x:0.#} {y:0.#}) rotate(-90)" text-anchor="middle" fill="{Muted}">{Escape(text)}</text>""");

    public void Rect(double x, double y, double width, double height, string fill, string stroke = "none", string dash = "none") =>
        Line($"""<rect x="{x:0.#}" y="{y:0.#}" width="{width:0.#}" height="{height:0.#}" fill="{fill}"{Stroke(stroke, 1, dash)}/>""");

    public void Stroke(double x1, double y1, double x2, double y2, string color, double width = 1, string dash = "none") =>
        Line($"""<path d="M{x1:0.#} {y1:0.#}L{x2:0.#} {y2:0.#}"{Stroke(color, width, dash)}/>""");

    public void Curve(IEnumerable<(double X, double Y)> points, string color, double width = 2, string dash = "none") =>
        Line($"""<path d="M{string.Join('L', points.Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.X:0.#} {p.Y:0.#}")))}" fill="none"{Stroke(color, width, dash)}/>""");

    /// <summary>Squares of one colour: their upper left corners.</summary>
    public void Cells(IEnumerable<(double X, double Y)> corners, double side, string fill)
    {
        string cells = string.Concat(
            corners.Select(c => string.Create(CultureInfo.InvariantCulture, $"M{c.X:0.#} {c.Y:0.#}h{side:0.#}v{side:0.#}h-{side:0.#}z")));
        if (cells.Length > 0) Line($"""<path d="{cells}" fill="{fill}"/>""");
    }

    /// <summary>Diagonals through squares: their upper left corners.</summary>
    public void Hatch(IEnumerable<(double X, double Y)> corners, double side, string color) =>
        Line($"""<path d="{string.Concat(corners.Select(c => string.Create(CultureInfo.InvariantCulture, $"M{c.X:0.#} {c.Y + side:0.#}l{side:0.#}-{side:0.#}")))}"{Stroke(color, 1, "none")}/>""");

    /// <summary>A point as a circle or, so that another series differs by more than colour, a square or a diamond.</summary>
    public void Mark(double x, double y, Shape shape, string color, bool filled = true)
    {
        string look =
            string.Create(CultureInfo.InvariantCulture, $"fill=\"{(filled ? color : Paper)}\" stroke=\"{color}\" stroke-width=\"1.5\"");
        if (shape == Shape.Circle) Line($"""<circle cx="{x:0.#}" cy="{y:0.#}" r="4" {look}/>""");
        else if (shape == Shape.Square) Line($"""<rect x="{x - 3.5:0.#}" y="{y - 3.5:0.#}" width="7" height="7" {look}/>""");
        else Line($"""<path d="M{x:0.#} {y - 5:0.#}l5 5l-5 5l-5-5z" {look}/>""");
    }

    public override string ToString() => _svg + "</svg>\n";

    private static string Anchor(string anchor) => anchor == "start" ? "" : $" text-anchor=\"{anchor}\"";

    private static string Stroke(string color, double width, string dash) => color == "none" ? "" : string.Create(
        CultureInfo.InvariantCulture,
        $" stroke=\"{color}\"{(width == 1 ? "" : $" stroke-width=\"{width.ToString(CultureInfo.InvariantCulture)}\"")}{(dash == "none" ? "" : $" stroke-dasharray=\"{dash}\"")}");

    private static string Escape(string text) => WebUtility.HtmlEncode(text);

    private void Line(FormattableString text) => _svg.Append(text.ToString(CultureInfo.InvariantCulture)).Append('\n');
}

/// <summary>How a point is drawn.</summary>
internal enum Shape
{
    Circle,
    Square,
    Diamond,
}
