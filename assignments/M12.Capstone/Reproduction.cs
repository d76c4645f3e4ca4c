using LLMCourse.Reference;

namespace LLMCourse.M12;

/// <summary>Runs a project again, and says what came out otherwise.</summary>
public static class Reproduction
{
    /// <summary>Puts the steps of a project in the order in which they can run.</summary>
    /// <remarks>Next is always the first step of the list, among those left, all of whose inputs are there (Kahn 1962, "Topological sorting of large networks").</remarks>
    /// <param name="steps">The project.</param>
    /// <returns>The steps.</returns>
    /// <exception cref="ArgumentException">A step's name is empty, or two have one; an output is made twice, or by a step and the data; nothing makes an input, or the metrics; or steps need each other in a circle. The message names what it is about: of a circle all steps on it, and no other.</exception>
    [Exercise("M12.E7", Title = "Reproduction", Weight = 2)]
    public static IReadOnlyList<ProjectStep> OrderOf(ProjectSteps steps)
    {
        ArgumentNullException.ThrowIfNull(steps);
        // TODO M12.E7: check the names, then take step after step whose inputs are there.
        throw new NotImplementedException("M12.E7: check the names, then take step after step whose inputs are there.");
    }

    /// <summary>Gets the seed of a step, so that a further step does not change what others draw.</summary>
    /// <param name="seed">The project's seed.</param>
    /// <param name="step">The step's name.</param>
    /// <returns>The first 8 bytes, the most significant first, of the SHA-256 of the project's seed in decimal, a slash, and the name, in UTF-8.</returns>
    [Exercise("M12.E7", Title = "Reproduction", Weight = 2)]
    public static ulong SeedOf(ulong seed, string step)
    {
        ArgumentNullException.ThrowIfNull(step);
        // TODO M12.E7: hash "seed/step" and read 8 bytes.
        throw new NotImplementedException("M12.E7: hash \"seed/step\" and read 8 bytes.");
    }

    /// <summary>Runs a project.</summary>
    /// <remarks>
    /// <para>Each step runs once, in the order of <see cref="OrderOf"/>, with the seed of <see cref="SeedOf"/>. It gets the inputs that it declares and no others, in copies: what a step writes into its inputs, or later into its outputs, reaches nobody. It must give exactly the outputs that it declares.</para>
    /// <para>The manifest says what the metrics were made of. Hashes are SHA-256 of the bytes, in small letters; names are in ordinal order and steps in the order in which they ran; indented by two spaces, with line feeds, none at the end; letters stand as they are (<c>JavaScriptEncoder.UnsafeRelaxedJsonEscaping</c>):</para>
    /// <code>
    /// {
    ///   "seed": "7",
    ///   "environment": {
    ///     "dotnet": "10.0.1"
    ///   },
    ///   "data": {},
    ///   "steps": [
    ///     {
    ///       "name": "count",
    ///       "inputs": {},
    ///       "outputs": {
    ///         "metrics": "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
    ///       }
    ///     }
    ///   ]
    /// }
    /// </code>
    /// </remarks>
    /// <param name="steps">The project.</param>
    /// <param name="seed">Its seed.</param>
    /// <param name="cancellationToken">Ends the run before the next step; the steps get it, too.</param>
    /// <returns>The metrics and the manifest.</returns>
    /// <exception cref="ArgumentException">The steps are wrong, as <see cref="OrderOf"/> says; nothing has run.</exception>
    /// <exception cref="InvalidOperationException">A step threw, which is the inner exception, or did not give the outputs that it declares; the message names the step, and those outputs that are missing or not declared, no others.</exception>
    /// <exception cref="FormatException">The metrics cannot be read (<see cref="MetricsJson.Parse"/>).</exception>
    /// <exception cref="OperationCanceledException">The cancellation was requested; whatever a step throws then counts as that.</exception>
    [Exercise("M12.E7", Title = "Reproduction", Weight = 2)]
    public static async Task<ReproductionRun> RunAsync(ProjectSteps steps, ulong seed, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(steps);
        // TODO M12.E7: run step after step, keep what each makes, hash it, and write the manifest.
        throw new NotImplementedException("M12.E7: run step after step, keep what each makes, hash it, and write the manifest.");
    }

