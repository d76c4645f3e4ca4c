using LLMCourse.Checks;
using LLMCourse.Checks.Protocol;
using static TorchSharp.torch;

namespace LLMCourse.Grader.Worker.Probing;

/// <summary>Prepares and runs timed work. The clock is the grader's; here is only the work.</summary>
internal sealed class TimingRunner(ProbeRunner runner) : IDisposable
{
    private readonly List<Probe> _probes = [];
    private readonly List<Func<Tensor>> _works = [];
    private readonly List<Tensor> _results = [];
    private ProbeThread? _thread;
    private string _checkId = "";

    /// <summary>Prepares work on a fresh thread, which then also runs it.</summary>
    public Reply Prepare(PrepareTimingRequest request)
    {
        if (Free() is { } failed) return failed;
        _thread = new ProbeThread();
        _checkId = request.CheckId;
        return Guarded((check, _) =>
        {
            var timed = check as PerformanceCheck ?? throw new UnknownCheckException(request.CheckId);

            // With several threads every operator ends in a wait for the last of them. On a busy machine that is most of the time, and the
            // ratio then compares numbers of operators instead of work.
            set_num_threads(1);
            for (int i = 0; i < request.Count; i++)
            {
                _probes.Add(new Probe($"{timed.Id}#{request.Seed + i}"));
                _works.Add(timed.Prepare(_probes[^1], request.Size, request.Implementation));
            }

            Collect();
        });
    }

    /// <summary>Runs every piece of work once. Results are kept, so that it cannot be known beforehand which one is looked at.</summary>
    public Reply Run() => Guarded((_, _) =>
    {
        Clear(_results);
        foreach (Func<Tensor> work in _works) _results.Add(work());
    });

    /// <summary>Observes one result of the last run.</summary>
    public ProbeReply Collect(int index) => Observe((_, probe) => probe.Observe("result", index < _results.Count ? _results[index] : null));

    /// <summary>Answers from the thread that runs the work, so that the round trip measured is the one of a timed run.</summary>
    public void Ping() => _thread?.Do(() => { });

    /// <summary>Disposes results and lets the thread end.</summary>
    public void Dispose()
    {
        Clear(_results);
        _works.Clear();
        _thread?.Dispose();
        _thread = null;
    }

    // Inputs of the last run go before those of the next are made.
    private Reply? Free()
    {
        Reply? failed = _probes.Count == 0 ? null : Guarded((_, _) =>
        {
            foreach (Probe probe in _probes) probe.Dispose();
        });
        _probes.Clear();
        Dispose();
        Collect();
        return failed is DoneReply ? null : failed;
    }

    // What making inputs left is not collected during the run.
    private static void Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
    }

    private static void Clear(List<Tensor> tensors)
    {
        foreach (Tensor? tensor in tensors) tensor?.Dispose();
        tensors.Clear();
    }

    private Reply Guarded(Action<Check, Probe> body) => Observe(body) is { End: not ProbeEnd.Completed } failed ? failed : new DoneReply();

    private ProbeReply Observe(Action<Check, Probe> body) =>
        runner.Observe(_thread ?? throw new InvalidOperationException("A timed run needs prepared work."), _checkId, _checkId,
            "", null, body);
}
