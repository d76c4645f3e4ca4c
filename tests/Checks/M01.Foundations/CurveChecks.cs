using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace LLMCourse.Checks.M01;

/// <summary>A culture that writes numbers as German does, made by hand so that it exists on every machine.</summary>
internal static class CommaCulture
{
    public static void Run(Action work)
    {
        CultureInfo before = CultureInfo.CurrentCulture, comma = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        comma.NumberFormat.NumberDecimalSeparator = ",";
        comma.NumberFormat.NegativeSign = "−";
        comma.NumberFormat.NaNSymbol = "keine Zahl";
        comma.NumberFormat.PositiveInfinitySymbol = "∞";
        try
        {
            CultureInfo.CurrentCulture = comma;
            work();
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}

/// <summary>Keeps what each call wrote apart, and counts flushes.</summary>
internal sealed class Recorder : TextWriter
{
    private readonly List<string> _writes = [];

    public override Encoding Encoding => Encoding.UTF8;

    public int Flushes { get; private set; }

    public bool IsFlushed { get; private set; }

    public IReadOnlyList<string> Writes => _writes;

    public string Text => string.Concat(_writes);

    public override void Write(char value) => Add(value.ToString());

    public override void Write(string? value) => Add(value ?? "");

    public override void Write(char[] buffer, int index, int count) => Add(new string(buffer, index, count));

    public override void Write(ReadOnlySpan<char> buffer) => Add(buffer.ToString());

    public override void Write(StringBuilder? value) => Add(value?.ToString() ?? "");

    public override void Flush() => (Flushes, IsFlushed) = (Flushes + 1, true);

    private void Add(string text)
    {
        lock (_writes) _writes.Add(text);
        IsFlushed = false;
    }
}

public sealed class LogLines() : VisibleCheck("M01.E8.lines", "writes a header and a line for each loss", points: 2)
{
    public override void Probe(Probe probe)
    {
        Recorder writer = new();
        RunLog log = new(writer);
        log.Append(0, "train", 4.25);
        log.Append(250, "val", 0.1);
        log.Append(123456789012, "val 2", -1.5e-7);
        probe.Observe("text", writer.Text);
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}

public sealed class LogCulture()
    : Check("M01.E8.culture",
        "writes 1.5 and not 1,5, and NaN and infinities by their names, whatever the language of the machine", points: 2)
{
    public override void Probe(Probe probe)
    {
        Recorder writer = new();
        double odd = probe.Random.NextNormal();
        CommaCulture.Run(() =>
        {
            RunLog log = new(writer);
            foreach (double loss in (double[])[1.5, -2.25, double.NaN, double.PositiveInfinity, double.NegativeInfinity, odd, 1.0 / 3])
                log.Append(7, "train", loss);
        });
        probe.Observe("text", writer.Text);
        string[] lines = writer.Text.Split('\n');
        probe.Observe("the digits give the same number back", lines.Length
            > 6 && double.TryParse(lines[6].Split(',')[^1], CultureInfo.InvariantCulture, out double back) && back.Equals(odd));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact)
        .WithHint("Hand CultureInfo.InvariantCulture to ToString; the default takes what the machine is set to.");
}

public sealed class LogAtomic()
    : Check("M01.E8.whole-lines", "writes each line by one call and flushes it, and takes turns between threads", points: 2)
{
    public override void Probe(Probe probe)
    {
        Recorder writer = new();
        RunLog log = new(writer);
        log.Append(1, "train", 0.5);
        probe.Observe("calls for a header and a line", writer.Writes.Count(w => w.Length > 0));
        probe.Observe("a line is flushed", writer.Flushes >= 1);
        probe.Observe("nothing was written after the last flush", writer.IsFlushed);

        // A writer is not made for two threads at once: it says so when it is used by two.
        Busy busy = new();
        RunLog shared = new(busy);
        Parallel.For(0, 64, i => shared.Append(i, "train", i));
        probe.Observe("threads at once", busy.Most);
        probe.Observe("lines from threads", busy.Lines);
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact)
        .WithHint("Make the whole line with its line feed first; lock around one Write and the Flush.");

    private sealed class Busy : TextWriter
    {
        private int _inside;

        public override Encoding Encoding => Encoding.UTF8;

        public int Most { get; private set; }

        public int Lines { get; private set; }

        public override void Write(char value) => Write(value.ToString());

        public override void Write(string? value)
        {
            Enter();
            if (value is not null && value.EndsWith('\n')) Lines++;
            _ = Interlocked.Decrement(ref _inside);
        }

        public override void Flush()
        {
            Enter();
            _ = Interlocked.Decrement(ref _inside);
        }

        private void Enter()
        {
            int now = Interlocked.Increment(ref _inside);
            Thread.SpinWait(2000);
            Most = Math.Max(Most, now);
        }
    }
}

public sealed class LogBadArguments() : Check("M01.E8.bad-arguments", "refuses what would break the file, and writes none of it")
{
    public override void Probe(Probe probe)
    {
        Recorder writer = new();
        RunLog log = new(writer);
        foreach ((string what, long step, string split) in ((string, long, string)[])[("step −1", -1, "train"), ("a comma", 1, "a,b"),
            ("a quote", 1, "a\"b"), ("a line feed", 1, "a\nb"), ("a carriage return", 1, "a\rb"), ("no split", 1, ""),
            ("a comma at the start", 1, ",b"), ("a split that is null", 1, null!)])
            probe.ObserveThrows<ArgumentException>(what, () => log.Append(step, split, 1));
        probe.ObserveThrows<ArgumentException>("no writer", () => _ = new RunLog(null!));
        probe.ObserveThrows<ArgumentException>("a chart without series", () => Svg.Line("t", []));
        probe.ObserveThrows<ArgumentException>("a series without points", () => Svg.Line("t", [new LineSeries("a", [], [])]));
        probe.ObserveThrows<ArgumentException>("more y than x", () => Svg.Line("t", [new LineSeries("a", [1], [1, 2])]));
        probe.ObserveThrows<ArgumentException>("no finite point",
            () => Svg.Line("t", [new LineSeries("a", [1], [double.PositiveInfinity])]));
        probe.Observe("text", writer.Text);
        probe.ObserveAccepts("step 0", () => log.Append(0, "val", 1));
        probe.ObserveAccepts("a split of one space", () => log.Append(0, " ", 1));
        probe.ObserveThrows<ArgumentException>("a third series without points", () => Svg.Line("t", [new LineSeries("a", [1], [1]),
            new LineSeries("b", [1], [1]), new LineSeries("c", [], [])]));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact);
}

/// <summary>A check of a chart: it is read back as XML.</summary>
public abstract class ChartCheck(string id, string title, int points = 1) : Check(id, title, points)
{
    // What a pixel is drawn with; to a tenth is asked for.
    private static readonly Tolerance Pixels = new(0.11, 0, "coordinates are asked for to a tenth of a pixel");

    public override Verdict Judge(Evidence evidence)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        return evidence.EqualsExpected(Pixels).WithHint("See the remarks at Svg.Line: what lies where, and that y grows downwards.");
    }

    /// <summary>Observes the elements that are documented.</summary>
    /// <param name="probe">What observes.</param>
    /// <param name="svg">The chart.</param>
    /// <param name="names">The names of the series; none where they cannot be written as they are, and the title cannot either.</param>
    /// <param name="prefix">What tells the observations from those of another chart.</param>
    protected static void ObserveChart(Probe probe, string svg, IReadOnlyList<string> names, string prefix = "")
    {
        ArgumentNullException.ThrowIfNull(names);
        ArgumentNullException.ThrowIfNull(probe);
        XDocument document;
        try
        {
            document = XDocument.Parse(svg);
        }
        catch (XmlException error)
        {
            probe.Observe($"{prefix}the chart is well-formed", false);
            probe.Observe($"{prefix}what is wrong with it", error.Message);
            return;
        }

        probe.Observe($"{prefix}the chart is well-formed", true);
        probe.Observe($"{prefix}root", $"{document.Root!.Name.LocalName} in {document.Root.Name.NamespaceName}");
        if (names.Count > 0)
            probe.Observe($"{prefix}title", document.Root.Elements().FirstOrDefault(e => e.Name.LocalName == "title")?.Value);
        string[] texts = [.. document.Descendants().Where(e => e.Name.LocalName == "text").Select(e => e.Value)];
        probe.Observe($"{prefix}every series has its name in a text",
            names.All(name => texts.Count(text => text == name) >= names.Count(other => other == name)));
        int at = 0;
        foreach (XElement line in document.Descendants().Where(e => e.Name.LocalName == "polyline"))
            probe.Observe($"{prefix}polyline {at++}", Numbers(line.Attribute("points")?.Value ?? ""));
        probe.Observe($"{prefix}polylines", at);
    }

    private static IEnumerable<double> Numbers(string points) =>
        points.Split([' ', ',', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries)
            .Select(n => double.TryParse(n, CultureInfo.InvariantCulture, out double value) ? value : double.NaN);
}

public sealed class ChartPoints()
    : ChartCheck("M01.E8.chart", "maps the points of all series into the plot, and breaks a line where a point is missing", points: 2)
{
    public override void Probe(Probe probe)
    {
        LineSeries train = new("train", [0, 100, 200, 300, 400, 500], [4.1, 3.2, 2.7, double.NaN, 2.2, 2.15]);
        LineSeries val = new("val & test", [0, 250, 600], [4.2, double.PositiveInfinity, 2.9]);
        string svg = "";
        CommaCulture.Run(() => svg = Svg.Line("Loss <b>&</b> \"curves\"", [train, val]));
        ObserveChart(probe, svg, [train.Name, val.Name]);
        probe.ObserveAccepts("twelve series",
            () => Svg.Line("t", [.. Enumerable.Range(0, 12).Select(i => new LineSeries($"{i}", [0, 1], [i, 1]))]));
        probe.ObserveAccepts("a series of one point", () => Svg.Line("t", [new LineSeries("a", [1], [2])]));

        // What is missing at the ends has no say in the range; x falls and stands still; two names are equal, and one series has no point.
        LineSeries ends = new("loss", [-900, 3, 2, 2, 1, 900], [double.NaN, 5, double.NaN, 4, 4, double.NaN]);
        LineSeries gaps = new("loss", [2, 2, double.NaN], [3, 3, -700]), none = new("none", [1, double.NaN], [double.NaN, 2]);
        ObserveChart(probe, Svg.Line(" It's  gone ", [ends, gaps, none]), [ends.Name, gaps.Name, none.Name], "with gaps: ");
        string odd = "\u0001 \uD83D \uFFFE \uFFFF";
        string lacking = Svg.Line($"title {odd}", [new LineSeries($"name {odd}", [1, 2], [1, 2])]);
        ObserveChart(probe, lacking, [], "with characters that XML lacks: ");
    }
}

public sealed class ChartFlat() : ChartCheck("M01.E8.flat-chart", "puts equal values in the middle, and negative ones in their place")
{
    public override void Probe(Probe probe)
    {
        LineSeries flat = new("flat", [-3, -2, 5], [7, 7, 7]);
        ObserveChart(probe, Svg.Line("", [flat]), [flat.Name]);
        ObserveChart(probe, Svg.Line("", [new LineSeries("upright", [4, 4], [1, 3])]), ["upright"], "upright: ");
        ObserveChart(probe, Svg.Line("", [new LineSeries("small", [1, 2, 3], [1e-12, 2e-12, 5e-12])]), ["small"], "small: ");
    }
}
