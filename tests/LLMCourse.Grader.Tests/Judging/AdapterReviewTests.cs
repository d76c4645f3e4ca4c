using System.Globalization;
using LLMCourse.Checks;
using LLMCourse.Grader.Tests.EndToEnd;
using LLMCourse.Grading.Pipeline;

namespace LLMCourse.Grader.Tests.Judging;

/// <summary>M09's experiment with made-up results: its files are believed as they come out, and not if a number or a word of them is
/// changed, or if they do not show what is claimed.</summary>
public sealed class AdapterReviewTests
{
    private const int Facts = 50, Added = 20, Old = 50;

    private static readonly Experiment Adapters = ModuleContent.Load(GradingFixture.Layout, "M09.Adaptation").Experiment!;

    /// <summary>For each way: numbers trained, bytes, and of the facts, those added and the old questions how many are right.</summary>
    private static readonly (string Name, long Trained, long Bytes, int Facts, int Added, int Old, bool Changed)[] Ways =
    [
        ("frozen", 0, 0, 1, 1, 48, false), ("full", 2_320_320, 9_281_280, 49, 2, 44, true),
        ("full x3", 2_320_320, 9_281_280, 50, 2, 10, true), ("LoRA r=1", 8_448, 33_792, 40, 2, 40, false),
        ("LoRA r=4", 33_792, 135_168, 48, 2, 38, false), ("LoRA r=16", 135_168, 540_672, 49, 2, 36, false),
        ("prefix", 24_576, 98_304, 20, 1, 40, false), ("prompt", 3_072, 12_288, 10, 1, 45, false),
        ("RAG", 0, 4_000, 48, 19, 48, false),
    ];

    [Fact]
    public void Review_FilesAsTheyAreWritten_ProvesEverything() => Assert.Empty(Failed(Files()));

    [Theory]
    [InlineData("adapters.csv", "full,2320320", "full,2320321")]
    [InlineData("adapters.csv", "LoRA r=4,33792,0.014564", "LoRA r=4,33792,0.020592")]
    [InlineData("adapters.csv", "9281280,0.9800", "9281280,0.9900")]
    [InlineData("adapters.csv", "yes\n", "no\n")]
    [InlineData("adapters.csv", "prompt,3072", "prompt,-3072")]
    [InlineData("adapters.csv", "frozen,0", "melted,0")]
    [InlineData("adapters.csv", ",facts,", ",fact,")]
    [InlineData("answers.csv", "facts,f0,r0,right", "facts,f0,r0,wrong")]
    [InlineData("answers.csv", "facts,f0,r0,right", "facts,f0,r0,maybe")]
    [InlineData("answers.csv", "old,o49", "facts,o49")]
    [InlineData("adapters.svg", ">LoRA r=4<", ">LoRA r=5<")]
    [InlineData("summary.json", "\"steps\": 300", "\"steps\": 301")]
    [InlineData("summary.json", "\"forgetsMost\": \"full x3\"", "\"forgetsMost\": \"prompt\"")]
    public void Review_OneThingChanged_FindsIt(string file, string said, string changed)
    {
        Dictionary<string, string> files = Files();
        int at = files[file].IndexOf(said, StringComparison.Ordinal);
        Assert.True(at >= 0, $"{file} has no \"{said}\":\n{files[file][..Math.Min(2000, files[file].Length)]}");
        files[file] = files[file][..at] + changed + files[file][(at + said.Length)..];
        Assert.NotEmpty(Failed(files));
    }

    [Theory]
    [InlineData("full", 44, 2, 44, "at least 90 %")]
    [InlineData("LoRA r=4", 45, 2, 40, "within 6 points")]
    [InlineData("LoRA r=16", 49, 2, 9, "forgets more")]
    [InlineData("full", 49, 2, 30, "forgets less")]
    [InlineData("frozen", 6, 1, 48, "hardly any")]
    [InlineData("prompt", 1, 1, 45, "teaches something")]
    [InlineData("prefix", 50, 1, 40, "less than all weights")]
    [InlineData("RAG", 48, 15, 48, "added after training")]
    [InlineData("full", 49, 6, 44, "added after training")]
    [InlineData("RAG", 48, 19, 47, "forgets nothing")]
    public void Review_ResultsThatDoNotShowIt_FailTheClaim(string way, int facts, int added, int old, string claim) =>
        Assert.Contains(Failed(Files(row => row.Name == way ? row with { Facts = facts, Added = added, Old = old } : row)),
            failed => failed.Contains(claim, StringComparison.Ordinal));

    [Fact]
    public void Review_AnAdapterThatChangesTheModel_IsNotBelieved() =>
        Assert.Contains(Failed(Files(row => row.Name == "prefix" ? row with { Changed = true } : row)),
            failed => failed.StartsWith("Only full fine-tuning", StringComparison.Ordinal));

    [Fact]
    public void Review_AFileIsMissing_FindsIt() => Assert.All(Files().Keys, name =>
    {
        Dictionary<string, string> files = Files();
        Assert.True(files.Remove(name));
        Assert.NotEmpty(Failed(files));
    });

    private static string[] Failed(Dictionary<string, string> files) =>
        [.. Adapters.Review(files).Where(claim => !claim.Verdict.Passed).Select(claim => claim.Claim)];

    private static Dictionary<string, string> Files(
        Func<(string Name, long Trained, long Bytes, int Facts, int Added, int Old, bool Changed), (string Name, long Trained, long Bytes,
            int Facts, int Added, int Old, bool Changed)>? change = null)
    {
        string[] questions =
        [
            .. Enumerable.Range(0, Facts).Select(i => Question("facts", 'f', i)), .. Enumerable.Range(0, Added)
                .Select(i => Question("added", 'a', i)), .. Enumerable.Range(0, Old).Select(i => Question("old", 'o', i)),
        ];
        List<Observation> seen = [.. questions.Chunk(20)
            .Select((some, i) =>
                new TextObservation(string.Create(CultureInfo.InvariantCulture, $"questions {i}"), $"[{string.Join(',', some)}]"))];
        foreach (var row in Ways.Select(change ?? (row => row)))
        {
            seen.Add(
                new TensorObservation($"{row.Name}: costs", ElementType.Float64, [4], [row.Trained, 1.25, row.Bytes, row.Changed ? 1 : 0]));
            seen.Add(
                new TextObservation($"{row.Name}: answers", Answers(row.Facts, Facts) + Answers(row.Added, Added) + Answers(row.Old, Old)));
        }

        return Adapters.Render(new Evidence(seen, [])).ToDictionary(file => file.Name, file => file.Content);

        static string Question(string exam, char letter, int i) =>
            string.Create(CultureInfo.InvariantCulture, $"{{\"Exam\":\"{exam}\",\"Text\":\"{letter}{i}\",\"Reply\":\"r{i}\"}}");
        static string Answers(int right, int of) => new string('1', right) + new string('0', of - right);
    }
}