    /// <summary>Finds the steps that do not give the same bytes again.</summary>
    /// <remarks>The project runs once; then each step runs again, in the same order, with the seed and the inputs that it had. So a step that is told differs by itself, and not because one before it did.</remarks>
    /// <param name="steps">The project.</param>
    /// <param name="seed">Its seed.</param>
    /// <param name="cancellationToken">Ends the runs before the next step; the steps get it, too.</param>
    /// <returns>The names of those steps, in the order of <see cref="OrderOf"/>; none if all is well.</returns>
    /// <exception cref="ArgumentException">As in <see cref="RunAsync"/>; and so are the other exceptions, but that the metrics are not read.</exception>
    [Exercise("M12.E7", Title = "Reproduction", Weight = 2)]
    public static async Task<IReadOnlyList<string>> DriftAsync(ProjectSteps steps, ulong seed, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(steps);
        // TODO M12.E7: run all, then each step again with the inputs of the first run, and compare bytes.
        throw new NotImplementedException("M12.E7: run all, then each step again with the inputs of the first run, and compare bytes.");
    }

    /// <summary>Compares metrics with the committed ones.</summary>
    /// <remarks>
    /// The band of a key is the one that names it; else, of those that end with <c>*</c> and begin as it does, the one with the longest beginning; else there is none. Without a band two numbers are the same if their bits are, so that 0 and −0 differ. With one they are the same within <see cref="MetricBand"/>. In both cases
    /// NaN is the same as NaN and as nothing else, and an infinity only as itself. A key that one side lacks is a difference, whatever the bands say.
    /// </remarks>
    /// <param name="committed">The metrics that were committed.</param>
    /// <param name="now">Those of today.</param>
    /// <param name="bands">How far they may be apart; empty: not at all.</param>
    /// <returns>The differences, in ordinal order of the keys.</returns>
    /// <exception cref="ArgumentException">A band is negative or no finite number, or two bands have one key.</exception>
    [Exercise("M12.E7", Title = "Reproduction", Weight = 2)]
    public static IReadOnlyList<MetricDifference> Compare(IReadOnlyDictionary<string, double> committed, IReadOnlyDictionary<string, double> now, IReadOnlyList<MetricBand> bands)
    {
        ArgumentNullException.ThrowIfNull(committed);
        ArgumentNullException.ThrowIfNull(now);
        ArgumentNullException.ThrowIfNull(bands);
        // TODO M12.E7: go through the keys of both, in order, and compare each within its band.
        throw new NotImplementedException("M12.E7: go through the keys of both, in order, and compare each within its band.");
    }

    /// <summary>Says what a difference is, in one line.</summary>
    /// <remarks>
    /// Numbers are written as in <see cref="MetricsJson.Write"/>, without quotation marks:
    /// <code>
    /// accuracy: committed 0.75, now 0.5, allowed 0.01
    /// accuracy: committed 0.75, now 0.5, allowed none      where Allowed is null
    /// accuracy: committed 0.75, now missing
    /// accuracy: not committed, now 0.5
    /// </code>
    /// </remarks>
    /// <param name="difference">The difference; of Committed and Now at most one is null.</param>
    /// <returns>The line, without a line feed.</returns>
    [Exercise("M12.E7", Title = "Reproduction", Weight = 2)]
    public static string Describe(MetricDifference difference)
    {
        ArgumentNullException.ThrowIfNull(difference);
        // TODO M12.E7: one of the four lines, with the invariant culture.
        throw new NotImplementedException("M12.E7: one of the four lines, with the invariant culture.");
    }
}
