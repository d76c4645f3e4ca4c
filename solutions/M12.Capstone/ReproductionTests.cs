using System.Text;
using VerifyXunit;

namespace LLMCourse.M12;

[Trait("Exercise", "M12.E7")]
public sealed class ReproductionTests
{
    // Counts the letters of a text, in two steps that are listed the wrong way round.
    private static readonly ProjectSteps Letters = new(
        [
            new("count", ["clean"], ["metrics"], (inputs, _, _) => Made("metrics", MetricsJson.Write(new Dictionary<string, double> { ["letters"] = inputs["clean"].Length, ["half"] = inputs["clean"].Length / 2.0 }))),
            new("clean", ["text"], ["clean"], (inputs, _, _) => Made("clean", Encoding.UTF8.GetString(inputs["text"]).Replace(" ", "", StringComparison.Ordinal))),
        ],
        "metrics")
    {
        Data = new Dictionary<string, byte[]> { ["text"] = Encoding.UTF8.GetBytes("to be or not") },
        Environment = new Dictionary<string, string> { ["dotnet"] = "10.0.1" },
    };

    [Fact(DisplayName = "M12.E7 Worked by hand: 0.1 + 0.2 is written so that it reads back")]
    public void Write_Metrics_AreCanonical()
    {
        string text = MetricsJson.Write(new Dictionary<string, double> { ["b"] = 0.1 + 0.2, ["B"] = double.NaN, ["a"] = 1e22 });
        Assert.Equal("{\n  \"B\": \"NaN\",\n  \"a\": 1E+22,\n  \"b\": 0.30000000000000004\n}\n", text);
        Assert.Equal(text, MetricsJson.Write(MetricsJson.Parse(text)));
    }

    [Theory(DisplayName = "M12.E7 Edge: what is no metric is refused, by name")]
    [InlineData("{\"acc\": 1, \"acc\": 2}")]
    [InlineData("{\"acc\": \"1\"}")]
    [InlineData("{\"acc\": null}")]
    [InlineData("{\"acc\": {\"x\": 1}}")]
    public void Parse_NoMetric_Throws(string text) => Assert.Contains("acc", Assert.Throws<FormatException>(() => MetricsJson.Parse(text)).Message, StringComparison.Ordinal);

    [Fact(DisplayName = "M12.E7 The manifest of two steps")]
    public async Task RunAsync_TwoSteps_HasAManifest()
    {
        ReproductionRun run = await Reproduction.RunAsync(Letters, 7);
        Assert.Equal((9, 4.5), (run.Metrics["letters"], run.Metrics["half"]));
        _ = await Verifier.Verify(run.Manifest);
    }

    [Fact(DisplayName = "M12.E7 Worked by hand: a circle is named, and who leads to it is not")]
    public void OrderOf_Circle_Throws()
    {
        ProjectStep Step(string name, string input, string output) => new(name, [input], [output], (_, _, _) => Made(output, ""));
        ArgumentException e = Assert.Throws<ArgumentException>(() => Reproduction.OrderOf(new ProjectSteps([Step("outer", "x", "metrics"), Step("one", "y", "x"), Step("two", "x", "y")], "metrics")));
        Assert.Contains("one", e.Message, StringComparison.Ordinal);
        Assert.Contains("two", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("outer", e.Message, StringComparison.Ordinal);
    }

    [Fact(DisplayName = "M12.E7 The step that drifts is found, and not those behind it")]
    public async Task DriftAsync_ACounter_IsFound()
    {
        int calls = 0;
        ProjectStep clean = Letters.Steps[1] with { Run = (_, _, _) => Made("clean", new string('x', ++calls)) };
        Assert.Equal(["clean"], await Reproduction.DriftAsync(Letters with { Steps = [Letters.Steps[0], clean] }, 7));
        Assert.Empty(await Reproduction.DriftAsync(Letters, 7));
    }

    [Fact(DisplayName = "M12.E7 Worked by hand: bands, and what no band forgives")]
    public void Compare_Bands_Decide()
    {
        Dictionary<string, double> committed = new() { ["acc"] = 0.5, ["loss/a"] = 2, ["loss/b"] = 2, ["old"] = 1, ["zero"] = 0 };
        Dictionary<string, double> now = new() { ["acc"] = 0.5, ["loss/a"] = 2.02, ["loss/b"] = 2.04, ["new"] = 1, ["zero"] = -0.0 };
        Assert.Equal(
            ["loss/b: committed 2, now 2.04, allowed 0.03", "new: not committed, now 1", "old: committed 1, now missing", "zero: committed 0, now -0, allowed none"],
            Reproduction.Compare(committed, now, [new MetricBand("loss/*", 0.01, 0.01)]).Select(Reproduction.Describe));
    }

    [Fact(DisplayName = "M12.E7 Your project gives what you committed")]
    public async Task MyProject_Run_IsAsCommitted()
    {
        ReproductionRun run = await Reproduction.RunAsync(MyProject.Steps, MyProject.Seed);
        string differences = string.Join('\n', Reproduction.Compare(MetricsJson.Parse(MyMetrics.Committed), run.Metrics, MyMetrics.Bands).Select(Reproduction.Describe));
        Assert.True(differences.Length == 0, $"{differences}\n\nYour project gives now:\n{MetricsJson.Write(run.Metrics)}");
    }

    private static Task<IReadOnlyDictionary<string, byte[]>> Made(string name, string text) =>
        Task.FromResult<IReadOnlyDictionary<string, byte[]>>(new Dictionary<string, byte[]> { [name] = Encoding.UTF8.GetBytes(text) });
}
