using LLMCourse.Grading.Results;

namespace LLMCourse.Grader.Tests.EndToEnd;

[Collection(EndToEndCollection.Name)]
[Trait("Needs", "sandbox")]
public sealed class DeterminismTests(GradingFixture grading)
{
    [Theory]
    [InlineData("01-complete")]
    [InlineData("11-throws")]
    public async Task Grade_TenTimesFourAtOnce_GivesTheSameBytes(string name)
    {
        string path = grading.Write(GradingFixture.Sample("M02", name));
        using var slots = new SemaphoreSlim(4);

        string[] results = await Task.WhenAll(Enumerable.Range(0, 10).Select(async _ =>
        {
            await slots.WaitAsync();
            try
            {
                // On the thread pool, since what comes before the first worker is needed is not asynchronous.
                GradeResult result = await Task.Run(() => grading.GradeAsync(path));
                return ResultJson.Write(ResultJson.WithoutTimings(result));
            }
            finally
            {
                slots.Release();
            }
        }));

        Assert.All(results, result => Assert.Equal(results[0], result));
    }
}
