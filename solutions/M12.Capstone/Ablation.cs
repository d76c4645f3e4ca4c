using System.Globalization;
using LLMCourse.Reference;
using Microsoft.Data.Sqlite;

namespace LLMCourse.M12;

/// <summary>Runs a study: every combination with every seed, none twice, and none lost.</summary>
public static class Ablation
{
    /// <summary>Lists the combinations of a grid.</summary>
    /// <remarks>
    /// <para>A full factorial design counts like an odometer, the last factor fastest, from the baseline of all. One at a time it is the baseline, then for each factor in order each of its other levels in order.</para>
    /// <para>The id names every factor and its level: <c>name=level</c>, joined by <c>;</c>, in ordinal order of the names, so that it does not depend on the grid's order of factors. In names and levels <c>%</c> is written <c>%25</c>, <c>=</c> is <c>%3D</c> and <c>;</c> is <c>%3B</c>.</para>
    /// </remarks>
    /// <param name="grid">What is changed.</param>
    /// <returns>The points.</returns>
    /// <exception cref="ArgumentException">There is no factor, two have one name, one has fewer than two levels or one twice, or a name or level is empty.</exception>
    [Exercise("M12.E5", Title = "Ablation runner", Weight = 2)]
    public static IReadOnlyList<AblationPoint> Points(AblationGrid grid)
    {
        ArgumentNullException.ThrowIfNull(grid);
        // TODO M12.E5: check the factors, list the combinations of levels in the design's order, and give each its id.
        #region Solution
        IReadOnlyList<AblationFactor> factors = grid.Factors;
        if (factors.Count == 0) throw new ArgumentException("grid has no factor; it must have at least one.", nameof(grid));
        if (factors.DistinctBy(factor => factor.Name).Count() < factors.Count) throw new ArgumentException("grid has two factors of one name; give each its own.", nameof(grid));
        foreach ((string name, IReadOnlyList<string> levels) in factors)
        {
            if (name.Length == 0 || levels.Any(level => level.Length == 0)) throw new ArgumentException("grid has an empty name or level; give each a text.", nameof(grid));
            if (levels.Count < 2 || levels.Distinct().Count() < levels.Count) throw new ArgumentException($"grid's factor {name} must have at least two levels, all different.", nameof(grid));
        }

        string[] baseline = [.. factors.Select(factor => factor.Levels[0])];
        List<string[]> combinations = [baseline];
        for (int i = 0; i < factors.Count; i++)
        {
            combinations = grid.Design == AblationDesign.FullFactorial
                ? [.. combinations.SelectMany(levels => factors[i].Levels.Select(level => With(levels, i, level)))]
                : [.. combinations, .. factors[i].Levels.Skip(1).Select(level => With(baseline, i, level))];
        }

        return [.. combinations.Select(levels => new AblationPoint(IdOf(grid, levels), levels))];
        #endregion
    }

