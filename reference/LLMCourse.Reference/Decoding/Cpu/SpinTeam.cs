using System.Runtime.ExceptionServices;

namespace LLMCourse.Reference.Decoding.Cpu;

/// <summary>A few threads that run the same work together and meet at barriers that take well under a microsecond.</summary>
/// <remarks>
/// A token is over in half a millisecond and has thirty barriers, so waking threads through the operating system would cost more than
/// the work. Waiting spins for a short time only: then it lets other threads run, and between two works it sleeps.
/// </remarks>
internal sealed class SpinTeam : IDisposable
{
    /// <summary>Counters stand this many ints apart, two cache lines, so that one thread's
    /// writing does not slow another's reading.</summary>
    private const int Spacing = 32;

    /// <summary>How often a waiting thread looks before it lets others run: some 20 microseconds.</summary>
    private const int Spins = 400;

    /// <summary>How often an idle thread lets others run before it sleeps: a few hundred microseconds,
    /// longer than choosing a token takes.</summary>
    private const int Yields = 200;

    private readonly Action<int> _work;
    private readonly Thread[] _workers;
    private readonly SemaphoreSlim[] _wake;
    private readonly int[] _asleep;
    private readonly int[] _arrived;
    private int _round;
    private bool _ends;
    private Exception? _failure;

    /// <summary>Starts the threads.</summary>
    /// <param name="lanes">How many threads take part, the caller's included, positive.</param>
    /// <param name="work">The work; its argument is the lane, from 0, which is the caller's.</param>
    public SpinTeam(int lanes, Action<int> work)
    {
        Lanes = lanes;
        _work = work;
        _arrived = new int[lanes * Spacing];
        _asleep = new int[lanes];
        _wake = [.. Enumerable.Range(0, lanes).Select(_ => new SemaphoreSlim(0))];
        _workers = [.. Enumerable.Range(1, lanes - 1)
            .Select(lane => new Thread(() => Serve(lane)) { IsBackground = true, Name = $"decoder {lane}" })];
        foreach (Thread worker in _workers)
            worker.Start();
    }

    /// <summary>Gets the number of threads, the caller's included.</summary>
    public int Lanes { get; }

    /// <summary>Runs the work on all threads and waits until all are done.</summary>
    public void Run()
    {
        Volatile.Write(ref _round, _round + 1);
        for (int lane = 1; lane < Lanes; lane++)
        {
            if (Interlocked.Exchange(ref _asleep[lane], 0) == 1)
                _ = _wake[lane].Release();
        }

        try
        {
            _work(0);
        }
        catch (Exception failure)
        {
            _ = Interlocked.CompareExchange(ref _failure, failure, null);
            throw;
        }

        Barrier(0);
    }

    /// <summary>Waits until every lane has come to as many barriers as this one.</summary>
    public void Barrier(int lane)
    {
        if (Lanes == 1)
            return;
        int mine = _arrived[lane * Spacing] + 1;
        Volatile.Write(ref _arrived[lane * Spacing], mine);
        for (int other = 0; other < Lanes; other++)
        {
            for (int tries = 0; Volatile.Read(ref _arrived[other * Spacing]) - mine < 0; tries++)
            {
                if (Volatile.Read(ref _failure) is { } failure)
                    ExceptionDispatchInfo.Throw(failure);
                Pause(tries);
            }
        }
    }

    /// <summary>The part of <paramref name="count"/> things that a lane does.</summary>
    public (int From, int To) Share(int lane, int count) => ((int)((long)count * lane / Lanes), (int)((long)count * (lane + 1) / Lanes));

    public void Dispose()
    {
        if (_ends)
            return;
        Volatile.Write(ref _ends, true);
        for (int lane = 1; lane < Lanes; lane++)
            _ = _wake[lane].Release();
        foreach (Thread worker in _workers)
            worker.Join();
        foreach (SemaphoreSlim wake in _wake)
            wake.Dispose();
    }

    private static void Pause(int tries)
    {
        if (tries < Spins)
            Thread.SpinWait(1);
        else
            _ = Thread.Yield();
    }

    private void Serve(int lane)
    {
        int seen = 0;
        while (WaitForRound(lane, seen))
        {
            seen++;
            try
            {
                _work(lane);
                Barrier(lane);
            }
            catch (Exception failure)
            {
                // The lane that called Run throws it; after that the team is of no use any more.
                _ = Interlocked.CompareExchange(ref _failure, failure, null);
                return;
            }
        }
    }

    private bool WaitForRound(int lane, int seen)
    {
        int tries = 0;
        while (Volatile.Read(ref _round) == seen)
        {
            if (Volatile.Read(ref _ends))
                return false;
            if (tries++ < Spins + Yields)
            {
                Pause(tries);
                continue;
            }

            // Whoever starts a round after this exchange sees the mark and releases; one who started it before is seen below.
            Volatile.Write(ref _asleep[lane], 1);
            Interlocked.MemoryBarrier();
            if (Volatile.Read(ref _round) == seen && !Volatile.Read(ref _ends))
                _wake[lane].Wait();
            else if (Interlocked.Exchange(ref _asleep[lane], 0) == 0)
                _wake[lane].Wait();
            tries = 0;
        }

        return !Volatile.Read(ref _ends);
    }
}
