using System.Globalization;
using LLMCourse.Reference.Charts;
using LLMCourse.Reference.Training;
using VerifyXunit;

namespace LLMCourse.Reference.Tests.Training;

public sealed class RunLogTests
{
    private static RunLogRow Row(long step) =>
        new(step, step * 768, 4.25 / step, step % 2 == 0 ? 4.5 / step : null, 1e-3, 0.75, 20_000.5, step * 0.5);

    [Fact]
    public Task Add_ThreeRows_AreInvariantCsv()
    {
        using var folder = new TemporaryFolder();
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("") { NumberFormat = { NumberDecimalSeparator = "," } };
            using var log = new RunLog(folder.File("log.csv"));
            for (int step = 1; step <= 3; step++)
                log.Add(Row(step));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }

        return Verifier.Verify(File.ReadAllText(folder.File("log.csv")), extension: "csv");
    }

    [Fact]
    public void Constructor_Resumed_DropsLaterRows()
    {
        using var folder = new TemporaryFolder();
        using (var log = new RunLog(folder.File("log.csv")))
        {
            for (int step = 1; step <= 4; step++)
                log.Add(Row(step));
        }

        using (var log = new RunLog(folder.File("log.csv"), resumedAt: 2))
            log.Add(Row(3));

        Assert.Equal([1L, 2, 3], RunLog.Read(folder.File("log.csv")).Select(row => row.Step));
        Assert.Equal(Row(2), RunLog.Read(folder.File("log.csv"))[1]);
    }

    [Fact]
    public void Read_OtherFiles_SaysWhatToDo()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("log.csv");
        File.WriteAllText(path, "a,b\n1,2\n");
        Assert.Contains("not the log", Assert.Throws<InvalidDataException>(() => RunLog.Read(path)).Message, StringComparison.Ordinal);

        using (var log = new RunLog(path))
            log.Add(Row(1));
        File.AppendAllText(path, "2,1536,oops,,1,1,1,1\n");
        Assert.Contains("line 3", Assert.Throws<InvalidDataException>(() => RunLog.Read(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public Task Text_Rows_ReadWell() => Verifier.Verify(
        $"{ProgressLine.Text(new RunLogRow(100, 76_800, 2.31, null, 1e-3, 0.7, 23_400, 3.5), 2000)}\n{ProgressLine.Text(new RunLogRow(1900, 1_459_200, 1.5, 1.61234, 1.2e-4, 0.7, 23_400, 6600), 2000)}");

    [Fact]
    public Task Svg_TwoLinesWithAGap_IsADrawing() => Verifier.Verify(
        LineChart.Svg("Loss & co", "steps", "nats", [
            new LineSeries("training", [new(0, 4), new(10, 2), new(20, double.NaN), new(30, 1.5)]),
            new LineSeries("<validation>", [new(0, 4.1), new(30, 1.9)]),
        ]),
        extension: "svg");

    [Fact]
    public void Svg_OnePointOrNone_IsDrawnToo()
    {
        Assert.Contains("M", LineChart.Svg("t", "x", "y", [new LineSeries("a", [new(5, 5)])]), StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", LineChart.Svg("t", "x", "y", [new LineSeries("a", [])]), StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => LineChart.Svg("t", "x", "y", []));
    }
}
