using LLMCourse.Classes.Publishing;

namespace LLMCourse.Grader.Tests.Publishing;

public sealed class SiteTableTests
{
    [Fact]
    public void RareColumn_OfZerosAlone_IsLeftOut()
    {
        SiteTable table = new("Modules", "module", SiteColumn.Number("handed in"), SiteColumn.Rare("late"), SiteColumn.Rare("missing"));
        _ = table.Add("M01", 0, 0, 2).Add("M02", 0, 0, 0);

        Assert.Equal("| module | handed in | missing |\n|---|---:|---:|\n| M01 | 0 | 2 |\n| M02 | 0 | 0 |", table.Markdown());
        Assert.DoesNotContain("late", table.Html(), StringComparison.Ordinal);
        Assert.Contains("missing", table.Html(), StringComparison.Ordinal);
    }
}
