using LLMCourse.M12;
using LLMCourse.Reference.Decoding;

namespace LLMCourse.Tools.Figures;

/// <summary>M12: runs made with known constants, and the law that the fit finds in them.</summary>
internal static class ScalingFigure
{
    private const double Noise = 0.01;

    // The constants of the public tests.
    private static readonly ScalingLaw Planted = new(1.8, 300, 500, 0.34, 0.28);
    private static readonly long[] Sizes = [1_000_000, 3_000_000, 10_000_000, 30_000_000, 100_000_000, 300_000_000, 1_000_000_000];
    private static readonly (long Tokens, string Name, string Color, string Dash, Shape Shape)[] Lengths =
    [
        (100_000_000, "100 million tokens", Drawing.Orange, "6 3", Shape.Square),
        (1_000_000_000, "1 billion", Drawing.Green, "2 3", Shape.Diamond),
        (10_000_000_000, "10 billion", Drawing.Blue, "none", Shape.Circle),
        (100_000_000_000, "100 billion", Drawing.Ink, "8 3 2 3", Shape.Square),
    ];

    public static string Draw()
    {
        var random = new Xoshiro256(1);
        double Luck() => 1 + (Noise * ((2 * random.NextDouble()) - 1)); // evenly, up to 1 % either way
        TrainingRun[] runs = [.. Lengths.SelectMany(
            length => Sizes.Select(size => new TrainingRun(size, length.Tokens, Planted.Loss(size, length.Tokens) * Luck())))];
        ScalingLaw found = ScalingFit.Fit(runs);
        var drawing = new Drawing(
            "scaling", 440, "A law with five constants, found again",
            FormattableString.Invariant(
                $"Loss against parameters on a logarithmic axis for four amounts of text: {runs.Length} runs as points and the fitted law as curves. Each curve bends towards a floor of its own, which lies lower with more text. Planted constants E 1.8, A 300, B 500, alpha 0.34, beta 0.28; found {Said(found)}."));
        drawing.Text(24, 48, "Points: runs with planted constants and up to 1 % of luck. Curves: the law that the fit of M12.E4 finds.",
            color: Drawing.Muted);
        var plot = new Plot(
            drawing, 76, 70, 400, 306,
            new Axis("parameters, in millions", 1, 1000, 1, 10, 100, 1000) { IsLogarithmic = true, Format = "#,0" },
            new Axis("loss, nats per token", 1.5, 8, 2, 3, 4, 5, 6, 7, 8));
        drawing.Stroke(plot.X(1), plot.Y(found.E), plot.X(1000), plot.Y(found.E), Drawing.Ink, dash: "5 4");
        plot.Note(1, found.E, FormattableString.Invariant($"E = {found.E:0.00}"), right: 6, down: -5);
        for (int i = 0; i < Lengths.Length; i++)
        {
            (long tokens, string name, string color, string dash, Shape shape) = Lengths[i];
            plot.Curve(Enumerable.Range(0, 61).Select(step => Math.Pow(1000, step / 60.0)).Select(n => (n, found.Loss(1e6 * n, tokens))),
                color, dash: dash);
            foreach (TrainingRun run in runs.Where(run => run.Tokens == tokens))
                plot.Mark(run.Parameters / 1e6, run.Loss, shape, color, i < 3);
            double y = 90 + (22 * i);
            drawing.Curve([(510, y), (550, y)], color, dash: dash);
            drawing.Mark(530, y, shape, color, i < 3);
            drawing.Text(560, y + 4, name);
        }

        drawing.Text(620, 210, "planted", "end", bold: true);
        drawing.Text(690, 210, "found", "end", bold: true);
        (string Name, double Planted, double Found, string Format)[] rows =
            [("E", Planted.E, found.E, "0.00"), ("A", Planted.A, found.A, "0"), ("B", Planted.B, found.B, "0"),
                ("α", Planted.Alpha, found.Alpha, "0.000"), ("β", Planted.Beta, found.Beta, "0.000")];
        for (int i = 0; i < rows.Length; i++)
        {
            double y = 232 + (22 * i);
            drawing.Text(520, y, rows[i].Name);
            drawing.Text(620, y, rows[i].Planted.ToString(rows[i].Format, System.Globalization.CultureInfo.InvariantCulture), "end");
            drawing.Text(690, y, rows[i].Found.ToString(rows[i].Format, System.Globalization.CultureInfo.InvariantCulture), "end");
        }

        return drawing.ToString();
    }

    private static string Said(ScalingLaw law) =>
        FormattableString.Invariant($"{law.E:0.00}, {law.A:0}, {law.B:0}, {law.Alpha:0.000}, {law.Beta:0.000}");
}
