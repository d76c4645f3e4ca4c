using LLMCourse.Reference;
#region Solution
using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
#endregion

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
        #region Solution
        HashSet<string> names = [], made = [.. steps.Data.Keys];
        foreach (ProjectStep step in steps.Steps)
        {
            if (step.Name.Length == 0 || !names.Add(step.Name)) throw new ArgumentException($"Each step must have a name of its own; '{step.Name}' is empty, or comes twice.", nameof(steps));
            if (step.Outputs.FirstOrDefault(output => !made.Add(output)) is { } twice) throw new ArgumentException($"'{twice}' is made twice, the second time by step {step.Name}; it must be made once.", nameof(steps));
        }

        foreach (ProjectStep step in steps.Steps)
        {
            if (step.Inputs.FirstOrDefault(input => !made.Contains(input)) is { } missing) throw new ArgumentException($"Step {step.Name} needs '{missing}', which no step makes and the data does not have.", nameof(steps));
        }

        if (!made.Contains(steps.MetricsOutput)) throw new ArgumentException($"No step makes '{steps.MetricsOutput}', which is to hold the metrics.", nameof(steps));

        HashSet<string> there = [.. steps.Data.Keys];
        List<ProjectStep> left = [.. steps.Steps], order = [];
        while (left.Count > 0)
        {
            ProjectStep? next = left.Find(step => step.Inputs.All(there.Contains));
            if (next is null) throw new ArgumentException($"Steps need each other in a circle: {string.Join(" needs ", Circle(left, there))}.", nameof(steps));
            _ = left.Remove(next);
            order.Add(next);
            there.UnionWith(next.Outputs);
        }

        return order;
        #endregion
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
        #region Solution
        return BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{seed}/{step}"))));
        #endregion
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
        #region Solution
        IReadOnlyList<ProjectStep> order = OrderOf(steps);
        Dictionary<string, byte[]> made = await MakeAsync(steps, order, seed, cancellationToken);
        return new ReproductionRun(MetricsJson.Parse(Encoding.UTF8.GetString(made[steps.MetricsOutput])), Manifest(steps, order, seed, made));
        #endregion
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
        #region Solution
        IReadOnlyList<ProjectStep> order = OrderOf(steps);
        Dictionary<string, byte[]> made = await MakeAsync(steps, order, seed, cancellationToken);
        List<string> drifting = [];
        foreach (ProjectStep step in order)
        {
            IReadOnlyDictionary<string, byte[]> again = await StepAsync(step, made, seed, cancellationToken);
            if (again.Any(output => !output.Value.AsSpan().SequenceEqual(made[output.Key]))) drifting.Add(step.Name);
        }

        return drifting;
        #endregion
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
        #region Solution
        if (bands.Any(band => band.Absolute < 0 || band.Relative < 0 || !double.IsFinite(band.Absolute) || !double.IsFinite(band.Relative))) throw new ArgumentException("A band must be 0 or more, and finite.", nameof(bands));
        if (bands.DistinctBy(band => band.Key).Count() < bands.Count) throw new ArgumentException("bands has a key twice; it must have each once.", nameof(bands));
        List<MetricDifference> differences = [];
        foreach (string key in committed.Keys.Union(now.Keys).Order(StringComparer.Ordinal))
        {
            double? before = committed.TryGetValue(key, out double x) ? x : null, after = now.TryGetValue(key, out double y) ? y : null;
            double? allowed = BandOf(key, bands) is { } band && before is not null && after is not null ? band.Absolute + (band.Relative * Math.Abs(x)) : null;
            if (before is null || after is null || !IsSame(x, y, allowed)) differences.Add(new MetricDifference(key, before, after, allowed));
        }

        return differences;
        #endregion
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
        #region Solution
        (string key, double? committed, double? now, double? allowed) = difference;
        return committed is null ? string.Create(CultureInfo.InvariantCulture, $"{key}: not committed, now {now:R}")
            : now is null ? string.Create(CultureInfo.InvariantCulture, $"{key}: committed {committed:R}, now missing")
            : string.Create(CultureInfo.InvariantCulture, $"{key}: committed {committed:R}, now {now:R}, allowed {(allowed is { } band ? band.ToString("R", CultureInfo.InvariantCulture) : "none")}");
        #endregion
    }

    #region Solution
    private static readonly JsonWriterOptions Indented = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static async Task<Dictionary<string, byte[]>> MakeAsync(ProjectSteps steps, IReadOnlyList<ProjectStep> order, ulong seed, CancellationToken cancellationToken)
    {
        Dictionary<string, byte[]> made = new(steps.Data);
        foreach (ProjectStep step in order)
        {
            foreach ((string name, byte[] bytes) in await StepAsync(step, made, seed, cancellationToken)) made.Add(name, [.. bytes]);
        }

        return made;
    }

    private static async Task<IReadOnlyDictionary<string, byte[]>> StepAsync(ProjectStep step, Dictionary<string, byte[]> made, ulong seed, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        IReadOnlyDictionary<string, byte[]> outputs;
        try
        {
            outputs = await step.Run(step.Inputs.Distinct().ToDictionary(input => input, input => (byte[])[.. made[input]]), SeedOf(seed, step.Name), cancellationToken);
        }
        catch (Exception e)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new InvalidOperationException($"Step {step.Name} failed: {e.Message}", e);
        }

        string[] wrong = [.. step.Outputs.Except(outputs.Keys), .. outputs.Keys.Except(step.Outputs)];
        if (wrong.Length > 0) throw new InvalidOperationException($"Step {step.Name} must give exactly the outputs that it declares; missing or undeclared: {string.Join(", ", wrong)}.");
        return outputs;
    }

    private static List<string> Circle(List<ProjectStep> left, HashSet<string> there)
    {
        // Each of these waits for another of them; whoever follows comes by a step twice.
        List<string> way = [];
        ProjectStep step = left[0];
        while (!way.Contains(step.Name))
        {
            way.Add(step.Name);
            string waitsFor = step.Inputs.First(input => !there.Contains(input));
            step = left.First(other => other.Outputs.Contains(waitsFor));
        }

        return [.. way[way.IndexOf(step.Name)..], step.Name];
    }

    private static string Manifest(ProjectSteps steps, IReadOnlyList<ProjectStep> order, ulong seed, Dictionary<string, byte[]> made)
    {
        using MemoryStream bytes = new();
        using (Utf8JsonWriter json = new(bytes, Indented))
        {
            json.WriteStartObject();
            json.WriteString("seed", seed.ToString(CultureInfo.InvariantCulture));
            Texts(json, "environment", steps.Environment.Keys, name => steps.Environment[name]);
            Texts(json, "data", steps.Data.Keys, Hash);
            json.WriteStartArray("steps");
            foreach (ProjectStep step in order)
            {
                json.WriteStartObject();
                json.WriteString("name", step.Name);
                Texts(json, "inputs", step.Inputs.Distinct(), Hash);
                Texts(json, "outputs", step.Outputs, Hash);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.ToArray());

        string Hash(string name) => Convert.ToHexStringLower(SHA256.HashData(made[name]));
    }

    private static void Texts(Utf8JsonWriter json, string name, IEnumerable<string> keys, Func<string, string> of)
    {
        json.WriteStartObject(name);
        foreach (string key in keys.Order(StringComparer.Ordinal)) json.WriteString(key, of(key));
        json.WriteEndObject();
    }

    private static MetricBand? BandOf(string key, IReadOnlyList<MetricBand> bands) =>
        bands.FirstOrDefault(band => band.Key == key)
        ?? bands.Where(band => band.Key.EndsWith('*') && key.StartsWith(band.Key[..^1], StringComparison.Ordinal)).MaxBy(band => band.Key.Length);

    private static bool IsSame(double committed, double now, double? allowed) =>
        (double.IsNaN(committed) && double.IsNaN(now))
        || BitConverter.DoubleToInt64Bits(committed) == BitConverter.DoubleToInt64Bits(now)
        || (double.IsFinite(committed) && Math.Abs(now - committed) <= allowed);
    #endregion
}
