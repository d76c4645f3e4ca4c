using System.Diagnostics;
using LLMCourse.Grading.Workers;

namespace LLMCourse.Grader.Worker.Tests.Probing;

/// <summary>What a submission leaves running is held while the reference is timed.</summary>
public sealed class SuspensionTests
{
    [Fact]
    public async Task Hold_ProcessThatBurnsInAChild_StopsBothUntilReleased()
    {
        using Process process = Process.Start(new ProcessStartInfo("sh", ["-c", "while :; do :; done & wait"]))!;
        try
        {
            int[] family = [];
            while (family.Length < 2) family = [.. ProcessFamily.Of(process.Id)];

            Suspension.Hold(process.Id);
            foreach (int member in family) await UntilAsync(member, stopped: true);

            Suspension.Release(process.Id);
            foreach (int member in family) await UntilAsync(member, stopped: false);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }

    [Fact]
    public void Hold_ProcessThatHasEnded_DoesNothing()
    {
        using Process process = Process.Start(new ProcessStartInfo("true"))!;
        process.WaitForExit();

        Suspension.Hold(process.Id);
    }

    // Signals are not delivered at once; a test that waits for ever says that they never are.
    private static async Task UntilAsync(int process, bool stopped)
    {
        string stat;
        do
        {
            await Task.Delay(1);
            stat = await File.ReadAllTextAsync($"/proc/{process}/stat");
        }
        while ((stat[(stat.LastIndexOf(')') + 2)..][0] == 'T') != stopped);
    }
}
