using LLMCourse.Grading.Results;

namespace LLMCourse.Grading.Judging;

/// <summary>Recognises a mistake by its behaviour: a submission that fails the checks of an exercise in the way in
/// which a planted mistake fails them.</summary>
public static class MistakeMatcher
{
    /// <summary>Finds the mistakes that behave as a submission does in one exercise.</summary>
    /// <param name="submission">The submission's behaviour in each check of the exercise, by the check's id.</param>
    /// <param name="mistakes">The exercise's mistakes.</param>
    /// <returns>Those that behave alike in every check. If there is none: those whose every failed check the submission fails alike,
    /// provided that at least two of them tell the same numbers or threw the same exception; the submission then
    /// has a second fault beside the mistake.</returns>
    public static IReadOnlyList<Mistake> Match(IReadOnlyDictionary<string, CheckBehaviour> submission,
        IReadOnlyList<RecordedMistake> mistakes)
    {
        ArgumentNullException.ThrowIfNull(submission);
        ArgumentNullException.ThrowIfNull(mistakes);
        if (submission.Values.All(b => b.Outcome == Outcome.Passed)) return [];
        List<Mistake> whole = [.. mistakes.Where(m => IsSame(submission, m.Behaviour)).Select(m => m.Mistake)];
        return whole.Count > 0 ? whole : [.. mistakes.Where(m => Contains(submission, m.Behaviour)).Select(m => m.Mistake)];
    }

    /// <summary>Says whether two implementations behave alike in every check that both were run against.</summary>
    public static bool IsSame(IReadOnlyDictionary<string, CheckBehaviour> submission, IReadOnlyDictionary<string, CheckBehaviour> mistake)
    {
        ArgumentNullException.ThrowIfNull(submission);
        ArgumentNullException.ThrowIfNull(mistake);
        return mistake.Values.Any(b => b.Outcome != Outcome.Passed)
            && mistake.All(m => submission.TryGetValue(m.Key, out CheckBehaviour? s) && s.IsAlike(m.Value));
    }

    // Two failed checks with equal numbers or exceptions are no coincidence, whatever else is wrong. One exception is: of 45 mutants that
    // throw what a mistake throws in its only check, and fail others besides, 13 are in the mistake's member.
    // Neither do hanging twice and dying twice tell much.
    private static bool Contains(IReadOnlyDictionary<string, CheckBehaviour> submission,
        IReadOnlyDictionary<string, CheckBehaviour> mistake)
    {
        List<KeyValuePair<string, CheckBehaviour>> failed = [.. mistake.Where(m => Failures.IsFault(m.Value))];
        return failed.Count(m => m.Value.Outcome is Outcome.Failed or Outcome.Threw) >= 2
            && failed.TrueForAll(m => submission.TryGetValue(m.Key, out CheckBehaviour? s) && s.IsAlike(m.Value));
    }
}
