using System.Globalization;

namespace LLMCourse.Checks.M10;

/// <summary>A server that answers each request as a script says, and notes when it was asked.</summary>
/// <param name="clock">The clock by which its answers take time.</param>
/// <param name="script">The answers, in order; the last one is repeated.</param>
internal sealed class FaultyServer(RunningClock clock, params FaultyAnswer[] script)
{
    private readonly List<string> _log = [];
    private int _asked;

    /// <summary>Gets how often it was asked.</summary>
    public int Asked => Volatile.Read(ref _asked);

    /// <summary>Gets what happened, an event a line: when, which request, what.</summary>
    public string Log
    {
        get
        {
            lock (_log) return _log.Count == 0 ? "nothing" : string.Join('\n', _log);
        }
    }

    /// <summary>Answers a request: a text, or the exception of the script.</summary>
    /// <param name="token">Ends the answer early, unless the script is deaf.</param>
    /// <param name="number">The number of the attempt, as the client counts; null: not noted.</param>
    public async Task<string> AnswerAsync(CancellationToken token, int? number = null)
    {
        int i = Interlocked.Increment(ref _asked);
        FaultyAnswer answer = script[Math.Min(i, script.Length) - 1];
        Note($"request {i}{(number is { } n ? $" is attempt {n}" : "")}");
        if (answer.Seconds > 0)
        {
            try
            {
                await Task.Delay(TimeSpan.FromSeconds(answer.Seconds), clock, answer.IsDeaf ? CancellationToken.None : token)
                    .ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                Note($"request {i} is cancelled");
                throw;
            }
        }

        return answer.What switch
        {
            "lost" => throw new ApiFailure(null),
            "timeout" => throw new TimeoutException("the server's"),
            "bug" => throw new InvalidOperationException("a bug"),
            "cancel" => throw new OperationCanceledException("by itself"),
            _ when int.TryParse(answer.What, NumberStyles.None, CultureInfo.InvariantCulture, out int status) =>
                throw new ApiFailure(status, answer.RetryAfter),
            _ => answer.What,
        };
    }

    /// <summary>Says what a task ended with.</summary>
    public static string Ending(Task<string> task)
    {
        if (!task.IsCompleted) return "no end";
        if (task.IsCanceled) return "cancelled";
        if (task.Exception is not { } all) return task.Result;
        return all.InnerException switch
        {
            NotImplementedException missing => throw missing,
            OperationCanceledException => "cancelled",
            ApiFailure { Status: null } => "lost",
            ApiFailure failure => string.Create(CultureInfo.InvariantCulture, $"{failure.Status}"),
            BreakerOpenException open =>
                string.Create(CultureInfo.InvariantCulture, $"not let through, come again in {open.RetryAfter.TotalSeconds} s"),
            var other => ExceptionName.Of(other!),
        };
    }

    private void Note(string what)
    {
        lock (_log) _log.Add(string.Create(CultureInfo.InvariantCulture, $"{clock.Seconds:0.000} s: {what}"));
    }
}
