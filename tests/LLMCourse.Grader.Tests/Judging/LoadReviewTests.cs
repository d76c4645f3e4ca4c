using LLMCourse.Checks;
using LLMCourse.Grader.Tests.EndToEnd;
using LLMCourse.Grading.Pipeline;

namespace LLMCourse.Grader.Tests.Judging;

/// <summary>M10's experiment with made-up runs: its files are believed as they come out, and not if a number or a word of them is changed,
/// or if they do not show what is claimed.</summary>
public sealed class LoadReviewTests
{
    private static readonly Experiment Load = ModuleContent.Load(GradingFixture.Layout, "M10.Serving").Experiment!;

    [Fact]
    public void Review_FilesAsTheyAreWritten_ProvesEverything() => Assert.Empty(Failed(Files(MadeUpLoad.Make())));

    [Theory]
    [InlineData("requests.csv", "with cache,0,north", "with cache,0,south")]
    [InlineData("requests.csv", ",answered,right", ",answered,wrong")]
    [InlineData("requests.csv", ",answered,right", ",lost,none")]
    [InlineData("requests.csv", ",1,answered", ",2,answered")]
    [InlineData("requests.csv", "one at a time,0", "two at a time,0")]
    [InlineData("requests.csv", "run,call", "run,number")]
    [InlineData("trace.json", "\"name\":\"prefill\"", "\"name\":\"queue\"")]
    [InlineData("trace.json", "\"name\":\"step\"", "\"name\":\"stop\"")]
    [InlineData("trace.json", "\"parentSpanId\":\"cccccccc00000001\"", "\"parentSpanId\":\"cccccccc00000002\"")]
    [InlineData("trace.json", "{\"stringValue\":\"hit\"}", "{\"stringValue\":\"miss\"}")]
    [InlineData("trace.json", "{\"intValue\":\"500\"}", "{\"intValue\":\"200\"}")]
    [InlineData("trace.json", "{\"intValue\":\"2\"}", "{\"intValue\":\"3\"}")]
    [InlineData("trace.json", "resourceSpans", "resources")]
    [InlineData("metrics.txt", "le=\"0.25\"} ", "le=\"0.25\"} 1")]
    [InlineData("metrics.txt", "le=\"+Inf\"} ", "le=\"+Inf\"} 1")]
    [InlineData("dashboard.html", "<td id=\"r0-requests\">48", "<td id=\"r0-requests\">47")]
    [InlineData("dashboard.html", "<td id=\"r0-p99\">0.500", "<td id=\"r0-p99\">0.400")]
    [InlineData("dashboard.html", "<span id=\"first\">", "<span id=\"first\">1")]
    [InlineData("summary.json", "\"experiment\": \"M10.X.load\"", "\"experiment\": \"M10.X\"")]
    [InlineData("summary.json", "\"breaker_open\": ", "\"breaker_open\": 1")]
    public void Review_OneThingChanged_FindsIt(string file, string said, string changed)
    {
        Dictionary<string, string> files = Files(MadeUpLoad.Make());
        int at = files[file].IndexOf(said, StringComparison.Ordinal);
        Assert.True(at >= 0, $"{file} has no \"{said}\":\n{files[file][..Math.Min(2000, files[file].Length)]}");
        files[file] = files[file][..at] + changed + files[file][(at + said.Length)..];
        Assert.NotEmpty(Failed(files));
    }

    [Theory]
    [InlineData("slow batches", "times as many tokens")]
    [InlineData("another generation", "one generation for each")]
    [InlineData("a missed hit", "hits are those")]
    [InlineData("slow hits", "median time")]
    [InlineData("an empty server", "more than 3 times")]
    [InlineData("a crowded server", "at most 1.5 times")]
    [InlineData("a refused light tenant", "Nobody is refused")]
    [InlineData("a burst", "no more than its burst")]
    [InlineData("a miser", "nine tenths")]
    [InlineData("impatience", "does not come back sooner")]
    [InlineData("an early storm", "never before")]
    [InlineData("a lull", "does not stop while")]
    [InlineData("a long storm", "is over five minutes after it")]
    [InlineData("no blip", "wakes nobody")]
    [InlineData("no breaker", "at least half")]
    [InlineData("a breaker in the calm", "where nothing has failed")]
    [InlineData("no second attempt", "Another attempt")]
    [InlineData("a fault in the calm", "Nothing fails but")]
    [InlineData("a fault without a storm", "nothing is limited and nothing fails")]
    public void Review_RunsThatDoNotShowIt_FailTheClaim(string fault, string claim) =>
        Assert.Contains(Failed(Files(MadeUpLoad.Make(fault))), failed => failed.Contains(claim, StringComparison.Ordinal));

    [Fact]
    public void Review_AFileIsMissing_FindsIt() => Assert.All(Files(MadeUpLoad.Make()).Keys, name =>
    {
        Dictionary<string, string> files = Files(MadeUpLoad.Make());
        Assert.True(files.Remove(name));
        Assert.NotEmpty(Failed(files));
    });

    private static string[] Failed(Dictionary<string, string> files) =>
        [.. Load.Review(files).Where(claim => !claim.Verdict.Passed).Select(claim => claim.Claim)];

    private static Dictionary<string, string> Files(IReadOnlyList<Observation> seen) =>
        Load.Render(new Evidence(seen, [])).ToDictionary(file => file.Name, file => file.Content);
}
