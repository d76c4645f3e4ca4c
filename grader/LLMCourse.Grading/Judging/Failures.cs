using LLMCourse.Grading.Results;

namespace LLMCourse.Grading.Judging;

/// <summary>What is wrong with the behaviour of an implementation, as a set of names that can be compared with another's.</summary>
/// <param name="expectations">What the solution's probes observed.</param>
public sealed class Failures(IExpectations expectations)
{
    private readonly Dictionary<string, Dictionary<string, Fingerprint>> _expected = [];

    /// <summary>Says whether a check tells something of a fault: it was run, and failed.</summary>
    public static bool IsFault(CheckBehaviour behaviour)
    {
        ArgumentNullException.ThrowIfNull(behaviour);
        return behaviour.Outcome is Outcome.Failed or Outcome.Threw or Outcome.TimedOut or Outcome.OutOfMemory or Outcome.Crashed;
    }

    /// <summary>Lists the failures: each failed check, and of it the observations that are not the solution's,
    /// or how it ended where there are none.</summary>
    /// <param name="behaviour">The behaviour in each check, by the check's id.</param>
    public IReadOnlySet<string> Of(IReadOnlyDictionary<string, CheckBehaviour> behaviour)
    {
        ArgumentNullException.ThrowIfNull(behaviour);
        SortedSet<string> found = new(StringComparer.Ordinal);
        foreach ((string check, CheckBehaviour made) in behaviour.Where(b => IsFault(b.Value)))
        {
            _ = found.Add(check);
            found.UnionWith(Within(check, made));
        }

        return found;
    }

    /// <summary>Names the failure that a report tells first.</summary>
    /// <param name="checks">The ids of the exercise's checks, in order.</param>
    /// <param name="behaviour">The behaviour in each check, by the check's id.</param>
    /// <returns>Of the first failed check the first observation that is not the solution's, or how
    /// it ended; null where nothing failed.</returns>
    public string? FirstOf(IEnumerable<string> checks, IReadOnlyDictionary<string, CheckBehaviour> behaviour)
    {
        ArgumentNullException.ThrowIfNull(checks);
        ArgumentNullException.ThrowIfNull(behaviour);
        return checks.FirstOrDefault(c => behaviour.TryGetValue(c, out CheckBehaviour? made) && IsFault(made)) is { } first
            ? Within(first, behaviour[first])[0]
            : null;
    }

    // In the order of the expectations, in which observations are compared.
    private string[] Within(string check, CheckBehaviour made)
    {
        string[] wrong = [.. Expected(check).Where(f => made.Observed.TryGetValue(f.Key, out Fingerprint? seen) && !f.Value.IsClose(seen))
            .Select(f => $"{check}: {f.Key}")];
        return wrong.Length > 0 ? wrong : [$"{check} {made.Outcome} {made.Fault}".TrimEnd()];
    }

    /// <summary>Gets the id of the check of which a failure is.</summary>
    public static string CheckOf(string failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        return failure.IndexOfAny([':', ' ']) is >= 0 and var end ? failure[..end] : failure;
    }

    private Dictionary<string, Fingerprint> Expected(string check)
    {
        if (!_expected.TryGetValue(check, out Dictionary<string, Fingerprint>? prints))
            _expected[check] = prints = (expectations.Read(check) ?? []).ToDictionary(o => o.Name, Fingerprint.Of);
        return prints;
    }
}
