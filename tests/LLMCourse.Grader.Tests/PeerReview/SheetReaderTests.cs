using System.Globalization;
using LLMCourse.Classes.PeerReviews;
using VerifyXunit;

namespace LLMCourse.Grader.Tests.PeerReview;

public sealed class SheetReaderTests
{
    private static readonly string Empty = SheetText.Write("bcdfghjkmn", ReviewClass.Rubric),
        Good = ReviewClass.Filled(Empty, ReviewClass.Reason, 4, 1);

    [Fact]
    public Task Write_Sheet_ReadsWell() => Verifier.Verify(Empty);

    [Fact]
    public void Read_Filled_HasScoresAndReasons()
    {
        ReadSheet sheet = Read(Good);

        Assert.Empty(sheet.Faults);
        Assert.Equal([new SheetMark(4, ReviewClass.Reason), new SheetMark(1, ReviewClass.Reason)], sheet.Filled!.Marks);
        Assert.Equal("bcdfghjkmn", sheet.Code);
    }

    [Fact]
    public void Read_Empty_IsBlankAndNoFault() => Assert.True(Read(Empty).IsBlank);

    [Fact]
    public void Read_AsEditorsLeaveIt_IsTheSame()
    {
        string edited = "\r\n" + Good.Replace("\n", "\r\n", StringComparison.Ordinal)
            .Replace("Score: 4", "**Score:** 4 ", StringComparison.Ordinal)
                .Replace("Score: 1", "* score :\r\n\r\n1.", StringComparison.Ordinal)
            .Replace("\r\n- ", "\r\n  •  ", StringComparison.Ordinal).Replace("## limits", "#  limits", StringComparison.Ordinal)
                .Replace("Review: ", "__Review:__ ", StringComparison.Ordinal);

        ReadSheet sheet = Read(edited);

        Assert.Empty(sheet.Faults);
        Assert.Equal([4, 1], sheet.Filled!.Marks.Select(m => m.Score));
    }

    [Fact]
    public void Read_ReasonOfSeveralParagraphs_IsKept()
    {
        const string Reason =
            "First: it says why, and for whom.\n\n- a list; with commas, and: colons\n# and a heading\n\nScore: 9 is what I first wrote.";

        Assert.Equal(Reason, Read(ReviewClass.Filled(Empty, Reason, 2, 2)).Filled!.Marks[0].Reason);
    }

    [Fact]
    public Task Read_EveryFault_IsToldWithItsLine()
    {
        (string Name, string Text)[] sheets =
        [
            ("no-score", Good.Replace("Score: 4", "Score:", StringComparison.Ordinal)),
            ("no-reason", Good.Replace("Score: 4\n\nReason: " + ReviewClass.Reason, "Score: 4\n\nReason:", StringComparison.Ordinal)),
            ("short-reason", ReviewClass.Filled(Empty, "It is good.", 4, 1)),
            ("too-high", ReviewClass.Filled(Empty, ReviewClass.Reason, 5, 1)),
            ("too-low", ReviewClass.Filled(Empty, ReviewClass.Reason, 4, 0)),
            ("below-zero", ReviewClass.Filled(Empty, ReviewClass.Reason, -1, 1)),
            ("half", Good.Replace("Score: 4", "Score: 3.5", StringComparison.Ordinal)),
            ("two", Good.Replace("Score: 4", "Score: 3-4", StringComparison.Ordinal)),
            ("word", Good.Replace("Score: 4", "Score: good, but I am not sure which of the numbers it is", StringComparison.Ordinal)),
            ("changed-words", Good.Replace("- 3: Yes.", "- 3: Yes, of course.", StringComparison.Ordinal)),
            ("changed-heading", Good.Replace("worth asking?", "clear?", StringComparison.Ordinal)),
            ("line-added", Good.Replace("- 0: No.", "- 0: No.\n- 0.5: Well.", StringComparison.Ordinal)),
            ("line-removed", Good.Replace("- 0: No.\n", "", StringComparison.Ordinal)),
            ("criterion-missing", Good[..Good.IndexOf("## limits", StringComparison.Ordinal)]),
            ("criterion-twice", Good + Good[Good.IndexOf("## limits", StringComparison.Ordinal)..]),
            ("criterion-other", Good + "\n## style: Is it well written?\n\nScore: 3\n"),
            ("label-missing", Good.Replace("Score: 4", "4", StringComparison.Ordinal)),
            ("other-rubric", Good.Replace(ReviewClass.Rubric.Mark, "000000000000", StringComparison.Ordinal)),
            ("everything", Good.Replace("Score: 4", "Score: 7", StringComparison.Ordinal)
                .Replace("Score: 1", "Score:", StringComparison.Ordinal).Replace(ReviewClass.Reason, "No.", StringComparison.Ordinal)),
        ];

        ReadSheet[] read = [.. sheets.Select(s => new SheetReader(ReviewClass.Rubric).Read(s.Name + ".md", s.Text))];

        Assert.All(read, r => Assert.Null(r.Filled));
        Assert.All(read, r => Assert.False(r.IsBlank, r.File));
        return Verifier.Verify(string.Join('\n',
            read.SelectMany(r => r.Faults).Select(f => string.Create(CultureInfo.InvariantCulture, $"{f.File}:{f.Line}: {f.What}"))));
    }

    private static ReadSheet Read(string text) => new SheetReader(ReviewClass.Rubric).Read("sheet.md", text);
}
