using LLMCourse.Checks;
using LLMCourse.Checks.Playing;
using LLMCourse.Checks.Protocol;
using LLMCourse.Grading.Compiling;
using LLMCourse.Grading.Workers;

namespace LLMCourse.Grading.Playing;

/// <summary>A player at work in a worker of its own: the same sandbox as for a grade. What it has
/// learned lives there, and is lost with it.</summary>
public sealed class PlaySession : IAsyncDisposable
{
    private readonly ProbeSession _session;
    private string? _entered;

    private PlaySession(ProbeSession session) => _session = session;

    /// <summary>Opens a session; the player begins with <see cref="PlayModel"/>.</summary>
    /// <param name="workers">Where it runs.</param>
    /// <param name="build">The student's build, made with the player's layers where it has some.</param>
    /// <param name="player">The player's file.</param>
    public static PlaySession Open(WorkerPool workers, Build build, string player)
    {
        ArgumentNullException.ThrowIfNull(workers);
        ArgumentNullException.ThrowIfNull(build);
        return new PlaySession(
            workers.OpenSession(build.Assembly, build.Symbols, Path.Combine(AppContext.BaseDirectory, "checks", player)));
    }

    /// <summary>Asks the player for something.</summary>
    /// <param name="probe">What.</param>
    /// <param name="argument">With what.</param>
    /// <param name="limit">How long it may take.</param>
    /// <param name="cancellation">Ends the player.</param>
    /// <returns>What it observed.</returns>
    /// <exception cref="PlayFaultException">A part threw, or the process has ended.</exception>
    /// <exception cref="WorkerFaultException">The grader is at fault.</exception>
    public async Task<IReadOnlyList<Observation>> AskAsync(string probe, string argument, TimeSpan limit, CancellationToken cancellation)
    {
        ProbeReport report = await ReportAsync(new ProbeRequest(probe, argument), limit, cancellation).ConfigureAwait(false);
        if (report.Status == ProbeStatus.Completed) return report.Observations;
        if (report.Status == ProbeStatus.WorkerFault) throw new WorkerFaultException(report.Explanation ?? "The player does not start.");
        throw new PlayFaultException(report,
            report.Observations.OfType<TextObservation>().FirstOrDefault(seen => seen.Name == PlayModel.Fault)?.Value ?? _entered);
    }

    /// <summary>Ends the player.</summary>
    public ValueTask DisposeAsync() => _session.DisposeAsync();

    private async Task<ProbeReport> ReportAsync(ProbeRequest request, TimeSpan limit, CancellationToken cancellation)
    {
        _entered = null;
        try
        {
            WorkerProcess worker = await _session.ReadyWorkerAsync(cancellation).ConfigureAwait(false);
            return ProbeSession.Report(
                await worker.AskAsync(request, limit, entered => _entered = VisibleText.Of(entered.What), cancellation)
                    .ConfigureAwait(false));
        }
        catch (WorkerLostException e)
        {
            _session.Drop();
            return new ProbeReport(ProbeSession.StatusOf(e.Loss), [], TimeSpan.Zero) { Explanation = e.Message };
        }
    }
}
