using LLMCourse.Reference.Corpora;
using VerifyXunit;

namespace LLMCourse.M12;

[Trait("Exercise", "M12.E1")]
public sealed class CardReviewTests
{
    private const string Card = """
        task: tone
        metric: accuracy
        baseline: the most frequent tone
        margin: 1.10
        budget-flop: 1000000
        budget-seconds: 9
        seed: 0
        splits:
        - train 0.50
        - test 0.50
        source: shop
        - licence: MIT
        - sha256: e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
        - rows: 6
        intended-use:
        - no: this is a text
        out-of-scope:
        - Everything else.

        """;

    [Fact(DisplayName = "M12.E1 Worked by hand: a card is read, and written byte for byte")]
    public void Parse_Card_RoundTrips()
    {
        ProjectCard card = ProjectCard.Parse(Card);
        Assert.Equal(("tone", "accuracy", 1.10m, 0.5m), (card.Task, card.Metric, card.Margin, card.Splits[1].Fraction));
        Assert.Equal("no: this is a text", Assert.Single(card.IntendedUse));
        Assert.Equal(Card.ReplaceLineEndings("\n"), card.Render());
    }

    [Theory(DisplayName = "M12.E1 What is wrong with a card is told with its line")]
    [InlineData("margin: 1.10", "margin: 1,10", CardException.BadValue, 4, "margin")]
    [InlineData("- test 0.50", "- test 0.51", CardException.BadValue, 8, "splits")]
    [InlineData("seed: 0", "sede: 0", CardException.UnknownKey, 7, "sede")]
    [InlineData("seed: 0", "task: tone", CardException.RepeatedKey, 7, "task")]
    [InlineData("seed: 0", "seed:0", CardException.BadLine, 7, "")]
    [InlineData("- rows: 6", "", CardException.MissingKey, 11, "rows")]
    public void Parse_BadCard_SaysWhere(string good, string bad, string code, int line, string what)
    {
        CardException e = Assert.Throws<CardException>(() => ProjectCard.Parse(Card.Replace(good, bad, StringComparison.Ordinal)));
        Assert.Equal((code, line, what), (e.Code, e.Line, e.What));
    }

    [Fact(DisplayName = "M12.E1 Splits that share a text, or nearly, are found")]
    public void Problems_Leaks_AreFound()
    {
        // Of the 11 words of one sentence 9 3-grams can be made. One word more at the end keeps them and makes one new: 9 of 10 are shared.
        const string Text = "the ferry was late again and nobody knew why it was";
        IReadOnlyList<CardProblem> problems = Review(
            [new("shop", 0, Text, "transport", "annoyed"), new("shop", 1, "the lift works", "repairs", "pleased"), new("shop", 2, "a book was found", "library", "neutral")],
            [new("shop", 3, Text + " thanks", "transport", "annoyed"), new("shop", 4, "the lift works", "repairs", "pleased"), new("shop", 5, "the lift does not work", "repairs", "neutral")]);
        Assert.Equal(["test/shop#4 = train/shop#1", "test/shop#3 ~ train/shop#0"], problems.Where(problem => problem.Code is CardProblem.LeakExact or CardProblem.LeakNear).Select(problem => problem.Where));
    }

    [Fact(DisplayName = "M12.E1 Your own card fits the sources")]
    public void Problems_YourCard_HasNone()
    {
        // The rows without dirt: each split by hand, so that this needs no pipeline.
        ProjectCard card = ProjectCard.Parse(MyCard.Text);
        (IReadOnlyList<NoticeSource> sources, IReadOnlyList<IReadOnlyList<NoticeDirt>> dirt) = NoticeCorpus.SourcesWithDirt(seed: 2026, rows: 300);
        Notice[] clean = [.. sources.Zip(dirt).SelectMany(source => source.First.Rows.Where(row => source.Second[row.Row] == NoticeDirt.None)).Where(row => card.Sources.Any(source => source.Name == row.Source))];
        Dictionary<string, IReadOnlyList<Notice>> splits = [];
        int done = 0;
        foreach (CardSplit split in card.Splits)
        {
            int count = (int)Math.Round(split.Fraction * clean.Length);
            splits[split.Name] = [.. clean.Skip(done).Take(count)];
            done += count;
        }

        // A wrong hash is told with the right one.
        Assert.All(card.Sources, source => Assert.Equal(SampleSources.All.Single(other => other.Name == source.Name).Sha256, source.Sha256));
        Assert.Empty(CardReview.Problems(card, sources, splits));
    }

    [Fact(DisplayName = "M12.E1 A review, as it is read")]
    public Task Problems_BadData_AreTold() => Verifier.Verify(string.Join('\n', Review(
        [new("shop", 0, "one", "sport", "pleased"), new("shop", 1, "two", "sport", "pleased"), new("street", 2, "three", "sport", "neutral")],
        [new("shop", 3, "one", "sport", "annoyed")])));

    private static IReadOnlyList<CardProblem> Review(IReadOnlyList<Notice> train, IReadOnlyList<Notice> test) => CardReview.Problems(
        ProjectCard.Parse(Card),
        [new NoticeSource("shop", "CC-BY-4.0", [.. train.Concat(test).Where(row => row.Source == "shop")])],
        new Dictionary<string, IReadOnlyList<Notice>> { ["test"] = test, ["train"] = train });
}
