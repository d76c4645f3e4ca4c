namespace LLMCourse.M09;

[Trait("Exercise", "M09.E6")]
public sealed class Bm25IndexTests
{
    [Fact(DisplayName = "M09.E6 Worked by hand: a word that one of two documents has")]
    public void Search_TwoDocuments_MatchesByHand()
    {
        Bm25Index index = new();
        index.Add("a", "The cat sat.");
        index.Add("b", "A dog, a dog and a bird!");

        // N = 2, n = 1: idf = ln(1 + 1.5/1.5) = ln 2. f = 2, L = 7, A = 5: 2·2.2/(2 + 1.2·(0.25 + 0.75·7/5)) = 4.4/3.56.
        SearchHit hit = Assert.Single(index.Search("Dog", 10));
        Assert.Equal("b", hit.Id);
        Assert.Equal(Math.Log(2) * 4.4 / 3.56, hit.Score, 1e-12);
    }

    [Fact(DisplayName = "M09.E6 A word that the query repeats counts twice, and an unknown one not at all")]
    public void Search_RepeatedWord_CountsTwice()
    {
        Bm25Index index = new();
        index.Add("a", "red green");
        index.Add("b", "green");
        double once = index.Search("red", 1)[0].Score;
        Assert.Equal(2 * once, index.Search("red blue red", 1)[0].Score, 1e-12);
        Assert.Empty(index.Search("blue", 5));
        Assert.Empty(index.Search("?!", 5));
        _ = Assert.ThrowsAny<ArgumentException>(() => index.Search("red", 0));
    }

    [Fact(DisplayName = "M09.E6 What was removed or replaced leaves no trace in the scores")]
    public void Search_AfterRemoval_IsThatOfAFreshIndex()
    {
        Bm25Index worn = new(), fresh = new();
        worn.Add("gone", "cat cat cat on a very long mat that makes documents longer");
        worn.Add("a", "a dog");
        worn.Add("b", "cat and dog");
        worn.Add("a", "a cat"); // in the place of the first
        Assert.True(worn.Remove("gone"));
        Assert.False(worn.Remove("gone"));
        fresh.Add("b", "cat and dog");
        fresh.Add("a", "a cat");
        Assert.Equal(2, worn.Count);
        Assert.Equal(fresh.Search("cat dog", 9), worn.Search("cat dog", 9));
    }

    [Fact(DisplayName = "M09.E6 Of equal scores the smaller id comes first")]
    public void Search_Ties_ById()
    {
        Bm25Index index = new();
        foreach (string id in (string[])["b", "B", "a", "10", "9"]) index.Add(id, "same text");
        Assert.Equal(["10", "9", "B"], index.Search("text", 3).Select(hit => hit.Id));
    }
}