    /// <summary>Runs a study, or what is missing of it.</summary>
    /// <remarks>
    /// <para>The store has the table, which is made where there is none:</para>
    /// <code>ablation(fingerprint TEXT, point TEXT, seed TEXT, value REAL, error TEXT, PRIMARY KEY (fingerprint, point, seed))</code>
    /// <para><c>point</c> is the point's id, <c>seed</c> decimal. A row has a value or an error, and the other is NULL. A run with a row that has a value is not run again, provided that <see cref="AblationOptions.Fingerprint"/> is the row's; the row's
    /// value is the result. Since an id names every factor, a grid with a further level reuses what is there, and one with a further factor nothing.</para>
    /// <para>All other runs are begun in the order of points and, for each, seeds, at most <see cref="AblationOptions.MaxParallel"/> at a time, and as many as that where there are enough. As soon as a run ends, its row is written, over that of an earlier failure if there is one. A run that throws, whatever it throws, has failed with the
    /// exception's message; a result that is no finite number has failed with <c>The run gave NaN; it must give a finite number.</c> (or <c>Infinity</c>, <c>-Infinity</c>). The others go on. A failure is tried again by the next call, not by this one. The connection is used by one thread at a time.</para>
    /// <para>After a cancellation no further run is begun. A run under way that still ends with a result has it written; one that throws leaves its row as it was. Then the exception comes.</para>
    /// <para>The report depends on grid, seeds, and values alone: not on what was stored before, on the order in which runs ended, or on how many ran at a time.</para>
    /// </remarks>
    /// <param name="grid">What is changed.</param>
    /// <param name="seeds">The seeds, at least one, all different.</param>
    /// <param name="run">Runs a point with a seed and gives the metric; it gets <paramref name="cancellationToken"/>.</param>
    /// <param name="store">An open connection, which the caller disposes.</param>
    /// <param name="options">How; null: the defaults.</param>
    /// <param name="cancellationToken">Ends the study.</param>
    /// <returns>The report; also where runs failed.</returns>
    /// <exception cref="ArgumentException">The grid is wrong, there are no seeds or one twice, the fingerprint is empty, or MaxParallel is below 1.</exception>
    /// <exception cref="OperationCanceledException">The cancellation was requested.</exception>
    [Exercise("M12.E5", Title = "Ablation runner", Weight = 2)]
    public static async Task<AblationReport> RunAsync(
        AblationGrid grid, IReadOnlyList<ulong> seeds, Func<AblationPoint, ulong, CancellationToken, Task<double>> run, SqliteConnection store, AblationOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(grid);
        ArgumentNullException.ThrowIfNull(seeds);
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(store);
        options ??= new AblationOptions();
        // TODO M12.E5: run what has no value in the store, a few at a time, write each outcome at once, and make the report of what the store has.
        #region Solution
        ArgumentException.ThrowIfNullOrEmpty(options.Fingerprint, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxParallel, 1, nameof(options));
        if (seeds.Count == 0 || seeds.Distinct().Count() < seeds.Count) throw new ArgumentException("seeds must have at least one, all different.", nameof(seeds));
        (AblationPoint Point, ulong Seed)[] runs = [.. Points(grid).SelectMany(point => seeds.Select(seed => (point, seed)))];
        Execute(store, "CREATE TABLE IF NOT EXISTS ablation(fingerprint TEXT, point TEXT, seed TEXT, value REAL, error TEXT, PRIMARY KEY (fingerprint, point, seed))");

        AblationResult Find((AblationPoint Point, ulong Seed) x)
        {
            using SqliteCommand command = Command(store, "SELECT value, error FROM ablation WHERE fingerprint = $0 AND point = $1 AND seed = $2", options.Fingerprint, x.Point.Id, Decimal(x.Seed));
            using SqliteDataReader reader = command.ExecuteReader();
            return reader.Read() ? new AblationResult(x.Point, x.Seed, reader.IsDBNull(0) ? null : reader.GetDouble(0), reader.IsDBNull(1) ? null : reader.GetString(1)) : new AblationResult(x.Point, x.Seed, null, null);
        }

        Lock oneAtATime = new();
        ParallelOptions parallel = new() { MaxDegreeOfParallelism = options.MaxParallel, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(runs.Where(x => Find(x).Value is null).ToArray(), parallel, async (x, _) =>
        {
            double value = double.NaN;
            string? error = null;
            try
            {
                value = await run(x.Point, x.Seed, cancellationToken);
                if (!double.IsFinite(value)) error = string.Create(CultureInfo.InvariantCulture, $"The run gave {value}; it must give a finite number.");
            }
            catch (Exception e)
            {
                // What a cancelled run throws says nothing of the point.
                cancellationToken.ThrowIfCancellationRequested();
                error = e.Message;
            }

            // One statement is one transaction: a row is there as a whole or not at all.
            lock (oneAtATime)
            {
                Execute(store, "INSERT OR REPLACE INTO ablation VALUES ($0, $1, $2, $3, $4)", options.Fingerprint, x.Point.Id, Decimal(x.Seed), error is null ? value : DBNull.Value, (object?)error ?? DBNull.Value);
            }
        });

        AblationResult[] results = [.. runs.Select(Find)];
        return new AblationReport(results, AblationStatistics.Compare(grid, results));
        #endregion
    }

    #region Solution
    internal static string IdOf(AblationGrid grid, IEnumerable<string> levels) =>
        string.Join(';', grid.Factors.Zip(levels).OrderBy(x => x.First.Name, StringComparer.Ordinal).Select(x => $"{Escaped(x.First.Name)}={Escaped(x.Second)}"));

    private static string Escaped(string text) =>
        text.Replace("%", "%25", StringComparison.Ordinal).Replace("=", "%3D", StringComparison.Ordinal).Replace(";", "%3B", StringComparison.Ordinal);

    private static string[] With(string[] levels, int factor, string level) => [.. levels.Select((x, i) => i == factor ? level : x)];

    private static string Decimal(ulong seed) => seed.ToString(CultureInfo.InvariantCulture);

    private static void Execute(SqliteConnection store, string text, params object[] values)
    {
        using SqliteCommand command = Command(store, text, values);
        _ = command.ExecuteNonQuery();
    }

    private static SqliteCommand Command(SqliteConnection store, string text, params object[] values)
    {
        SqliteCommand command = store.CreateCommand();
        command.CommandText = text;
        for (int i = 0; i < values.Length; i++) _ = command.Parameters.AddWithValue(string.Create(CultureInfo.InvariantCulture, $"${i}"), values[i]);
        return command;
    }
    #endregion
}
