using LLMCourse.Authoring.Samples;

namespace LLMCourse.Grader.Tests.Samples;

public sealed class SeededSampleTests
{
    private static readonly int[] All = [.. Enumerable.Range(0, 500)];

    [Fact]
    public void Draw_OneSeed_DrawsOneSampleInOrder()
    {
        IReadOnlyList<int> drawn = SeededSample.Draw(All, 40, 7);

        Assert.Equal(drawn, SeededSample.Draw(All, 40, 7));
        Assert.NotEqual(drawn, SeededSample.Draw(All, 40, 8));
        Assert.Equal(drawn.Distinct().Order(), drawn);
        Assert.Equal(40, drawn.Count);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(500)]
    [InlineData(501)]
    public void Draw_AsManyAsThereAre_GivesAll(int? count) => Assert.Equal(All, SeededSample.Draw(All, count, 7));
}
