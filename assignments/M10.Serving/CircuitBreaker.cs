using LLMCourse.Reference;

namespace LLMCourse.M10;

/// <summary>Keeps requests from a server that is failing, and lets one through now and then to see whether it is back. Safe for use by several threads.</summary>
/// <remarks>
/// <para>Nygard 2018, "Release It!" §5, has the pattern.</para>
/// <para>A request <i>fails</i> with a <see cref="TimeoutException"/>, or an <see cref="ApiFailure"/> without status or with one from 500 up. It <i>is answered</i> with a result, or an
/// <see cref="ApiFailure"/> of any other status: whoever says 400 or 429 is alive. Any other exception, a cancellation above all, says nothing of the server.
/// It makes no difference whether a request throws before it returns a task, or later.</para>
/// <para>Closed → open: when <see cref="BreakerOptions.Failures"/> requests have failed within the window; a failure counts from when it came until it is as old as the window.
/// What is answered takes no failure back. Open → half-open: when the break is over, to the tick. Half-open → closed: when the probe is answered; no failure counts any more.
/// Half-open → open, for another whole break from then on: when it fails. If it ends otherwise, the next request is the probe. A request that was let through before the state last changed changes nothing.</para>
/// </remarks>
public sealed class CircuitBreaker
{

    /// <summary>Makes a breaker, closed.</summary>
    /// <param name="options">When it opens, and for how long.</param>
    /// <param name="clock">Its time stamps measure window and break.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    [Exercise("M10.E6", Title = "A resilient client", Weight = 4)]
    public CircuitBreaker(BreakerOptions options, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(clock);
        // TODO M10.E6: check the options and keep them with the clock.
        throw new NotImplementedException("M10.E6: check the options and keep them with the clock.");
    }

    /// <summary>Gets the state now: half-open from the moment the break is over, though nobody has come yet.</summary>
    [Exercise("M10.E6", Title = "A resilient client", Weight = 4)]
    public BreakerState State
    {
        get
        {
            // TODO M10.E6: closed if it is not open; half-open if it has been open for as long as the break.
            throw new NotImplementedException("M10.E6: closed if it is not open; half-open if it has been open for as long as the break.");
        }
    }

    /// <summary>Makes a request if the state lets it through.</summary>
    /// <typeparam name="T">The result.</typeparam>
    /// <param name="call">Makes the request; it is called once or not at all, outside of any lock.</param>
    /// <param name="cancellationToken">Given to the request. If it is cancelled already, nothing is called and nothing changes.</param>
    /// <returns>The request's result; its exceptions come through as they are.</returns>
    /// <exception cref="BreakerOpenException">It was not let through. Open: come again when the break is over. Half-open, with a probe on its way: in a whole break.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled already, whatever the state; or the request has thrown it.</exception>
    [Exercise("M10.E6", Title = "A resilient client", Weight = 4)]
    public async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(call);
        // TODO M10.E6: ask for entry under the lock, make the request without it, and book how it ended under the lock.
        throw new NotImplementedException("M10.E6: ask for entry under the lock, make the request without it, and book how it ended under the lock.");
    }
}
