using LLMCourse.Grading.Results;

namespace LLMCourse.Grading.Judging;

/// <summary>Names the member of an exercise in which a fault most likely is that behaves like no known mistake.</summary>
/// <remarks>
/// Mutation-based fault localisation (Papadakis, Le Traon 2015, "Metallaxis-FL", <see href="https://doi.org/10.1002/stvr.1509"/>): a member
/// is as suspect as that mutant or known mistake of it whose failures are the most like the submission's, by the measure of Ochiai:
/// common failures / √(the one's · the other's). Differs: failures are not failed checks alone, but also the observations in them that
/// are not the solution's, since a check of several members fails for any of them. Between equally suspect members it decides which of
/// them the first failed check uses, then the mean over all of their mutants, then which of them the failed checks use, by the same
/// measure (spectrum-based: Abreu et al. 2007, "On the accuracy of spectrum-based fault localization",
/// <see href="https://doi.org/10.1109/TAIC.PART.2007.13"/>), then the order of the members. A member is suspect only if a failed check uses
/// it, and a mutant of it fails something that the submission fails too. Where there is none, it is the one that the most failed checks
/// use. Of several faults the report tells one first, and the place has to be that one's: only members are suspect of which a mutant or
/// mistake fails the first failure, or where there is none, which its check uses.
/// </remarks>
/// <param name="uses">The ids of the members that each check uses, by the check's id.</param>
public sealed class FaultLocator(IReadOnlyDictionary<string, IReadOnlyList<string>> uses)
{
    // Sums of square roots differ in the last digits by the order in which they are made.
    private const int Digits = 9;

    /// <summary>Finds the most suspect member.</summary>
    /// <param name="members">The ids of the exercise's members, in order.</param>
    /// <param name="submission">The submission's behaviour in each check of the exercise, by the check's id.</param>
    /// <param name="failures">What the submission fails, as <see cref="Failures.Of"/> names it.</param>
    /// <param name="first">The failure that the report tells first, <see cref="Failures.FirstOf"/>; null where that is not known.</param>
    /// <param name="known">The exercise's mutants and mistakes: the ids of the members in which each is a fault, and what it fails.</param>
    /// <returns>The member's id; null where nothing failed, and where neither the mutants nor the checks point at any member.</returns>
    public string? Locate(
        IReadOnlyList<string> members,
        IReadOnlyDictionary<string, CheckBehaviour> submission,
        IReadOnlySet<string> failures,
        string? first,
        IEnumerable<(IReadOnlyList<string> Members, IReadOnlySet<string> Failures)> known)
    {
        ArgumentNullException.ThrowIfNull(members);
        ArgumentNullException.ThrowIfNull(submission);
        ArgumentNullException.ThrowIfNull(failures);
        ArgumentNullException.ThrowIfNull(known);
        HashSet<string> failed = [.. submission.Where(b => Failures.IsFault(b.Value)).Select(b => b.Key)];
        if (failed.Count == 0) return null;
        (IReadOnlyList<string> Members, IReadOnlySet<string> Failures)[] faults = [.. known];
        ILookup<string, double> likeness = faults
            .Select(k => (k.Members, Likeness: Ochiai(failures, k.Failures)))
                .SelectMany(k => k.Members.Select(member => (member, k.Likeness))).ToLookup(k => k.member, k => k.Likeness);
        string[] used = [.. members.Where(member => failed.Any(check => UsedBy(check).Contains(member)))];
        if (failed.All(check => submission[check].Outcome is Outcome.TimedOut or Outcome.OutOfMemory or Outcome.Crashed)
            && !faults.Any(k => k.Failures.Any(f => f != Failures.CheckOf(f) && failures.Contains(f))))
        {
            // Nothing tells how far a check came that never ended. What it would have called later it has
            // not called: the order of the members decides.
            return OfFirst(used).MaxBy(member => failed.Count(check => UsedBy(check).Contains(member)));
        }

        string[] suspects = [.. (used.Length > 0 ? used : members).Where(member => likeness[member].Any(l => l > 0))];
        if (suspects.Length == 0)
        {
            return OfFirst(used).MaxBy(member => (failed.Count(check => UsedBy(check).Contains(member)), OfChecks(member)));
        }

        // The first of equal ones, in the order of the members.
        return OfFirst(suspects).MaxBy(
            member => (Math.Round(likeness[member].Max(), Digits), IsOfFirst(member), Math.Round(likeness[member].Average(), Digits),
                OfChecks(member)));

        string[] OfFirst(string[] among)
        {
            if (first is null) return among;
            string[] able = [.. among.Where(member => faults.Any(k => k.Members.Contains(member) && k.Failures.Contains(first)))];
            if (able.Length == 0) able = [.. among.Where(IsOfFirst)];
            return able.Length > 0 ? able : among;
        }

        // A mutant of a helper stands for all members that use the helper.
        bool IsOfFirst(string member) => first is not null && UsedBy(Failures.CheckOf(first)).Contains(member);

        double OfChecks(string member) =>
            Math.Round(Ochiai(failed, submission.Keys.Where(check => UsedBy(check).Contains(member)).ToHashSet()), Digits);
    }

    private IReadOnlyList<string> UsedBy(string check) => uses.GetValueOrDefault(check, []);

    private static double Ochiai(IReadOnlySet<string> a, IReadOnlySet<string> b) =>
        a.Count == 0 || b.Count == 0 ? 0 : a.Count(b.Contains) / Math.Sqrt((double)a.Count * b.Count);
}
