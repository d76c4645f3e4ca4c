using VerifyXunit;

namespace LLMCourse.M09;

[Trait("Exercise", "M09.E6")]
public sealed class ChunkerTests
{
    [Fact(DisplayName = "M09.E6 Worked by hand: a paragraph, a sentence, a word, a cut")]
    public void Split_LimitOf16_EndsAtTheBestBorder()
    {
        // "One two.": the paragraph ends at 8, half of 16. "Three four.": a sentence. "five six seven": words. The last one fits nowhere.
        Assert.Equal(
            ["One two.", "Three four.", "five six seven", "abcdefghijklmnop", "qrst"],
            Cut("One two.\n\nThree four. five six seven abcdefghijklmnopqrst", 16));
    }

    [Fact(DisplayName = "M09.E6 An overlap repeats whole words")]
    public void Split_Overlap_RepeatsWords() =>
        Assert.Equal(["one two three", "three four", "four five six", "six seven"], Cut("one two three four five six seven", 14, 5));

    [Theory(DisplayName = "M09.E6 Chunks slice back, and leave out nothing but white space")]
    [InlineData(2, 0)]
    [InlineData(7, 3)]
    [InlineData(40, 20)]
    public void Split_AnyLimit_CoversTheText(int limit, int overlap)
    {
        const string Text = "  Pack my box.\r\n\r\nWith five dozen 😀😀😀 liquor jugs! supercalifragilistic\texpialidocious  ";
        int covered = 0;
        foreach (Chunk chunk in Chunker.Split(Text, new ChunkOptions { MaxLength = limit, Overlap = overlap }))
        {
            Assert.Equal(Text.Substring(chunk.Start, chunk.Length), chunk.Text);
            Assert.InRange(chunk.Length, 1, limit);
            if (chunk.Start > covered) Assert.Equal("", Text[covered..chunk.Start].Trim());
            covered = chunk.Start + chunk.Length;
        }

        Assert.Equal(Text.TrimEnd().Length, covered);
    }

    [Fact(DisplayName = "M09.E6 White space has no chunks, and an overlap of more than half is refused")]
    public void Split_Edges()
    {
        Assert.Empty(Chunker.Split(" \n\t"));
        _ = Assert.ThrowsAny<ArgumentException>(() => Cut("a b", 10, 6));
        _ = Assert.ThrowsAny<ArgumentException>(() => Cut("a b", 1));
    }

    [Fact(DisplayName = "M09.E6 A page of text, cut, as a table")]
    public async Task Split_APage_Reads()
    {
        const string Page = """
            # Opening hours

            The pool opens at nine. On Sundays it opens at ten, and closes two hours earlier than during the week.

            Children under six swim for free; all others pay 4.50. Tickets are sold at the door.
            """;
        IEnumerable<string> lines = Chunker.Split(Page.ReplaceLineEndings("\n"), new ChunkOptions { MaxLength = 80, Overlap = 16 })
            .Select(chunk => $"{chunk.Start,3} +{chunk.Length,2} | {chunk.Text.Replace("\n", "⏎", StringComparison.Ordinal)}");
        _ = await Verifier.Verify(string.Join('\n', lines));
    }

    private static string[] Cut(string text, int limit, int overlap = 0) =>
        [.. Chunker.Split(text, new ChunkOptions { MaxLength = limit, Overlap = overlap }).Select(chunk => chunk.Text)];
}
