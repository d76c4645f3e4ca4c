using LLMCourse.Checks.Protocol;
using LLMCourse.Grader.Worker.Confinement;
using LLMCourse.Grader.Worker.Probing;

namespace LLMCourse.Grader.Worker;

/// <summary>Carries out the grader's requests, one after the other, until it goes or says so.</summary>
internal sealed class WorkerLoop(Channel channel, ConfinementReport confinement) : IDisposable
{
    private ProbeRunner? _runner;
    private TimingRunner? _timing;

    /// <summary>Runs until the channel closes or an <see cref="ExitRequest"/> comes.</summary>
    public void Run()
    {
        while (channel.Receive() is { } request and not ExitRequest)
            channel.Reply(Answer(request));
    }

    /// <summary>Ends what timed work holds.</summary>
    public void Dispose() => _timing?.Dispose();

    private Reply Answer(Request request)
    {
        switch (request)
        {
            case HelloRequest:
                return new ReadyReply(confinement.Measures, confinement.Missing);
            case LoadRequest load:
                return Load(load);
            case ProbeRequest probe:
                _timing?.Dispose();
                return _runner is null
                    ? NothingLoaded()
                    : _runner.Run(probe.CheckId, probe.Argument, (done, what) => channel.Reply(new ProgressReply(done, what)));
            case PrepareTimingRequest prepare:
                return _timing is null ? NothingLoaded() : _timing.Prepare(prepare);
            case RunTimingRequest:
                return _timing is null ? NothingLoaded() : _timing.Run();
            case CollectTimingRequest collect:
                return _timing is null ? NothingLoaded() : _timing.Collect(collect.Index);
            default:
                _timing?.Ping();
                return new DoneReply();
        }
    }

    private Reply Load(LoadRequest load)
    {
        if (_runner is not null && !load.Replaces)
            return new FaultReply("This worker has a submission already; each submission has a worker of its own.");
        try
        {
            _timing?.Dispose();
            _runner = new ProbeRunner(new SubmissionContext(load));
            _timing = new TimingRunner(_runner);
            return new DoneReply();
        }
        catch (Exception e)
        {
            return new FaultReply($"The submission and its checks could not be loaded: {e}");
        }
    }

    private static FaultReply NothingLoaded() => new("No submission is loaded.");
}
