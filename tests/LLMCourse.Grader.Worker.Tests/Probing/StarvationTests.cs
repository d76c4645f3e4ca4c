using System.Diagnostics;
using LLMCourse.Grading.Workers;

namespace LLMCourse.Grader.Worker.Tests.Probing;

[Trait("Needs", "sandbox")]
public class StarvationTests
{
    [Fact]
    public async Task Of_TwoLoopsOnOneProcessor_SeesThatTheyWait()
    {
        using Process loops = Process.Start("taskset", ["-c", "0", "sh", "-c", "while :; do :; done & while :; do :; done"]);
        try
        {
            // Two loops that never sleep share one processor: sooner or later each has waited.
            while (Starvation.Of(loops.Id) < TimeSpan.FromMilliseconds(100)) await Task.Delay(50);
        }
        finally
        {
            loops.Kill(entireProcessTree: true);
        }
    }

    [Fact]
    public void Of_ASleeper_IsNextToNothing()
    {
        using Process sleeper = Process.Start("sleep", ["60"]);
        try
        {
            Assert.True(Starvation.Of(sleeper.Id) < TimeSpan.FromSeconds(1), "a sleeping process does not wait for a processor");
        }
        finally
        {
            sleeper.Kill();
        }
    }

    [Fact]
    public void Of_NoProcess_IsZero() => Assert.Equal(TimeSpan.Zero, Starvation.Of(int.MaxValue));
}
