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
        throw new NotImplementedException("M12.E5: check the factors, list the combinations of levels in the design's order, and give each its id.");
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
        throw new NotImplementedException("M12.E5: run what has no value in the store, a few at a time, write each outcome at once, and make the report of what the store has.");
    }
}
