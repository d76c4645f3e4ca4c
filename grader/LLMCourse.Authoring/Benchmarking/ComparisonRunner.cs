using LLMCourse.Grading.Pipeline;

namespace LLMCourse.Authoring.Benchmarking;

/// <summary>Runs comparisons: both sides stand ready, and take turns.</summary>
/// <param name="folder">The folder <c>tests/Benchmarks</c>.</param>
/// <param name="program">The built benchmark program.</param>
/// <param name="device">The device, for example <c>cpu</c>; both sides are told it in the environment variable <c>BENCH_DEVICE</c>.</param>
/// <param name="rounds">How many rounds count; one more on each side warms up.</param>
internal sealed class ComparisonRunner(string folder, string program, string device, int rounds)
{
    private string Peers => Path.Combine(folder, "peers");

    /// <summary>Measures one comparison; a peer that is not there leaves the reference's own figures.</summary>
    public async Task<ComparisonResult> RunAsync(Comparison comparison, IProgress<GradeProgress>? progress, CancellationToken cancellation)
    {
        List<WorkRound> ours = [], theirs = [];
        string unit = "", problem = "";
        try
        {
            await using WorkProcess us = await StartAsync("the reference", OurCommand(comparison.Work ?? comparison.Name), cancellation)
                .ConfigureAwait(false);
            unit = us.Unit;
            WorkProcess? them = null;
            try
            {
                if (comparison.Peer is { } peer) them = await StartPeerAsync(peer, cancellation).ConfigureAwait(false);
            }
            catch (BenchmarkException e)
            {
                problem = e.Message;
            }

            await using (them)
            {
                for (int round = -1; round < rounds; round++)
                {
                    progress?.Report(new GradeProgress(round + 1, rounds + 1, comparison.Name));

                    // Who begins changes from round to round, so that a machine that warms up or slows down favours nobody.
                    WorkRound? their = null;
                    if (them is not null && round % 2 == 0) their = await them.RunAsync(cancellation).ConfigureAwait(false);
                    WorkRound our = await us.RunAsync(cancellation).ConfigureAwait(false);
                    if (them is not null) their ??= await them.RunAsync(cancellation).ConfigureAwait(false);
                    if (round < 0) continue;
                    ours.Add(our);
                    if (their is not null) theirs.Add(their);
                }
            }
        }
        catch (BenchmarkException e)
        {
            problem = e.Message;
        }

        return new ComparisonResult(comparison, unit, ours, theirs.Count == ours.Count ? theirs : [], problem.Length == 0 ? null : problem);
    }

    private List<string> OurCommand(string work) => ["dotnet", program, "work", work];

    private async Task<WorkProcess> StartPeerAsync(Peer peer, CancellationToken cancellation)
    {
        try
        {
            if (peer.Build.Count > 0) await PeerBuild.RunAsync(peer, Peers, cancellation).ConfigureAwait(false);
            return peer.Work is { } work
                ? await StartAsync($"{peer.Name} ({work})", OurCommand(work), cancellation).ConfigureAwait(false)
                : await StartAsync(peer.Name, peer.Command, cancellation).ConfigureAwait(false);
        }
        catch (BenchmarkException e) when (peer.Needs is { } needs)
        {
            throw new BenchmarkException($"{e.Message} It needs {needs}.", e);
        }
    }

    private Task<WorkProcess> StartAsync(string name, IReadOnlyList<string> command, CancellationToken cancellation) =>
        WorkProcess.StartAsync(name, command, Peers, device, cancellation);
}
