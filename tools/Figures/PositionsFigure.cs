using LLMCourse.Reference.Positions;
using TorchSharp;
using static TorchSharp.torch;

namespace LLMCourse.Tools.Figures;

/// <summary>M03: the table of sinusoidal positions, and the product of two of its rows by their distance.</summary>
internal static class PositionsFigure
{
    private const int Positions = 201, Columns = 32, Shown = 40, Cell = 7;

    // From orange by white to blue, darker at both ends: −1 has an outline of its own in grey too, since orange is lighter than blue.
    private static readonly string[] Inks =
        ["#b35806", "#e08214", "#fdb863", "#fee0b6", "#f7f7f7", "#d1e5f0", "#92c5de", "#4393c3", "#053061"];

    public static string Draw()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor table = SinusoidalEmbedding.Table(Positions, Columns).to(ScalarType.Float64);                              // [P, C]
        double[] codes = table.contiguous().data<double>().ToArray();
        double[] products = table.matmul(table.t()).div(Columns / 2).contiguous().data<double>().ToArray();               // [P, P]
        var drawing = new Drawing(
            "positions", 408, "Sinusoidal positions: the codes, and what their products know",
            FormattableString.Invariant(
                $"Left, a map of the codes of positions 0 to {Shown - 1} in {Columns} columns: the first columns change sign every few positions, the last ones hardly at all. Right, the product of two codes by their distance, scaled to 1 at distance 0, beginning at position 0 and at position 100: the two curves are the same. They fall from 1 to {products[5]:0.00} at distance 5 and waver between {products[10..101].Min():0.00} and {products[10..101].Max():0.00} from 10 to 100."));
        drawing.Text(64, 62, "one row per position", bold: true);
        for (int ink = 0; ink < Inks.Length; ink++)
        {
            drawing.Cells(
                Enumerable.Range(0, Shown * Columns).Where(i => Math.Min(Inks.Length - 1, (int)((codes[i] + 1) / 2 * Inks.Length)) == ink)
                    .Select(i => (64.0 + (i % Columns * Cell), 74.0 + (i / Columns * Cell))),
                Cell, Inks[ink]);
        }

        drawing.Rect(64, 74, Columns * Cell, Shown * Cell, "none", Drawing.Muted);
        foreach (int position in (int[])[0, 10, 20, 30, 39])
            drawing.Text(56, 74 + (position * Cell) + 8, $"{position}", "end", 11, color: Drawing.Muted);
        foreach (int column in (int[])[0, 8, 16, 24, 31])
            drawing.Text(64 + (column * Cell) + 4, 74 + (Shown * Cell) + 15, $"{column}", "middle", 11, color: Drawing.Muted);
        drawing.Upward(30, 74 + (Shown * Cell / 2), "position");
        drawing.Text(64 + (Columns * Cell / 2), 74 + (Shown * Cell) + 32, "column", "middle", color: Drawing.Muted);
        drawing.Text(317, 84, "1", color: Drawing.Muted);
        for (int ink = 0; ink < Inks.Length; ink++) drawing.Rect(300, 74 + ((Inks.Length - 1 - ink) * 14), 12, 14, Inks[ink], Drawing.Rule);
        drawing.Text(317, 74 + (Inks.Length * 14), "−1", color: Drawing.Muted);

        drawing.Text(400, 62, "product of two rows", bold: true);
        var plot = new Plot(drawing, 400, 74, 290, Shown * Cell, new Axis("distance between the positions", 0, 100, 0, 25, 50, 75, 100),
            new Axis("product, 1 at distance 0", 0, 1, 0, 0.25, 0.5, 0.75, 1) { Format = "0.00" });
        plot.Curve(Enumerable.Range(0, 101).Select(k => ((double)k, products[k])), Drawing.Blue);
        for (int k = 0; k <= 100; k += 5) plot.Mark(k, products[(100 * Positions) + 100 + k], Shape.Diamond, Drawing.Orange, filled: false);
        drawing.Curve([(480, 92), (510, 92)], Drawing.Blue);
        drawing.Text(518, 96, "first row at position 0");
        drawing.Mark(495, 112, Shape.Diamond, Drawing.Orange, filled: false);
        drawing.Text(518, 116, "first row at position 100");
        return drawing.ToString();
    }
}
