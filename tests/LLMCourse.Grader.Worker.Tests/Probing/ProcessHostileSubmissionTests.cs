using LLMCourse.Grader.Worker.Tests.Support;

namespace LLMCourse.Grader.Worker.Tests.Probing;

public sealed class ProcessHostileSubmissionTests(ProcessWorkers workers) : HostileSubmission(workers), IClassFixture<ProcessWorkers>
{
    [Fact]
    public async Task Isolation_WithoutBubblewrap_SaysWhatIsMissing()
    {
        await Workers.ProbeAsync(TinyModule.SubmitSay("return \"\";"), Say);

        Assert.Equal("process", Workers.Pool.Isolation.Mode);
        Assert.Contains("bubblewrap: switched off by --sandbox off", Workers.Pool.Isolation.Missing);
    }
}
