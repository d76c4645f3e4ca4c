using LLMCourse.Grader.Worker.Tests.Support;
using LLMCourse.Grading.Results;

namespace LLMCourse.Grader.Worker.Tests.Probing;

public sealed class ProcessHostileSubmissionTests(ProcessWorkers workers) : HostileSubmission(workers), IClassFixture<ProcessWorkers>
{
    [Fact]
    public async Task Isolation_WithoutBubblewrap_SaysWhatIsMissing()
    {
        IsolationSummary isolation = await Workers.Pool.IsolationAsync(CancellationToken.None);

        Assert.Equal("process", isolation.Mode);
        Assert.Contains("bubblewrap: switched off by --sandbox off", isolation.Missing);
    }
}
