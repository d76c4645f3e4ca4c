using LLMCourse.M07;
using LLMCourse.M11;
using LLMCourse.Reference.Corpora;

namespace LLMCourse.Tools.Figures;

/// <summary>M11: what the drift detector says of a stream of mails that begins to change.</summary>
internal static class DriftFigure
{
    private const int Lessons = 600, Known = 2000, Windows = 30, Window = 200, Begin = 10;
    private const double MorePerWindow = 0.025;

    public static string Draw()
    {
        ClassifierModel model =
            ContentClassifier.Train([.. MailCorpus.Generate(1, Lessons).Select(mail => new LabelledText(mail.Text, mail.IsSpam))]);
        double Score(string text) => ContentClassifier.Logit(model, text);
        var options = new DriftOptions { Window = Window };
        var detector = new DriftDetector([.. MailCorpus.Generate(2, Known).Select(mail => Score(mail.Text))], options);
        IReadOnlyList<Mail> stream = MailCorpus.Generate(3, Windows * Window);
        string[] spam = [.. MailCorpus.Generate(4, Windows * Window).Where(mail => mail.IsSpam).Select(mail => mail.Text)];
        List<DriftReport> reports = [];
        for (int i = 0; i < stream.Count; i++)
        {
            // Spread evenly: of each hundred mails, the share that the window has quote spam to warn of it.
            double share = Math.Max(0, (i / Window) - Begin + 1) * MorePerWindow;
            bool quotes = (int)((i + 1) * share) > (int)(i * share);
            if (detector.Add(Score(quotes
                ? $"{stream[i].Text}\nPlease be warned of mails like this one:\n{spam[i % spam.Length]}"
                : stream[i].Text)) is { } report)
                reports.Add(report);
        }

        DriftReport? first = reports.FirstOrDefault(report => report.IsDrift);
        int early = reports.Count(report => report.IsDrift && report.Window < Begin);
        string when = first is null
            ? "no window is reported"
            : FormattableString.Invariant(
                $"the first report is of window {first.Window}, when {(first.Window - Begin + 1) * MorePerWindow:P1} of the mails quote spam");
        var drawing = new Drawing(
            "drift", 452, "When does a slow change become a report?",
            FormattableString.Invariant(
                $"Two rows of points, one a window of {Window} mails. Above, the population stability index with the limit 0.1; below, the p-value of the Kolmogorov–Smirnov test with the limit 0.01, on a logarithmic axis. From window {Begin} on ever more mails quote spam; {when}, and {early} before the change."));
        drawing.Text(24, 48, FormattableString.Invariant(
            $"{Window} mails a window. From window {Begin} on, {MorePerWindow:P1} more of them each time quote spam. Filled: reported."),
            color: Drawing.Muted);
        var across = new Axis("", 0, Windows, 0, 5, 10, 15, 20, 25, 30);
        var above = new Plot(drawing, 84, 72, 600, 140, across, new Axis("PSI", 0, 0.5, 0, 0.1, 0.2, 0.3, 0.4, 0.5) { Format = "0.0" });
        var below = new Plot(drawing, 84, 248, 600, 140, across with { Label = "window" },
            new Axis("p of the test", 1e-6, 1, 1e-6, 1e-4, 1e-2, 1) { IsLogarithmic = true, Format = "0E+0" });
        Limit(drawing, above, options.MinimumPsi);
        Limit(drawing, below, options.Alpha);
        foreach (DriftReport report in reports)
        {
            above.Mark(report.Window, Math.Min(0.5, report.Psi), Shape.Circle, Drawing.Blue, report.IsDrift);
            below.Mark(report.Window, Math.Max(1e-6, report.KolmogorovSmirnov.PValue), Shape.Square, Drawing.Orange, report.IsDrift);
        }

        return drawing.ToString();
    }

    private static void Limit(Drawing drawing, Plot plot, double value)
    {
        drawing.Stroke(plot.X(0), plot.Y(value), plot.X(Windows), plot.Y(value), Drawing.Ink, dash: "5 4");
        drawing.Stroke(plot.X(Begin - 0.5), plot.Y(value) - 20, plot.X(Begin - 0.5), plot.Y(value) + 20, Drawing.Ink);
        plot.Note(Windows, value, FormattableString.Invariant($"limit {value}"), "end", down: -5);
    }
}
