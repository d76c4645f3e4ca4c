using LLMCourse.Authoring.Benchmarking;

namespace LLMCourse.Grader.Tests.Benchmarking;

/// <summary>With real programs: shell scripts that speak the protocol, or do not.</summary>
public sealed class WorkProcessTests
{
    private const string Good =
        """echo '{"ready":"w","unit":"tokens"}'; n=0; while read -r _; do n=$((n+1)); echo "{\"units\":$((n*10)),\"seconds\":0.5,\"peakBytes\":42}"; done""";

    [Fact]
    public async Task RunAsync_EachLine_GivesARound()
    {
        await using WorkProcess process = await StartAsync(Good);

        Assert.Equal("tokens", process.Unit);
        Assert.Equal(new WorkRound(10, 0.5, 42), await process.RunAsync(CancellationToken.None));
        Assert.Equal(40, (await process.RunAsync(CancellationToken.None)).PerSecond);
    }

    [Fact]
    public async Task StartAsync_ProgramThatIsNotThere_SaysSo()
    {
        var e = await Assert.ThrowsAsync<BenchmarkException>(
            () => WorkProcess.StartAsync("The peer", ["no-such-program-here"], Path.GetTempPath(), "cpu", CancellationToken.None));

        Assert.StartsWith("The peer does not start: ", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("echo no torch >&2; exit 1", "no torch")]
    [InlineData("echo hello; sleep 60", "does not say that it is ready")]
    [InlineData("""echo '{"ready":"w"}'; sleep 60""", "does not say that it is ready")]
    public async Task StartAsync_ProgramThatIsNoPeer_SaysWhy(string script, string message)
    {
        var e = await Assert.ThrowsAsync<BenchmarkException>(() => StartAsync(script));

        Assert.Contains(message, e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""echo '{"unit":"tokens"}'; read -r _; echo out of memory >&2; exit 3""", "out of memory")]
    [InlineData("""echo '{"unit":"tokens"}'; read -r _; echo nonsense; sleep 60""", "'nonsense'")]
    [InlineData("""echo '{"unit":"tokens"}'; read -r _; echo '{"units":0,"seconds":1,"peakBytes":1}'; sleep 60""", "above 0")]
    public async Task RunAsync_ProgramThatFails_SaysWhy(string script, string message)
    {
        await using WorkProcess process = await StartAsync(script);

        var e = await Assert.ThrowsAsync<BenchmarkException>(() => process.RunAsync(CancellationToken.None));

        Assert.Contains(message, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StartAsync_Device_IsToldToTheProgram()
    {
        await using WorkProcess process = await StartAsync("""echo "{\"unit\":\"$BENCH_DEVICE $OMP_WAIT_POLICY\"}"; read -r _""");

        Assert.Equal("cpu PASSIVE", process.Unit);
    }

    [Fact]
    public async Task StartAsync_ProgramOfItsFolder_IsFoundThere()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("llmcourse-peer-");
        try
        {
            File.CreateSymbolicLink(Path.Combine(folder.FullName, "peer"), "/bin/bash");

            await using WorkProcess process =
                await WorkProcess.StartAsync("The peer", ["./peer", "-c", Good], folder.FullName, "cpu", CancellationToken.None);

            Assert.Equal("tokens", process.Unit);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static Task<WorkProcess> StartAsync(string script) =>
        WorkProcess.StartAsync("The peer", ["bash", "-c", script], Path.GetTempPath(), "cpu", CancellationToken.None);
}
