using LLMCourse.Reference.Corpora;
using VerifyXunit;

namespace LLMCourse.M12;

[Trait("Exercise", "M12.E2")]
public sealed class DataPipelineTests
{
    private static readonly PipelineOptions Options = new();

    [Fact(DisplayName = "M12.E2 Worked by hand: tags, references, boilerplate and white space")]
    public void Clean_WebPage_IsText()
    {
        Assert.Equal("The pool is open. Tea & cake.", DataPipeline.Clean("<p>The pool\u00a0is open.</p><p>Tea &amp; cake.</p>", Options));
        Assert.Equal("The pool is open.", DataPipeline.Clean("Skip to main content\nThe pool\n  is open.\nREAD MORE »", Options));
        Assert.Equal("a < b & c > d &amp;", DataPipeline.Clean("a &lt; b & c > d &amp;amp;", Options));
    }

    [Fact(DisplayName = "M12.E2 Each row is a record or has a reason, whatever the order of the sources")]
    public void Build_Sources_AddUp()
    {
        IReadOnlyList<NoticeSource> sources = NoticeCorpus.Sources(seed: 5, rows: 100);
        Dataset dataset = DataPipeline.Build(sources, Options, seed: 7), again = DataPipeline.Build([.. sources.Reverse()], Options, seed: 7);
        Assert.Equal(400, dataset.Sheet.Rows);
        Assert.Equal(400, dataset.Sheet.Kept + dataset.Sheet.Dropped.Sum(reason => reason.Count));
        Assert.Equal(dataset.Hash, again.Hash);
        Assert.Equal(100, dataset.Dropped.Count(row => row.Reason == DropReason.Licence));
    }

    [Fact(DisplayName = "M12.E2 No text is left of which another is nearly the same, and a row less moves no other")]
    public void Build_NearDuplicates_AreOne()
    {
        const string Text = "the ferry was late again and nobody on the pier knew why it was so late today";
        Notice[] rows = [Row(0, Text), Row(1, "quite another thing happened in the library when the old shelf fell on the floor"), Row(2, Text + " thanks"), Row(3, Text)];
        Dataset dataset = DataPipeline.Build([new NoticeSource("s", "MIT", rows)], Options, seed: 7);
        Assert.Equal([0, 1], dataset.Records.Select(record => record.Row));
        Assert.Equal([new DroppedRow("s", 2, DropReason.NearDuplicate), new DroppedRow("s", 3, DropReason.Duplicate)], dataset.Dropped);
        Assert.Equal(dataset.Records[1], Assert.Single(DataPipeline.Build([new NoticeSource("s", "MIT", [rows[1]])], Options, seed: 7).Records));
    }

    [Fact(DisplayName = "M12.E2 A threshold of 0 is refused")]
    public void Build_NoThreshold_Throws() => Assert.Throws<ArgumentException>(() => DataPipeline.Build([], Options with { NearThreshold = 0 }, seed: 7));

    [Fact(DisplayName = "M12.E2 A datasheet, as it is read")]
    public Task Build_Sources_HaveADatasheet()
    {
        Datasheet sheet = DataPipeline.Build(NoticeCorpus.Sources(seed: 5, rows: 100), Options, seed: 7).Sheet;
        return Verifier.Verify(string.Join('\n',
            $"{sheet.Rows} rows, {sheet.Kept} kept", $"dropped: {Write(sheet.Dropped)}", $"sources: {Write(sheet.Sources)}", $"topics: {Write(sheet.Topics)}", $"tones: {Write(sheet.Tones)}", $"splits: {Write(sheet.Splits)}"));

        static string Write(IReadOnlyList<SheetCount> counts) => string.Join(", ", counts.Select(count => $"{count.Name} {count.Count}"));
    }

    private static Notice Row(int row, string text) => new("s", row, text, "transport", "annoyed");
}
