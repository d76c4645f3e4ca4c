using LLMCourse.Grading.Compiling.Inspection;

namespace LLMCourse.Grader.Tests.Inspection;

public sealed class BanListTests
{
    [Fact]
    public void Opened_SomeExercises_SaysWhereTheirNamesAre()
    {
        BanList bans = BanList.Parse("""
            M01.E1:
              open: [System.Net.Http.HttpClient, System.Net.Http.HttpContent, System.IO.StreamReader]
            M01.E2:
              allow: []
            M01.E3:
              open: [System.Data.Common.DbCommand]
            """);

        Assert.Equal(
            ["open to M01.E1 alone: names in System.IO, System.Net.Http", "open to M01.E3 alone: names in System.Data.Common"],
            bans.Opened(["M01.E1", "M01.E2", "M01.E3"]));
        Assert.Equal(["open to M01.E3 alone: names in System.Data.Common"], bans.Opened(["M01.E3"]));
        Assert.Empty(bans.Opened(["M01.E2", "M01.Q"]));
    }
}
