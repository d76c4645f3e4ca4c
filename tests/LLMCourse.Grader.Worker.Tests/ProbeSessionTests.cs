using LLMCourse.Checks;
using LLMCourse.Grader.Probing;
using LLMCourse.Grader.Worker.Tests.Support;

namespace LLMCourse.Grader.Worker.Tests;

public sealed class ProbeSessionTests(SandboxedWorkers workers) : IClassFixture<SandboxedWorkers>
{
    private const string Double = "M90.E1.double";
    private const string Say = "M90.E2.say";

    [Fact]
    public async Task ProbeAsync_RightSubmission_ReturnsItsObservations()
    {
        ProbeReport report = await workers.ProbeAsync(Course.SubmitDouble("Console.Write(\"it prints\");"), Double);

        Assert.Equal((ProbeStatus.Completed, null), (report.Status, report.Explanation));
        Assert.Equal(["x", "doubled"], report.Observations.Select(o => o.Name));
        var doubled = Assert.IsType<TensorObservation>(report.Observations[1]);
        Assert.Equal("float32 [2, 3]", doubled.Describe());
        CheckRandom random = CheckRandom.For(Double);
        Assert.All(doubled.Values, v => Assert.Equal((float)random.NextNormal() * 2, v));
        Assert.Equal("it prints", report.Output);
    }
}
