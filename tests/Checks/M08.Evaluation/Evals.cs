using System.Globalization;
using LLMCourse.LocalModels;
using Microsoft.Data.Sqlite;

namespace LLMCourse.Checks.M08;

/// <summary>Suites, models and databases for checks of runs, and what is observed of them.</summary>
internal static class Evals
{
    /// <summary>How long a check waits for what a right runner does at once, before it says that it was not done.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    /// <summary>Makes items whose prompts and ids all differ, in no order of either.</summary>
    public static EvalSuite Suite(int items, string name = "suite") => new(
        name,
        [.. Enumerable.Range(0, items)
            .Select(i => new EvalItem(string.Create(CultureInfo.InvariantCulture, $"item-{i * 31 % 97}"), $"question {i}",
                i % 3 == 0 ? "yes" : "no"))],
        (item, reply) => reply.StartsWith(item.Answer, StringComparison.Ordinal));

    /// <summary>Makes a model that says yes to every second question.</summary>
    public static FakeModel Model() => new((turns, _) => Reply(turns[^1].Text));

    public static FakeReply Reply(string prompt) => new((prompt[^1] % 2 == 0 ? "yes, " : "no, ") + prompt);

    public static SqliteConnection Database(string source = "Data Source=:memory:")
    {
        SqliteConnection connection = new(source);
        connection.Open();
        return connection;
    }

    /// <summary>Runs a suite, one request at a time, and waits for the report.</summary>
    public static EvalReport Run(EvalSuite suite, IChatModel model, SqliteConnection database, EvalOptions? options = null,
        string hash = "weights-1", int concurrency = 1) =>
        EvalRunner.RunAsync(suite, new EvalModel(hash, model), new ReplyStore(database),
            (options ?? new EvalOptions()) with { Concurrency = concurrency }).GetAwaiter().GetResult();

    /// <summary>Writes what a run ended with: nothing, or the type of the exception.</summary>
    public static string Ending(Task run)
    {
        try
        {
            return run.Wait(Patience) ? "a report" : "no end";
        }
        catch (AggregateException e) when (e.InnerException is OperationCanceledException)
        {
            return "cancelled";
        }
        catch (AggregateException e)
        {
            return $"{ExceptionName.Of(e.InnerException!)}: {e.InnerException!.Message}";
        }
    }

    /// <summary>Lets the waiting requests have their replies, the newest first, until the run ends.</summary>
    /// <returns>Whether it does.</returns>
    public static bool Drain(GatedModel model, Task run) => Wait(() =>
    {
        _ = model.ReleaseNewest();
        return run.IsCompleted;
    });

    public static bool Wait(Func<bool> until)
    {
        long start = Environment.TickCount64;
        while (!until())
        {
            if (Environment.TickCount64 - start > Patience.TotalMilliseconds) return false;
            Thread.Sleep(2);
        }

        return true;
    }
}
