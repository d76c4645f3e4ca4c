using LLMCourse.M07;
using LLMCourse.Reference.Corpora;

namespace LLMCourse.Tools.Figures;

/// <summary>M07: a reliability diagram of the content classifier, before and after a temperature.</summary>
internal static class CalibrationFigure
{
    private const int Lessons = 600, Known = 600, Held = 4000, Bins = 10;

    public static string Draw()
    {
        LabelledText[] Mails(ulong seed, int count) =>
            [.. MailCorpus.Generate(seed, count).Select(mail => new LabelledText(mail.Text, mail.IsSpam))];
        LabelledText[] known = Mails(2, Known), held = Mails(3, Held);
        ClassifierModel raw = ContentClassifier.Train(Mails(1, Lessons), new ClassifierOptions { Steps = 400 });
        ClassifierModel scaled = raw
            with
        {
            Temperature = TemperatureScaling.Fit([.. known.Select(text => ContentClassifier.Logit(raw, text.Text))],
                [.. known.Select(text => text.IsPositive)])
        };
        (double Said, double Was, int Count)[] before = Diagram(raw, held), after = Diagram(scaled, held);
        double gapBefore = Gap(before), gapAfter = Gap(after);
        var drawing = new Drawing(
            "calibration", 452, "Is a score of 0.9 right nine times in ten?",
            FormattableString.Invariant(
                $"A reliability diagram: the mean score of each tenth of {Held:#,0} mails against the share of them that is spam, beside the diagonal of a calibrated classifier. Mean gap {gapBefore:0.000} before and {gapAfter:0.000} after the scores were divided by a temperature of {scaled.Temperature:0.00}."));
        drawing.Text(24, 48, FormattableString.Invariant(
            $"{Held:#,0} mails that neither the classifier nor the temperature has seen, in {Bins} bins of equal size"),
            color: Drawing.Muted);
        var plot = new Plot(drawing, 84, 72, 320, 320, new Axis("mean score in the bin", 0, 1, 0, 0.25, 0.5, 0.75, 1),
            new Axis("share that is spam", 0, 1, 0, 0.25, 0.5, 0.75, 1));
        drawing.Stroke(plot.X(0), plot.Y(0), plot.X(1), plot.Y(1), Drawing.Muted, dash: "4 4");
        Series(plot, before, Shape.Square, Drawing.Orange, "6 3");
        Series(plot, after, Shape.Circle, Drawing.Blue, "none");
        Key(drawing, 100, Shape.Square, Drawing.Orange, "6 3", "the classifier as it was trained",
            FormattableString.Invariant($"mean gap {gapBefore:0.000}"));
        Key(drawing, 152, Shape.Circle, Drawing.Blue, "none",
            FormattableString.Invariant($"divided by the temperature {scaled.Temperature:0.00}"),
            FormattableString.Invariant($"mean gap {gapAfter:0.000}"));
        drawing.Stroke(440, 204, 480, 204, Drawing.Muted, dash: "4 4");
        drawing.Text(490, 208, "calibrated: says what is");
        drawing.Text(440, 250, "Below the diagonal on the left and above it", color: Drawing.Muted);
        drawing.Text(440, 267, "on the right: less sure than it may be.", color: Drawing.Muted);
        return drawing.ToString();
    }

    private static (double Said, double Was, int Count)[] Diagram(ClassifierModel model, LabelledText[] texts) =>
        [.. texts.Select(text => (Score: ContentClassifier.Score(model, text.Text), text.IsPositive)).OrderBy(text => text.Score)
            .Chunk(texts.Length / Bins)
            .Select(bin => (bin.Average(text => text.Score), bin.Count(text => text.IsPositive) / (double)bin.Length, bin.Length))];

    private static double Gap((double Said, double Was, int Count)[] bins) =>
        bins.Sum(bin => Math.Abs(bin.Said - bin.Was) * bin.Count) / bins.Sum(bin => bin.Count);

    private static void Series(Plot plot, (double Said, double Was, int Count)[] bins, Shape shape, string color, string dash)
    {
        plot.Curve(bins.Select(bin => (bin.Said, bin.Was)), color, 1.5, dash);
        foreach ((double said, double was, _) in bins) plot.Mark(said, was, shape, color);
    }

    private static void Key(Drawing drawing, double y, Shape shape, string color, string dash, string name, string gap)
    {
        drawing.Stroke(440, y, 480, y, color, 1.5, dash);
        drawing.Mark(460, y, shape, color);
        drawing.Text(490, y + 4, name);
        drawing.Text(490, y + 21, gap, color: Drawing.Muted);
    }
}
