namespace LLMCourse.M09;

[Trait("Exercise", "M09.E7")]
public sealed class RankingTests
{
    [Fact(DisplayName = "M09.E7 Worked by hand: two rankings become one")]
    public void Fuse_TwoRankings()
    {
        // a: 1/61 + 1/62, c: 1/63 + 1/61, b: 1/62, d: 1/63.
        IReadOnlyList<SearchHit> fused = ReciprocalRankFusion.Fuse([["a", "b", "c"], ["c", "a", "d"]]);
        Assert.Equal(["a", "c", "b", "d"], fused.Select(hit => hit.Id));
        Assert.Equal((1 / 61.0) + (1 / 62.0), fused[0].Score, 1e-12);
    }

    [Fact(DisplayName = "M09.E7 Equal sums go by id")]
    public void Fuse_Ties() => Assert.Equal(["B", "a", "b"], ReciprocalRankFusion.Fuse([["b"], ["B"], ["a"]]).Select(hit => hit.Id));

    [Theory(DisplayName = "M09.E7 Worked by hand: three measures of one ranking")]
    [InlineData(1, 0, 0, 0)]
    [InlineData(2, 1, 0.5, 0.5213)] // 3/log₂3 of 3 + 1/log₂3
    [InlineData(9, 1, 0.5, 0.6590)] // (3/log₂3 + 1/log₂4) of the same
    public void Metrics_OfOneRanking(int k, double hit, double rank, double ndcg)
    {
        string[] ranking = ["x", "good", "fair"];
        Dictionary<string, int> grades = new() { ["good"] = 2, ["fair"] = 1, ["bad"] = 0 };
        Assert.Equal(hit, RetrievalMetrics.HitRate(ranking, grades, k));
        Assert.Equal(rank, RetrievalMetrics.ReciprocalRank(ranking, grades, k));
        Assert.Equal(ndcg, RetrievalMetrics.Ndcg(ranking, grades, k), 1e-4);
    }
}
