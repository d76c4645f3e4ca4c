using System.Globalization;
using Microsoft.Data.Sqlite;
using VerifyXunit;

namespace LLMCourse.M12;

[Trait("Exercise", "M12.E5")]
public sealed class AblationTests : IDisposable
{
    private static readonly AblationGrid Grid = new([new("rate", ["0.01", "0.1"]), new("width", ["8", "16", "32"]), new("bigrams", ["no", "yes"])]);
    private static readonly ulong[] Seeds = [1, 2, 3, 4];

    private readonly SqliteConnection _store = new("Data Source=:memory:");

    public AblationTests() => _store.Open();

    public void Dispose() => _store.Dispose();

    [Fact(DisplayName = "M12.E5 Worked by hand: one at a time, and all combinations")]
    public void Points_TwoDesigns_AreInOrder()
    {
        AblationGrid small = new([new("b", ["1", "2"]), new("a", ["x", "y"])]);
        Assert.Equal(["a=x;b=1", "a=x;b=2", "a=y;b=1"], Ablation.Points(small).Select(point => point.Id));
        Assert.Equal(["a=x;b=1", "a=y;b=1", "a=x;b=2", "a=y;b=2"], Ablation.Points(small with { Design = AblationDesign.FullFactorial }).Select(point => point.Id));
        Assert.Equal("a%3Bb=50%25", Ablation.Points(new([new("a;b", ["50%", "1"])]))[0].Id);
    }

    [Fact(DisplayName = "M12.E5 Worked by hand: differences of 1, 2 and 3")]
    public void Compare_ThreeSeeds_HasTheInterval()
    {
        // mean 2, s = 1, so 2 ± 4.3027/√3, and t = 2·√3 with two degrees of freedom.
        AblationGrid grid = new([new("f", ["off", "on"])]);
        AblationPoint[] points = [.. Ablation.Points(grid)];
        AblationComparison found = Assert.Single(AblationStatistics.Compare(grid, [.. Enumerable.Range(1, 3).SelectMany(i => new AblationResult[] { new(points[0], (ulong)i, 10 * i, null), new(points[1], (ulong)i, 11 * i, null) })]));
        Assert.Equal((3, 2), (found.N, found.Mean));
        Assert.Equal(-0.48414, found.Low, 5);
        Assert.Equal(4.48414, found.High, 5);
        Assert.Equal(0.07418, found.P, 5);
    }

    [Theory(DisplayName = "M12.E5 Student's t, as in every table of it")]
    [InlineData(1, 12.706)]
    [InlineData(2, 4.303)]
    [InlineData(5, 2.571)]
    [InlineData(30, 2.042)]
    [InlineData(1000, 1.962)]
    public void Critical_95Percent_IsTheTables(int degrees, double t)
    {
        Assert.Equal(t, StudentT.Critical(0.95, degrees), 3);
        Assert.Equal(0.05, StudentT.TwoSided(StudentT.Critical(0.95, degrees), degrees), 12);
    }

    [Fact(DisplayName = "M12.E5 Holm: the smallest counts as many times as there are")]
    public void Holm_ThreeValues_Grow() =>
        Assert.Equal([0.03, 0.06, 0.06, double.NaN], AblationStatistics.Holm([0.01, 0.04, 0.03, double.NaN]).Select(p => Math.Round(p, 12)));

    [Fact(DisplayName = "M12.E5 The tables of a study")]
    public async Task RunAsync_ThreeFactors_Reports()
    {
        AblationReport report = await Ablation.RunAsync(Grid, Seeds, Score, _store);
        _ = await Verifier.Verify(AblationTables.ToMarkdown(report) + "\n" + AblationTables.ToCsv(report));
    }

    [Fact(DisplayName = "M12.E5 A study that was killed goes on where it was")]
    public async Task RunAsync_Killed_GoesOn()
    {
        using CancellationTokenSource kill = new();
        int runs = 0;
        _ = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Ablation.RunAsync(Grid, Seeds, (point, seed, stop) =>
        {
            if (++runs == 7) kill.Cancel();
            stop.ThrowIfCancellationRequested();
            return Score(point, seed, stop);
        }, _store, cancellationToken: kill.Token));

        AblationReport resumed = await Ablation.RunAsync(Grid, Seeds, (point, seed, stop) =>
        {
            runs++;
            return Score(point, seed, stop);
        }, _store);
        Assert.Equal((5 * 4) + 1, runs);

        using SqliteConnection other = new("Data Source=:memory:");
        other.Open();
        Assert.Equal(AblationTables.ToCsv(await Ablation.RunAsync(Grid, Seeds, Score, other)), AblationTables.ToCsv(resumed));
    }

    [Fact(DisplayName = "M12.E5 Edge: a run that fails is told, and tried again")]
    public async Task RunAsync_Failure_IsTriedAgain()
    {
        AblationGrid grid = new([new("f", ["off", "on"])]);
        AblationReport first = await Ablation.RunAsync(grid, [1], (point, _, _) => point.Levels[0] == "on" ? throw new InvalidOperationException("out of memory") : Task.FromResult(double.NaN), _store);
        Assert.Equal(["The run gave NaN; it must give a finite number.", "out of memory"], first.Results.Select(result => result.Error));
        AblationReport second = await Ablation.RunAsync(grid, [1], (_, _, _) => Task.FromResult(0.5), _store);
        Assert.All(second.Results, result => Assert.Equal(0.5, result.Value));
    }

    private static Task<double> Score(AblationPoint point, ulong seed, CancellationToken cancellationToken)
    {
        double[] levels = [double.Parse(point.Levels[0], CultureInfo.InvariantCulture), double.Parse(point.Levels[1], CultureInfo.InvariantCulture)];
        return Task.FromResult(0.5 + levels[0] + (levels[1] * 0.001 * (seed % 3)) + (point.Levels[2] == "yes" ? 0.001 * seed : 0));
    }
}
