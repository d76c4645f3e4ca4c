using System.Text.Json;
using LLMCourse.Checks;

namespace LLMCourse.Grading.Judging;

/// <summary>The recorded expectations of one module: a file per check, and one for the behaviour of all mistakes.</summary>
/// <param name="folder">For example <c>tests/Checks/M02.Attention/expected</c>.</param>
public sealed class ExpectationStore(string folder) : IExpectations
{
    private static readonly JsonSerializerOptions BehaviourFormat = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
        Converters = { new System.Text.Json.Serialization.JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private string MistakesFile => Path.Combine(folder, "mistakes.json");

    /// <summary>Reads what the solution's probe observed in a check.</summary>
    /// <returns>The observations; null when none are recorded.</returns>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public IReadOnlyList<Observation>? Read(string checkId)
    {
        string file = FileOf(checkId);
        return File.Exists(file) ? ExpectationText.Read(File.ReadAllText(file), file) : null;
    }

    /// <summary>Reads the recorded behaviour of each mistake, by the mistake's id.</summary>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public IReadOnlyDictionary<string, Dictionary<string, CheckBehaviour>> ReadMistakes()
    {
        if (!File.Exists(MistakesFile)) return new Dictionary<string, Dictionary<string, CheckBehaviour>>();
        try
        {
            var stored = JsonSerializer.Deserialize<SortedDictionary<string, SortedDictionary<string, StoredBehaviour>>>(
                File.ReadAllText(MistakesFile), BehaviourFormat)!;
            return stored.ToDictionary(m => m.Key, m => m.Value.ToDictionary(c => c.Key, c => c.Value.ToBehaviour()));
        }
        catch (JsonException e)
        {
            throw new InvalidDataException(
                $"{MistakesFile} is damaged ({e.Message}). Restore it from git, or record it again with `grader record`.", e);
        }
    }

    /// <summary>Writes all expectations of the module, and removes those of checks that are no more.</summary>
    /// <param name="checks">The observations of the solution by check id.</param>
    /// <param name="mistakes">The behaviour of each mistake by its id, by check id.</param>
    /// <returns>The names of the files that changed, were added or were removed.</returns>
    public IReadOnlyList<string> Write(
        IReadOnlyDictionary<string, IReadOnlyList<Observation>> checks,
        IReadOnlyDictionary<string, IReadOnlyDictionary<string, CheckBehaviour>> mistakes)
    {
        ArgumentNullException.ThrowIfNull(checks);
        ArgumentNullException.ThrowIfNull(mistakes);
        Directory.CreateDirectory(folder);
        var files = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach ((string id, IReadOnlyList<Observation> observations) in checks) files[FileOf(id)] = ExpectationText.Write(observations);
        var stored = new SortedDictionary<string, SortedDictionary<string, StoredBehaviour>>(StringComparer.Ordinal);
        foreach ((string id, IReadOnlyDictionary<string, CheckBehaviour> behaviour) in mistakes)
            stored[id] = new(behaviour.ToDictionary(b => b.Key, b => StoredBehaviour.From(b.Value)), StringComparer.Ordinal);
        files[MistakesFile] = JsonSerializer.Serialize(stored, BehaviourFormat) + "\n";

        List<string> changed = [];
        foreach ((string file, string text) in files)
        {
            if (File.Exists(file) && File.ReadAllText(file) == text) continue;
            File.WriteAllText(file + ".tmp", text);
            File.Move(file + ".tmp", file, overwrite: true);
            changed.Add(Path.GetFileName(file));
        }

        foreach (string old in Directory.EnumerateFiles(folder, "*.json").Where(f => !files.ContainsKey(f)))
        {
            File.Delete(old);
            changed.Add(Path.GetFileName(old));
        }

        changed.Sort(StringComparer.Ordinal);
        return changed;
    }

    private string FileOf(string checkId) => Path.Combine(folder, checkId + ".json");

    private sealed record StoredBehaviour(Results.Outcome Outcome, string? Fault, SortedDictionary<string, StoredFingerprint>? Observed)
    {
        public static StoredBehaviour From(CheckBehaviour behaviour) => new(
            behaviour.Outcome,
            behaviour.Fault,
            behaviour.Observed.Count == 0
                ? null
                : new(behaviour.Observed.ToDictionary(o => o.Key, o => StoredFingerprint.From(o.Value)), StringComparer.Ordinal));

        public CheckBehaviour ToBehaviour() =>
            new(Outcome, Fault, Observed?.ToDictionary(o => o.Key, o => new Fingerprint(o.Value.Kind, o.Value.Numbers)) ?? []);
    }

    // Seven digits are far finer than the distance at which two fingerprints are told apart, and
    // a rerecording then changes only what changed.
    private sealed record StoredFingerprint(string Kind, double[] Numbers)
    {
        public static StoredFingerprint From(Fingerprint fingerprint) => new(fingerprint.Kind, [.. fingerprint.Numbers.Select(RoundedTo7)]);

        private static double RoundedTo7(double value) =>
            double.Parse(value.ToString("G7", System.Globalization.CultureInfo.InvariantCulture),
                System.Globalization.CultureInfo.InvariantCulture);
    }
}
