using VerifyXunit;

namespace LLMCourse.M11;

[Trait("Exercise", "M11.E2")]
public sealed class TextRankTests
{
    private const string Report =
        "Monday began quietly. The flood reached the old bridge at night. Dr. Orr closed the bridge, since repairs of the bridge take months. "
        + "Coffee cost 3.5 euros! Repairs of the bridge cost two million, said Dr. Orr. \"Closed!\" shouted a child.";

    [Fact(DisplayName = "M11.E2 Worked by hand: abbreviations, decimals and quotes do not end a sentence")]
    public void Split_WorkedByHand_CutsWhereSentencesEnd() =>
        Assert.Equal(
            ["Dr. Orr paid 3.5 euros.", "\"Why?\" he asked.", "Well... so it was!", "A heading", "End"],
            Sentences.Split("Dr. Orr paid 3.5 euros. \"Why?\" he asked. Well... so it was! A heading\n\nEnd", ["Dr"]));

    [Fact(DisplayName = "M11.E2 Worked by hand: two of four and two words are shared")]
    public void Similarity_WorkedByHand_DividesByLogarithms()
    {
        Assert.Equal(2 / (Math.Log(4) + Math.Log(2)), TextRank.Similarity(["a", "b", "c", "d"], ["b", "a", "a"]), 1e-12);
        Assert.Equal(0, TextRank.Similarity(["a"], ["a"]));
    }

    [Fact(DisplayName = "M11.E2 The sentence in the middle ranks first, and ranks add up to 1")]
    public void Rank_OfAChain_PrefersTheMiddle()
    {
        IReadOnlyList<double> ranks = TextRank.Rank([["a", "b"], ["b", "c"], ["c", "d"], ["x", "y"]]);

        Assert.Equal(1, ranks.Sum(), 1e-9);
        Assert.Equal(ranks[0], ranks[2], 1e-12);
        Assert.True(ranks[1] > ranks[0] && ranks[0] > ranks[3]);
    }

    [Fact(DisplayName = "M11.E2 Summaries of a report")]
    public Task Summarise_Report_Reads() =>
        Verifier.Verify(string.Join('\n', new[] { 12, 20, 30 }.Select(words => $"{words}: {ExtractiveSummariser.Summarise(Report, words, ["Dr"])}")));

    [Fact(DisplayName = "M11.E2 Chunks are whole sentences within the budget")]
    public void Chunks_OfThreeSentences_FillTheBudget() => Assert.Equal(["A b. C.", "D e f."], Summariser([]).Chunks("A b. C. D e f."));

    [Fact(DisplayName = "M11.E2 Map-reduce asks about each chunk, then about the summaries")]
    public async Task MapReduceAsync_TwoChunks_AsksThreeTimes()
    {
        List<string> prompts = [];

        string summary = await Summariser(prompts).MapReduceAsync("A b c. D e f.");

        Assert.Equal(["Summarise:\nA b c.", "Summarise:\nD e f.", "Summarise:\nA. D."], prompts);
        Assert.Equal("A.", summary);
    }

    [Fact(DisplayName = "M11.E2 Refining carries the summary along")]
    public async Task RefineAsync_TwoChunks_AsksTwice()
    {
        List<string> prompts = [];

        _ = await Summariser(prompts).RefineAsync("A b c. D e f.");

        Assert.Equal(["Summarise:\nA b c.", "Summary so far:\nA.\nRefine it with:\nD e f."], prompts);
    }

    [Fact(DisplayName = "M11.E2 A model that talks more than it was told ends the work")]
    public async Task MapReduceAsync_OfATalker_Throws()
    {
        var summariser = new ModelSummariser((_, _) => Task.FromResult("on and on and on."), Words, new SummaryOptions { ChunkTokens = 3 });

        _ = await Assert.ThrowsAsync<SummaryGrowsException>(() => summariser.MapReduceAsync("A b c. D e f."));
    }

    [Fact(DisplayName = "M11.E2 Nothing is summarised without a call")]
    public async Task MapReduceAsync_OfNothing_AsksNobody()
    {
        List<string> prompts = [];

        Assert.Equal(string.Empty, await Summariser(prompts).MapReduceAsync(" \n "));
        Assert.Empty(prompts);
    }

    [Fact(DisplayName = "M11.E2 Worked by hand: boats are not in the source")]
    public void Unsupported_WorkedByHand_NamesTheSentence() =>
        Assert.Equal([1], Support.Unsupported(["The bridge was closed.", "The bridge needs boats."], ["A storm closed the bridge."], 0.75));

    private static ModelSummariser Summariser(List<string> prompts) => new(
        (prompt, _) =>
        {
            prompts.Add(prompt);
            return Task.FromResult($"{prompt.Split('\n')[1].Split(' ')[0].TrimEnd('.')}.\n");
        },
        Words,
        new SummaryOptions { ChunkTokens = 3, MaxParallel = 1 });

    private static int Words(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length;
}
