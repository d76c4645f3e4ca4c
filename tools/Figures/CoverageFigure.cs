using LLMCourse.M08;

namespace LLMCourse.Tools.Figures;

/// <summary>M08: how often two intervals hold the accuracy that they are about, computed exactly.</summary>
internal static class CoverageFigure
{
    private const int Items = 30, Steps = 360;
    private const double Confidence = 0.95, Least = 0.5;

    public static string Draw()
    {
        double z = NormalDistribution.Quantile((1 + Confidence) / 2);
        ConfidenceInterval Wald(int right)
        {
            double share = (double)right / Items, half = z * Math.Sqrt(share * (1 - share) / Items);
            return new ConfidenceInterval(share - half, share + half);
        }

        double[] accuracies = [.. Enumerable.Range(1, Steps - 1).Select(i => Least + ((1 - Least) * i / Steps))];
        double[] wald = [.. accuracies.Select(p => Coverage(p, Wald))],
            wilson = [.. accuracies.Select(p => Coverage(p, right => Proportion.Wilson(right, Items, Confidence)))];
        int at = Array.FindIndex(accuracies, p => p >= 0.95);
        var drawing = new Drawing(
            "coverage", 420, $"How often a 95 % interval of {Items} answers is right",
            FormattableString.Invariant(
                $"Coverage against the true accuracy from 0.5 to 1. Wilson's interval saws around 0.95 and never falls below {wilson.Min():0.00}. The interval p ± z·√(p(1−p)/n) is below 0.95 nearly everywhere, {wald[at]:0.00} at an accuracy of 0.95, and falls to 0 towards 1."));
        var plot = new Plot(drawing, 76, 56, 600, 300, new Axis("true accuracy of the model", Least, 1, 0.5, 0.6, 0.7, 0.8, 0.9, 1),
            new Axis("share of test sets whose interval holds it", 0.5, 1, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1) { Format = "0.00" });
        drawing.Stroke(plot.X(Least), plot.Y(Confidence), plot.X(1), plot.Y(Confidence), Drawing.Ink, dash: "2 2");
        plot.Curve(accuracies.Zip(wald).TakeWhile(point => point.First < 0.9 || point.Second >= 0.5), Drawing.Orange, 1.5, "5 2");
        plot.Curve(accuracies.Zip(wilson), Drawing.Blue, 1.5);
        drawing.Stroke(110, 280, 150, 280, Drawing.Blue, 1.5);
        drawing.Text(160, 284, "Wilson's score interval");
        drawing.Stroke(110, 302, 150, 302, Drawing.Orange, 1.5, "5 2");
        drawing.Text(160, 306, "p ± 1.96·√(p(1 − p)/n)");
        drawing.Stroke(110, 324, 150, 324, Drawing.Ink, dash: "2 2");
        drawing.Text(160, 328, "what 95 % promises");
        return drawing.ToString();
    }

    // The number of right answers is binomial: the probabilities of those whose interval holds p add up to the coverage.
    private static double Coverage(double p, Func<int, ConfidenceInterval> interval)
    {
        double sum = 0, probability = Math.Pow(1 - p, Items);
        for (int right = 0; right <= Items; right++)
        {
            if (interval(right).Contains(p)) sum += probability;
            probability *= (Items - right) / (right + 1.0) * p / (1 - p);
        }

        return sum;
    }
}
