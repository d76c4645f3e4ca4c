using LLMCourse.Checks;
using LLMCourse.Grader.Results;

namespace LLMCourse.Grader.Judging;

/// <summary>Recognises a mistake by its behaviour: a submission that fails the same checks of an exercise, in the same way, as a planted mistake does.</summary>
public static class MistakeMatcher
{
    /// <summary>Finds the mistakes that behave as a submission does in one exercise.</summary>
    /// <param name="submission">The submission's behaviour in each check of the exercise, by the check's id.</param>
    /// <param name="mistakes">The exercise's mistakes with their recorded behaviour.</param>
    /// <returns>Every mistake that behaves alike in all checks; else those that behave alike in every check that both fail with
    /// observations, if there are at least two such checks. Empty when nothing failed.</returns>
    public static IReadOnlyList<Mistake> Match(
        IReadOnlyDictionary<string, CheckBehaviour> submission,
        IReadOnlyList<(Mistake Mistake, IReadOnlyDictionary<string, CheckBehaviour> Behaviour)> mistakes)
    {
        ArgumentNullException.ThrowIfNull(submission);
        ArgumentNullException.ThrowIfNull(mistakes);
        if (submission.Values.All(b => b.Outcome == Outcome.Passed)) return [];

        List<Mistake> whole = [.. mistakes.Where(m => AlikeThroughout(submission, m.Behaviour)).Select(m => m.Mistake)];
        return whole.Count > 0 ? whole : [.. mistakes.Where(m => AlikeWhereBothFail(submission, m.Behaviour)).Select(m => m.Mistake)];
    }

    private static bool AlikeThroughout(IReadOnlyDictionary<string, CheckBehaviour> a, IReadOnlyDictionary<string, CheckBehaviour> b) =>
        Tells(b) && b.All(m => a.TryGetValue(m.Key, out CheckBehaviour? s) && s.IsAlike(m.Value));

    // A submission may have a second fault beside the mistake; two failed checks with equal numbers are no coincidence.
    private static bool AlikeWhereBothFail(IReadOnlyDictionary<string, CheckBehaviour> a, IReadOnlyDictionary<string, CheckBehaviour> b)
    {
        List<(CheckBehaviour Mine, CheckBehaviour Mistakes)> both =
            [.. b.Where(m => m.Value.Outcome == Outcome.Failed && a.TryGetValue(m.Key, out CheckBehaviour? s) && s.Outcome == Outcome.Failed).Select(m => (a[m.Key], m.Value))];
        int failing = b.Values.Count(v => v.Outcome == Outcome.Failed);
        return both.Count >= 2 && both.Count == failing && both.All(p => p.Mine.IsAlike(p.Mistakes));
    }

    private static bool Tells(IReadOnlyDictionary<string, CheckBehaviour> behaviour) => behaviour.Values.Any(v => v.Outcome != Outcome.Passed);
}
