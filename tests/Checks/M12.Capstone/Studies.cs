using System.Globalization;
using Microsoft.Data.Sqlite;

namespace LLMCourse.Checks.M12;

/// <summary>Grids, stores and runs for checks of studies, and what is observed of them.</summary>
internal static class Studies
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);
    private static int _stores;

    public static AblationGrid Small { get; } = new([new("rate", ["0.1", "0.2"]), new("features", ["none", "words", "pairs"])]);

    /// <summary>Opens a store in memory; connections of one name see the same.</summary>
    public static SqliteConnection Open(string? name = null)
    {
        SqliteConnection connection =
            new(name is null ? "Data Source=:memory:" : $"Data Source={name};Mode=Memory;Cache=Shared;Default Timeout=1");
        connection.Open();
        return connection;
    }

    public static string NewName() => string.Create(CultureInfo.InvariantCulture, $"study-{Interlocked.Increment(ref _stores)}");

    /// <summary>Gives a value that only a point and a seed decide; a multiple of 1/1024, so that sums are exact.</summary>
    public static double Score(string point, ulong seed)
    {
        ulong hash = 14695981039346656037 ^ seed;
        foreach (char c in point) hash = (hash ^ c) * 1099511628211;
        return ((hash >> 40) % 1024) / 1024.0;
    }

    public static Task<double> ScoreAsync(string point, ulong seed, CancellationToken stop) => Task.FromResult(Score(point, seed));

    /// <summary>Begins a study whose runs know their point by its id.</summary>
    public static Task<AblationReport> Begin(
        AblationGrid grid, ulong[] seeds, Func<string, ulong, CancellationToken, Task<double>> run, SqliteConnection store,
        string fingerprint = "v1", int parallel = 1, CancellationToken stop = default) =>
        Ablation.RunAsync(grid, seeds, (point, seed, token) => run(point.Id, seed, token), store,
            new AblationOptions { Fingerprint = fingerprint, MaxParallel = parallel }, stop);

    public static AblationReport Run(AblationGrid grid, ulong[] seeds, Func<string, ulong, CancellationToken, Task<double>> run,
        SqliteConnection store, string fingerprint = "v1") =>
        Begin(grid, seeds, run, store, fingerprint).GetAwaiter().GetResult();

    /// <summary>Says what a study ended with.</summary>
    public static string Ending(Task study)
    {
        try
        {
            return study.Wait(Patience) ? "a report" : "no end";
        }
        catch (AggregateException e) when (e.InnerException is NotImplementedException missing)
        {
            throw missing;
        }
        catch (AggregateException e)
        {
            return e.InnerException is OperationCanceledException ? "cancelled" : ExceptionName.Of(e.InnerException!);
        }
    }

    /// <summary>Writes a report without any member of the submission's that writes: a line a result, a line a comparison.</summary>
    public static string Text(AblationReport report) => string.Join('\n', [
        .. report.Results.Select(
            x => string.Create(CultureInfo.InvariantCulture, $"{x.Point.Id} {x.Seed}: {x.Value:R} {x.Error ?? "no error"}")),
        .. report.Comparisons.Select(
            x => string.Create(CultureInfo.InvariantCulture,
                $"{x.Factor} {x.Level} {x.Baseline} {x.N} {x.Mean:F6} {x.Low:F6} {x.High:F6} {x.P:F6} {x.HolmP:F6}"))]);

    /// <summary>Writes the rows of a store, with the types that SQLite gives the values.</summary>
    public static string Rows(SqliteConnection store, string where = "1")
    {
        using SqliteCommand command = store.CreateCommand();
        command.CommandText = $"SELECT fingerprint || ' ' || point || ' ' || seed || ' ' || typeof(seed) || ': ' || coalesce(value, 'null') || ' ' || typeof(value) || ' ' || coalesce(error, 'null') FROM ablation WHERE {where} ORDER BY fingerprint, point, seed";
        try
        {
            using SqliteDataReader reader = command.ExecuteReader();
            List<string> rows = [];
            while (reader.Read()) rows.Add(reader.GetString(0));
            return rows.Count == 0 ? "none" : string.Join('\n', rows);
        }
        catch (SqliteException e)
        {
            return $"no table that can be read ({e.SqliteErrorCode})";
        }
    }

    public static int Count(SqliteConnection store) =>
        Rows(store) is { } rows && rows.Contains(": ", StringComparison.Ordinal) ? rows.Split('\n').Length : 0;

    public static void Execute(SqliteConnection store, string sql)
    {
        using SqliteCommand command = store.CreateCommand();
        command.CommandText = sql;
        _ = command.ExecuteNonQuery();
    }

    public static bool Wait(Func<bool> until, double milliseconds = 4000)
    {
        long start = Environment.TickCount64;
        while (!until())
        {
            if (Environment.TickCount64 - start > milliseconds) return false;
            Thread.Sleep(2);
        }

        return true;
    }
}
