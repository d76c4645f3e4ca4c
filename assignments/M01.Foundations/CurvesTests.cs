using System.Globalization;
using System.Xml.Linq;
using VerifyXunit;
using static LLMCourse.M01.SupportForTests;

namespace LLMCourse.M01;

[Trait("Exercise", "M01.E8")]
public sealed class CurvesTests
{
    [Fact(DisplayName = "M01.E8 Worked by hand: a header, then a line each, 1.5 whatever the language of the machine")]
    public Task Append_OfLosses_WritesCsv()
    {
        // A culture with a decimal comma, as in German, made by hand so that it exists on every machine.
        CultureInfo before = CultureInfo.CurrentCulture, comma = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        comma.NumberFormat.NumberDecimalSeparator = ",";
        comma.NumberFormat.NegativeSign = "−";
        comma.NumberFormat.NaNSymbol = "keine Zahl";
        StringWriter text = new();
        try
        {
            CultureInfo.CurrentCulture = comma;
            RunLog log = new(text);
            log.Append(0, "train", 1.5);
            log.Append(1000, "val", -0.1);
            log.Append(1001, "val", double.NaN);
            log.Append(1002, "val", double.PositiveInfinity);
            log.Append(1003, "val", 1.0 / 3);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }

        return Verifier.Verify(text.ToString());
    }

    [Fact(DisplayName = "M01.E8 Every line is one write, and many threads do not tear them")]
    public void Append_FromManyThreads_WritesWholeLines()
    {
        WritesTogether writer = new();
        RunLog log = new(writer);

        Parallel.For(0, 200, i => log.Append(i, "train", i / 8.0));

        Assert.Equal(201, writer.Writes.Count);
        Assert.All(writer.Writes, write => Assert.Equal(write.Length - 1, write.IndexOf('\n', StringComparison.Ordinal)));
        Assert.Equal(200, writer.Writes.Skip(1).Distinct().Count());
    }

    [Fact(DisplayName = "M01.E8 What cannot be written is refused, and nothing is written")]
    public void Append_OfBadArguments_WritesNothing()
    {
        StringWriter text = new();
        RunLog log = new(text);

        AssertRefuses("Step −1", () => log.Append(-1, "train", 1));
        AssertRefuses("A split with a comma", () => log.Append(1, "a,b", 1));
        AssertRefuses("A split with a line break", () => log.Append(1, "a\n", 1));
        AssertRefuses("No split", () => log.Append(1, "", 1));
        AssertRefuses("No writer", () => new RunLog(null!));
        Assert.Equal("step,split,loss\n", text.ToString());
    }

    [Fact(DisplayName = "M01.E8 Worked by hand: the corners of the plot, with small y at the bottom; NaN breaks the line")]
    public void Line_OfPoints_MapsThemIntoThePlot()
    {
        XDocument svg = XDocument.Parse(Svg.Line("Loss & <more>", [new LineSeries("train", [0, 10, 20, 30], [4, 2, double.NaN, 3]), new LineSeries("val", [20], [2])]));
        string[] lines = [.. svg.Descendants().Where(e => e.Name.LocalName == "polyline").Select(e => e.Attribute("points")!.Value)];

        Assert.Equal(3, lines.Length);
        AssertPoints([(60, 40), (246.67, 360)], lines[0]);
        AssertPoints([(620, 200)], lines[1]);
        AssertPoints([(433.33, 360)], lines[2]);
        Assert.Equal("Loss & <more>", svg.Root!.Elements().First(e => e.Name.LocalName == "title").Value);
        Assert.Contains("val", svg.Descendants().Where(e => e.Name.LocalName == "text").Select(e => e.Value));
    }

    [Fact(DisplayName = "M01.E8 Where all values are equal, the line runs through the middle")]
    public void Line_OfEqualValues_RunsThroughTheMiddle()
    {
        XDocument svg = XDocument.Parse(Svg.Line("flat", [new LineSeries("a", [5], [7])]));

        AssertPoints([(340, 200)], svg.Descendants().Single(e => e.Name.LocalName == "polyline").Attribute("points")!.Value);
    }

    [Fact(DisplayName = "M01.E8 Nothing to draw is refused")]
    public void Line_OfNothing_IsRefused()
    {
        AssertRefuses("No series", () => Svg.Line("t", []));
        AssertRefuses("A series without points", () => Svg.Line("t", [new LineSeries("a", [], [])]));
        AssertRefuses("More x than y", () => Svg.Line("t", [new LineSeries("a", [1, 2], [1])]));
        AssertRefuses("Only NaN", () => Svg.Line("t", [new LineSeries("a", [1], [double.NaN])]));
    }

    private static void AssertPoints((double X, double Y)[] expected, string points)
    {
        (double X, double Y)[] got = [.. points.Split(' ').Select(p => p.Split(',')).Select(p => (double.Parse(p[0], CultureInfo.InvariantCulture), double.Parse(p[1], CultureInfo.InvariantCulture)))];
        Assert.Equal(expected.Length, got.Length);
        Assert.All(expected.Zip(got), pair => Assert.True(Math.Abs(pair.First.X - pair.Second.X) < 0.2 && Math.Abs(pair.First.Y - pair.Second.Y) < 0.2, $"Expected {pair.First}, got {pair.Second}.\nHint: SVG's y grows downwards."));
    }

    private sealed class WritesTogether : StringWriter
    {
        public List<string> Writes { get; } = [];

        public override void Write(string? value) => Writes.Add(value ?? "");

        public override void Write(char value) => Writes.Add(value.ToString());
    }
}
