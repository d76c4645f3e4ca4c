using LLMCourse.Checks;
using LLMCourse.Grader.Results;

namespace LLMCourse.Grader.Judging;

/// <summary>Names the member of an exercise in which a fault most likely is that behaves like no known mistake.</summary>
/// <remarks>
/// Mutation-based fault localisation (Papadakis, Le Traon 2015, "Metallaxis-FL", <see href="https://doi.org/10.1002/stvr.1509"/>): the known
/// mistakes are the mutants, and a member is as suspect as that mistake in it whose failures are the most like the submission's, by
/// the measure of Ochiai: common failures / √(the one's · the other's). Differs: a failure is not a failed check but each observation
/// in it that is not the solution's, since a check of several members fails for any of them. Between members that are equally suspect
/// it decides which of them the failed checks use, by the same measure (spectrum-based: Abreu et al. 2007, "On the accuracy of
/// spectrum-based fault localization", <see href="https://doi.org/10.1109/TAIC.PART.2007.13"/>). Where no mistake fails like the
/// submission, only a member that is the one that all failed checks use is suspect.
/// </remarks>
public sealed class FaultLocator
{
    private readonly IReadOnlyDictionary<string, IReadOnlyList<string>> _uses;
    private readonly IExpectations _expectations;
    private readonly Dictionary<string, Dictionary<string, Fingerprint>> _expected = [];

    /// <summary>Creates a locator for a module.</summary>
    /// <param name="uses">The ids of the members that each check uses, by the check's id.</param>
    /// <param name="expectations">What the solution's probes observed.</param>
    public FaultLocator(IReadOnlyDictionary<string, IReadOnlyList<string>> uses, IExpectations expectations) => (_uses, _expectations) = (uses, expectations);

    /// <summary>Finds the most suspect member.</summary>
    /// <param name="submission">The submission's behaviour in each check of an exercise, by the check's id.</param>
    /// <param name="mistakes">The exercise's mistakes, each with the id of the member in which it is made.</param>
    /// <returns>The member's id; null where nothing failed, where no member is suspect, and where two are equally so.</returns>
    public string? Locate(IReadOnlyDictionary<string, CheckBehaviour> submission, IEnumerable<(string Member, RecordedMistake Mistake)> mistakes)
    {
        ArgumentNullException.ThrowIfNull(submission);
        ArgumentNullException.ThrowIfNull(mistakes);
        HashSet<string> failures = Failures(submission), failed = [.. submission.Where(b => IsFault(b.Value)).Select(b => b.Key)];
        if (failed.Count == 0) return null;
        Dictionary<string, double> suspicion = mistakes
            .GroupBy(m => m.Member)
            .ToDictionary(made => made.Key, made => made.Max(m => Ochiai(failures, Failures(m.Mistake.Behaviour))));
        double greatest = suspicion.Values.DefaultIfEmpty().Max();
        return greatest > 0
            ? OnlyGreatest(suspicion.Where(s => s.Value == greatest).Select(s => (s.Key, Ochiai(failed, [.. submission.Keys.Where(check => UsedBy(check).Contains(s.Key))]))))
            : OnlyGreatest(failed.SelectMany(UsedBy).Distinct().Where(member => failed.All(check => UsedBy(check).Contains(member))).Select(member => (member, 1.0)));
    }

    // Null where there is none or two share the first place.
    private static string? OnlyGreatest(IEnumerable<(string Member, double Suspicion)> members) =>
        members.OrderByDescending(m => m.Suspicion).Take(2).ToArray() switch
        {
            [var only] => only.Member,
            [var first, var second] when first.Suspicion > second.Suspicion => first.Member,
            _ => null,
        };

    private IReadOnlyList<string> UsedBy(string check) => _uses.GetValueOrDefault(check, []);

    private HashSet<string> Failures(IReadOnlyDictionary<string, CheckBehaviour> behaviour)
    {
        HashSet<string> found = [];
        foreach ((string check, CheckBehaviour made) in behaviour.Where(b => IsFault(b.Value)))
        {
            string[] wrong = [.. made.Observed.Where(o => Expected(check).TryGetValue(o.Key, out Fingerprint? f) && !f.IsClose(o.Value)).Select(o => $"{check}: {o.Key}")];
            found.UnionWith(wrong.Length > 0 ? wrong : [$"{check} {made.Outcome} {made.Fault}"]);
        }

        return found;
    }

    private Dictionary<string, Fingerprint> Expected(string check)
    {
        if (!_expected.TryGetValue(check, out Dictionary<string, Fingerprint>? prints))
            _expected[check] = prints = (_expectations.Read(check) ?? []).ToDictionary(o => o.Name, Fingerprint.Of);
        return prints;
    }

    private static bool IsFault(CheckBehaviour behaviour) =>
        behaviour.Outcome is Outcome.Failed or Outcome.Threw or Outcome.TimedOut or Outcome.OutOfMemory or Outcome.Crashed;

    private static double Ochiai(HashSet<string> a, HashSet<string> b) =>
        a.Count == 0 || b.Count == 0 ? 0 : a.Count(b.Contains) / Math.Sqrt((double)a.Count * b.Count);
}
