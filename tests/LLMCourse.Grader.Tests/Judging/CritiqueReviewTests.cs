using System.Text.Json.Nodes;
using LLMCourse.Checks;
using LLMCourse.Grader.Tests.EndToEnd;
using LLMCourse.Grading.Pipeline;

namespace LLMCourse.Grader.Tests.Judging;

/// <summary>M11's experiment with made-up results: its files are believed as they come out, and not if a number, a word or a row's id is
/// changed, or if the rows do not show what is claimed.</summary>
public sealed class CritiqueReviewTests
{
    private static readonly Experiment Critique = ModuleContent.Load(GradingFixture.Layout, "M11.CaseStudies").Experiment!;
    private static readonly IReadOnlyList<Artifact> Whole = Critique.Render(new Evidence(MadeUpCritique.Make(), []));

    [Fact]
    public void Review_FilesAsTheyAreWritten_ProvesEverything() => Assert.Empty(Failed(Files()));

    [Theory]
    [InlineData("results.jsonl", "\"got\":\"yes\"", "\"got\":\"no\"")]
    [InlineData("results.jsonl", "\"scores\":{\"right\":0}", "\"scores\":{\"right\":1}")]
    [InlineData("results.jsonl", "\"got\":\"no\",\"scores\":{\"right\":0}", "\"got\":\"yes\",\"scores\":{\"right\":1}")]
    [InlineData("results.jsonl", "{\"rougeL\":1}", "{\"rougeL\":0.9}")]
    [InlineData("results.jsonl", "{\"names\":1,\"right\":1}", "{\"right\":1}")]
    [InlineData("results.jsonl", "row-0001", "row-0002")]
    [InlineData("results.jsonl", "\"slice\":\"taken back\"", "\"slice\":\"taken\"")]
    [InlineData("results.jsonl", "{\"id\":", "{\"name\":")]
    [InlineData("critique.json", "\"value\": 0,", "\"value\": 0.5,")]
    [InlineData("critique.json", "\"low\": 0.8389", "\"low\": 0.9")]
    [InlineData("critique.json", "\"n\": 20", "\"n\": 200")]
    [InlineData("critique.json", "\"bound\": 90", "\"bound\": 10")]
    [InlineData("critique.json", "\"holds\": true", "\"holds\": false")]
    [InlineData("critique.json", "\"kind\": \"weakness\"", "\"kind\": \"strength\"")]
    [InlineData("critique.json", "\"metric\": \"bleu\"", "\"metric\": \"right\"")]
    [InlineData("critique.json", "\"metric\": \"bleu\"", "\"metric\": \"beauty\"")]
    [InlineData("critique.json", "with a BLEU of 90", "with a BLEU of 99")]
    [InlineData("critique.json", "\"beside\": \"said once: first three sentences\"", "\"beside\": null")]
    [InlineData("critique.json", "[", "{")]
    [InlineData("critique.md", "0.839", "0.939")]
    [InlineData("summary.json", "\"weaknesses\": 1", "\"weaknesses\": 2")]
    public void Review_OneThingChanged_FindsIt(string file, string said, string changed)
    {
        Dictionary<string, string> files = Files();
        int at = files[file].IndexOf(said, StringComparison.Ordinal);
        Assert.True(at >= 0, $"{file} has no \"{said}\":\n{files[file][..Math.Min(3000, files[file].Length)]}");
        files[file] = files[file][..at] + changed + files[file][(at + said.Length)..];
        Assert.NotEmpty(Failed(files));
    }

