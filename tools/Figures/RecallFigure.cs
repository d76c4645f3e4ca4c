using LLMCourse.M09;
using LLMCourse.Reference.Decoding;

namespace LLMCourse.Tools.Figures;

/// <summary>M09: what share of the ten nearest HNSW finds, for what share of the distances of an exact search.</summary>
internal static class RecallFigure
{
    private const int Vectors = 4000, Queries = 200, Dimension = 24, Nearest = 10;
    private static readonly int[] Widths = [10, 16, 25, 40, 64, 100, 160, 250];
    private static readonly (int M, string Color, string Dash, Shape Shape)[] Graphs =
        [(4, Drawing.Green, "2 3", Shape.Diamond), (8, Drawing.Orange, "6 3", Shape.Square), (16, Drawing.Blue, "none", Shape.Circle)];

    public static string Draw()
    {
        var random = new Xoshiro256(1);
        float[][] all = [.. Enumerable.Range(0, Vectors + Queries).Select(_ => Vector(random))];
        float[][] vectors = all[..Vectors], queries = all[Vectors..];
        HashSet<string>[] exact =
            [.. queries.Select(query => ExactSearch.Nearest(vectors, query, Nearest, Distances.SquaredEuclidean)
                .Select(near => $"{near.Node}").ToHashSet(StringComparer.Ordinal))];
        (double Cost, double Recall)[][] curves = [.. Graphs.Select(graph => Curve(graph.M, vectors, queries, exact))];
        string said = string.Join("; ",
            Graphs.Select((graph, g) => FormattableString.Invariant(
                $"M = {graph.M}: {curves[g][4].Recall:0.00} for {curves[g][4].Cost:P1} of the distances at ef = {Widths[4]}")));
        var drawing = new Drawing(
            "recall", 430, "Recall is bought with distances",
            $"Recall at 10 against the share of the distances of an exact search, on a logarithmic axis, for three graphs over {Vectors:#,0} vectors; each curve is a search with ef from {Widths[0]} to {Widths[^1]}. {said}.");
        drawing.Text(24, 48, FormattableString.Invariant(
            $"{Vectors:#,0} vectors of {Dimension} random numbers, {Queries} queries. Along a curve: ef = {string.Join(", ", Widths)}."),
            color: Drawing.Muted);
        var plot = new Plot(
            drawing, 76, 70, 600, 296,
            new Axis("distances computed, in percent of those of an exact search", 1, 100, 1, 2, 5, 10, 20, 50,
                100)
            { IsLogarithmic = true }, new Axis("recall of the 10 nearest", 0, 1, 0, 0.2, 0.4, 0.6, 0.8, 1) { Format = "0.0" });
        for (int g = 0; g < Graphs.Length; g++)
        {
            plot.Curve(curves[g].Select(point => (100 * point.Cost, point.Recall)), Graphs[g].Color, dash: Graphs[g].Dash);
            foreach ((double cost, double recall) in curves[g]) plot.Mark(100 * cost, recall, Graphs[g].Shape, Graphs[g].Color);
            double y = 300 + (20 * g);
            drawing.Curve([(540, y), (580, y)], Graphs[g].Color, dash: Graphs[g].Dash);
            drawing.Mark(560, y, Graphs[g].Shape, Graphs[g].Color);
            drawing.Text(590, y + 4, $"M = {Graphs[g].M} links");
        }

        return drawing.ToString();
    }

    private static (double Cost, double Recall)[] Curve(int m, float[][] vectors, float[][] queries, HashSet<string>[] exact)
    {
        long calls = 0;
        var index = new HnswIndex(Dimension, (a, b) =>
        {
            calls++; return Distances.SquaredEuclidean(a, b);
        }, new HnswOptions { M = m, EfConstruction = 40 });
        for (int i = 0; i < vectors.Length; i++) index.Add($"{i}", vectors[i]);
        return [.. Widths.Select(ef =>
        {
            calls = 0;
            int found = queries.Select((query, q) => index.Search(query, Nearest, ef).Count(hit => exact[q].Contains(hit.Id))).Sum();
            return ((double)calls / ((long)vectors.Length * queries.Length), (double)found / (Nearest * queries.Length));
        })];
    }

    private static float[] Vector(Xoshiro256 random) => [.. Enumerable.Range(0, Dimension).Select(_ => (float)random.NextDouble())];
}
