using System.Globalization;
using LLMCourse.Checks;
using LLMCourse.Grader.Tests.EndToEnd;
using LLMCourse.Grading.Pipeline;

namespace LLMCourse.Grader.Tests.Judging;

/// <summary>M08's experiment with made-up answers: its files are believed as they come out, and not if a
/// number or a word of them is changed.</summary>
public sealed class LeaderboardReviewTests
{
    private const int Items = 500, PerTask = 100, Lines = 10;

    private static readonly string[] Tasks = ["lookup", "kinds", "translation", "arithmetic", "codes"],
        Models = ["base", "int8", "int4", "LoRA-tuned", "3-gram"];

    private static readonly Experiment Leaderboard = ModuleContent.Load(GradingFixture.Layout, "M08.Evaluation").Experiment!;

    [Fact]
    public void Review_FilesAsTheyAreWritten_ProvesEverything() => Assert.Empty(Failed(Files()));

    [Theory]
    [InlineData("findings.md", "| base | 80.0 % |", "| base | 80.1 % |")]
    [InlineData("findings.md", "80.0 % | 76.3 to 83.3 %", "80.0 % | 76.3 to 83.2 %")]
    [InlineData("findings.md", "base and int8: no difference", "base and int8: int8 is better")]
    [InlineData("findings.md", "(0 questions right by the first alone", "(1 questions right by the first alone")]
    [InlineData("findings.md", "p < 0.001", "p = 0.001")]
    [InlineData("findings.md", "kappa of 1.00 and", "kappa of 0.99 and")]
    [InlineData("findings.md", "answered the same 500 questions", "answered the same 5000 questions")]
    [InlineData("findings.md", "dollars an hour.", "dollars an hour, and the best model costs 3 dollars.")]
    [InlineData("raters.csv", "\n7,1,1,1\n", "\n7,1,0,1\n")]
    [InlineData("raters.csv", "\n7,1,1,1\n", "\n")]
    [InlineData("leaderboard.csv", "base,500,400,", "base,500,401,")]
    [InlineData("leaderboard.csv", "base,500,", "basis,500,")]
    [InlineData("items.jsonl", "\"picked\":0,\"right\":true", "\"picked\":1,\"right\":true")]
    [InlineData("items.jsonl", "\"picked\":0,\"right\":true", "\"picked\":1,\"right\":false")]
    [InlineData("summary.json", "{", "")]
    public void Review_OneThingChanged_FindsIt(string file, string said, string changed)
    {
        Dictionary<string, string> files = Files();
        int at = files[file].IndexOf(said, StringComparison.Ordinal);
        Assert.True(at >= 0, $"{file} has no \"{said}\":\n{files[file][..Math.Min(2000, files[file].Length)]}");
        files[file] = file == "summary.json" ? "" : files[file][..at] + changed + files[file][(at + said.Length)..];
        Assert.NotEmpty(Failed(files));
    }

    [Fact]
    public void Review_AFileIsMissing_FindsIt() => Assert.All(Files().Keys, name =>
    {
        Dictionary<string, string> files = Files();
        Assert.True(files.Remove(name));
        Assert.NotEmpty(Failed(files));
    });

    private static string[] Failed(Dictionary<string, string> files) =>
        [.. Leaderboard.Review(files).Where(claim => !claim.Verdict.Passed).Select(claim => claim.Claim)];

    // Codes are what only the tuned model knows; the table of counts knows nothing. Every choice gets a share of one half.
    private static bool IsRight(string model, int item) =>
        model != "3-gram" && (item < 4 * PerTask || (model == "LoRA-tuned" && item % 2 == 0));

    private static Dictionary<string, string> Files()
    {
        List<Observation> seen = [];
        Texts("items",
            item => $$"""{"task":"{{Tasks[item / PerTask]}}","prompt":"question {{item}}","choices":["a","b","c","d"],"right":0}""");
        foreach ((int index, string model) in Models.Index())
        {
            Texts(model, item => $$"""{"item":{{item}},"picked":{{(IsRight(model, item) ? 0 : 2)}},"isRight":{{(IsRight(model, item) ? "true" : "false")}},"probability":0.5,"milliseconds":2.5}""");
            int right = Enumerable.Range(0, Items).Count(item => IsRight(model, item));
            (double low, double high) = Wilson(right);
            Numbers($"{model}: interval", low, high);
            seen.Add(new NumberObservation($"{model}: bits a byte", model == "3-gram" ? 1.5 : 4.25));
            seen.Add(new NumberObservation($"{model}: calibration error", Math.Abs(0.5 - (right / (double)Items))));
            seen.Add(new NumberObservation($"{model}: bytes", 27_000_000 / Math.Pow(3, index)));
        }

        // Ten pairs in order. The same answers: 1. 50 that only the tuned one has right: 2 of 2⁵⁰,
        // which Holm multiplies. All or nothing: about 0.
        double fifty = Math.Pow(2, -49);
        Numbers("p", 1, 1, 6 * fifty, 0, 1, 6 * fifty, 0, 6 * fifty, 0, 0);
        Numbers("agreement", 1, 1, 1);
        Texts("raters", item => IsRight("base", item) ? "[true,true,true]" : item % 5 == 0 ? "[false,false,null]" : "[false,false,false]");
        return Leaderboard.Render(new Evidence(seen, [])).ToDictionary(file => file.Name, file => file.Content);

        void Texts(string name, Func<int, string> line)
        {
            for (int i = 0; i < Items / Lines; i++)
                seen.Add(new TextObservation(string.Create(CultureInfo.InvariantCulture, $"{name}/{i}"),
                    $"[{string.Join(',', Enumerable.Range(i * Lines, Lines).Select(line))}]"));
        }

        void Numbers(string name, params double[] values) =>
            seen.Add(new TensorObservation(name, ElementType.Float64, [values.Length], values));
    }

    private static (double Low, double High) Wilson(int right)
    {
        const double z = 1.959963984540054;
        double share = right / (double)Items, middle = share + (z * z / (2 * Items)),
            half = z * Math.Sqrt((share * (1 - share) / Items) + (z * z / (4.0 * Items * Items))), scale = 1 + (z * z / Items);
        return (Math.Max(0, (middle - half) / scale), Math.Min(1, (middle + half) / scale));
    }
}