    [Theory]
    [InlineData("chat-other-words", "evidence", "row-0000", "must name rows of its slice that fail")]         // a row of another slice
    [InlineData("chat-other-words", "evidence", "row-9999", "must name rows of its slice that fail")]         // a row that is not there
    // the first of the slice, which passes
    [InlineData("code-hidden", "evidence", "row-0490", "must name rows of its slice that fail")]
    [InlineData("chat-recall", "evidence", null, "no rows")]
    [InlineData("chat-recall", "exceptions", "row-0000", "speak against it")]
    // twenty rows pass, and none is told
    [InlineData("code-hidden", "exceptions", null, "speak against it")]
    public void Review_RowsThatDoNotShowIt_AreFound(string id, string list, string? row, string says)
    {
        Dictionary<string, string> files = Files();
        JsonArray critique = JsonNode.Parse(files["critique.json"])!.AsArray();
        critique.Single(entry => entry!["id"]!.GetValue<string>() == id)![list] = row is null ? [] : new JsonArray(row);
        files["critique.json"] = critique.ToJsonString();
        Assert.Contains(Critique.Review(files),
            claim => !claim.Verdict.Passed && claim.Verdict.Message!.Contains(id, StringComparison.Ordinal)
                && claim.Verdict.Message.Contains(says, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("asked with a word of the fact", "known in the fortieth")]
    [InlineData("asked in other words", "compares words")]
    [InlineData("taken back", "takes back")]
    [InlineData("the dearest prompt", "256 tokens")]
    [InlineData("said again and again", "again and again")]
    [InlineData("said once", "said once")]
    [InlineData("one clause", "BLEU of 90")]
    [InlineData("one clause with a name", "keep all their names")]
    [InlineData("two clauses", "below 50")]
    [InlineData("examples show it: after two repairs", "Two repairs")]
    [InlineData("no example shows it: after two repairs", "repairs mend nothing")]
    [InlineData("harmless", "false alarms")]
    [InlineData("spam", "seven of ten")]
    [InlineData("harmless, quotes spam", "quote spam")]
    [InlineData("window of the same stream", "wake anybody")]
    [InlineData("window of a shifted stream", "within a window")]
    [InlineData("window with one mail in ten shifted", "one mail in ten is not noticed")]
    [InlineData("values of a notice", "F1 of 0.95")]
    [InlineData("made up by the model", "makes up")]
    [InlineData("amounts in words", "Amounts in words")]
    [InlineData("denied", "denies")]
    [InlineData("month before day", "month first")]
    public void Review_ASliceComesOutOtherwise_FailsItsClaim(string slice, string claim) =>
        Assert.Contains(Failed(Files(odd: slice)), failed => failed.Contains(claim, StringComparison.Ordinal));

    [Theory]
    [InlineData("denied")]
    [InlineData("harmless")]
    [InlineData("no example shows it: first program")]
    public void Review_ARowIsMissing_FindsIt(string slice) => Assert.NotEmpty(Failed(Files(missing: slice)));

    [Fact]
    public void Review_AClaimIsLeftOut_FindsIt()
    {
        Dictionary<string, string> files = Files();
        JsonArray critique = JsonNode.Parse(files["critique.json"])!.AsArray();
        critique.RemoveAt(0);
        files["critique.json"] = critique.ToJsonString();
        Assert.NotEmpty(Failed(files));
    }

    [Fact]
    public void Review_AClaimOfOnesOwn_IsJudgedByTheRows()
    {
        Dictionary<string, string> files = Files();
        JsonArray critique = JsonNode.Parse(files["critique.json"])!.AsArray();
        JsonNode own = critique[0]!.DeepClone();
        (own["id"], own["claim"], own["bound"]) = ("mine", "It never forgets.", 0.99);
        critique.Add(own);
        files["critique.json"] = critique.ToJsonString();
        Assert.Contains(Failed(files), claim => claim.Contains("It never forgets.", StringComparison.Ordinal));
    }

    [Fact]
    public void Review_AFileIsMissing_FindsIt() => Assert.All(Files().Keys, name =>
    {
        Dictionary<string, string> files = Files();
        Assert.True(files.Remove(name));
        Assert.NotEmpty(Failed(files));
    });

    private static string[] Failed(Dictionary<string, string> files) =>
        [.. Critique.Review(files).Where(claim => !claim.Verdict.Passed).Select(claim => claim.Claim)];

    private static Dictionary<string, string> Files(string? odd = null, string? missing = null) =>
        (odd is null && missing is null
            ? Whole
            : Critique.Render(new Evidence(MadeUpCritique.Make(odd, missing), []))).ToDictionary(file => file.Name, file => file.Content);
}
