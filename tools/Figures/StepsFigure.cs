using LLMCourse.LocalModels;
using LLMCourse.LocalModels.Tasks;
using LLMCourse.M08;

namespace LLMCourse.Tools.Figures;

/// <summary>M06: what examples and written steps do to the answers of the course's model.</summary>
internal static class StepsFigure
{
    private const int Questions = 100;
    private const ulong Seed = 101;
    private static readonly int[] Shots = [0, 1, 2, 3], Operations = [1, 2, 3, 4];

    public static string Draw()
    {
        using LocalModel model = LocalModel.LoadShipped();
        int Right(ITask task) => TaskAccuracy.Measure(model, task, Seed, Questions).Right;

        int[] shots = [.. Shots.Select(n => Right(new LabelTask { Shots = n }))];
        int[] direct = [.. Operations.Select(n => Right(new ArithmeticTask { Operations = n }))],
            steps = [.. Operations.Select(n => Right(new ArithmeticTask { Operations = n, Steps = true }))];
        string List(int[] right) => string.Join(", ", right);
        var drawing = new Drawing(
            "steps", 420, "Two ways to ask for more: show examples, or ask for the steps",
            $"Right answers of {Questions} with 95 % intervals. Left, labels with made-up names: {List(shots)} right with {List(Shots)} examples of each label. Right, calculations of {List(Operations)} operations: {List(direct)} right when the number alone is asked for, {List(steps)} with the steps written down.");
        drawing.Text(24, 48, $"Greedy answers of the course's local model to {Questions} questions each; lines: Wilson's 95 % intervals",
            color: Drawing.Muted);
        drawing.Text(76, 78, "one of four made-up labels", bold: true);
        var left = new Plot(drawing, 76, 92, 240, 260, new Axis("examples of each label in the prompt", -0.5, 3.5, 0, 1, 2, 3),
            new Axis("right, in percent", 0, 100, 0, 25, 50, 75, 100));
        Series(drawing, left, Shots, shots, Shape.Circle, Drawing.Blue, 0);
        drawing.Stroke(left.X(-0.5), left.Y(25), left.X(3.5), left.Y(25), Drawing.Ink, dash: "5 4");
        left.Note(3.5, 25, "guessing", "end", down: -5);
        drawing.Text(404, 78, "a calculation", bold: true);
        var right = new Plot(drawing, 404, 92, 280, 260, new Axis("operations in the question", 0.5, 4.5, 1, 2, 3, 4),
            new Axis("right, in percent", 0, 100, 0, 25, 50, 75, 100));
        Series(drawing, right, Operations, steps, Shape.Circle, Drawing.Blue, -0.08);
        Series(drawing, right, Operations, direct, Shape.Square, Drawing.Orange, 0.08);
        drawing.Mark(424, 222, Shape.Circle, Drawing.Blue);
        drawing.Text(436, 226, "asked for the steps");
        drawing.Mark(424, 244, Shape.Square, Drawing.Orange);
        drawing.Text(436, 248, "asked for the number alone");
        return drawing.ToString();
    }

    private static void Series(Drawing drawing, Plot plot, int[] places, int[] right, Shape shape, string color, double aside)
    {
        plot.Curve(places.Zip(right, (x, y) => (x + aside, (double)y)), color, 1, shape == Shape.Circle ? "none" : "6 3");
        for (int i = 0; i < places.Length; i++)
        {
            ConfidenceInterval interval = Proportion.Wilson(right[i], Questions);
            double x = plot.X(places[i] + aside);
            drawing.Stroke(x, plot.Y(100 * interval.Lower), x, plot.Y(100 * interval.Upper), color, 1.5);
            plot.Mark(places[i] + aside, 100.0 * right[i] / Questions, shape, color);
        }
    }
}
