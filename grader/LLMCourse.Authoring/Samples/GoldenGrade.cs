using System.Text.Json;
using LLMCourse.Grading.Results;

namespace LLMCourse.Authoring.Samples;

/// <summary>Compares a golden submission's grade with the one that it must get.</summary>
internal static class GoldenGrade
{
    /// <summary>Says how a grade differs from the expected one.</summary>
    /// <param name="sample">The golden submission.</param>
    /// <param name="result">Its grade, without performance checks.</param>
    /// <returns>Both grades, with the reason of every lost point; null if they are the same.</returns>
    public static string? Difference(SampleSubmission sample, GradeResult result)
    {
        ArgumentNullException.ThrowIfNull(sample);
        ArgumentNullException.ThrowIfNull(result);
        IEnumerable<string> ids = result.Exercises.Select(e => e.Id).Union(sample.Expect.Outcomes.Keys).Order(StringComparer.Ordinal);
        string expected = Describe(sample.Expect.Percent, ids.Select(id => (id, sample.Expect.Outcomes.GetValueOrDefault(id, "passed"))),
            sample.Expect.Mistakes, sample.Expect.Suspects.Select(s => (s.Key, s.Value)));
        string actual = Describe(
            result.Score.Percent,
            result.Exercises.OrderBy(e => e.Id, StringComparer.Ordinal).Select(e => (e.Id, Word(e.Outcome))),
            result.Exercises.SelectMany(e => e.Mistakes).Select(m => m.Id),
            result.Exercises.Where(e => e.Suspect is not null).Select(e => (e.Id, e.Suspect!.Member)));
        return expected == actual ? null : $"{sample.Name} must get\n{expected}\nand got\n{actual}\n{Reasons(result)}";
    }

    private static string Describe(decimal percent, IEnumerable<(string Id, string Outcome)> outcomes, IEnumerable<string> mistakes,
        IEnumerable<(string Id, string Member)> suspects) => FormattableString.Invariant(
        $"{percent:0.00} %\n{string.Join('\n', outcomes.Select(o => $"{o.Id} {o.Outcome}"))}\nmistakes: {string.Join(' ', mistakes)}\nsuspects: {string.Join(", ", suspects.Select(s => $"{s.Id} {s.Member}"))}");

    private static string Reasons(GradeResult result) => string.Join('\n',
        result.Exercises.SelectMany(e => e.Checks).Where(c => c.Outcome != Outcome.Passed)
            .Select(c => $"{c.Id}: {Word(c.Outcome)}: {c.Message} {c.Detail}")
            .Concat(result.Diagnostics.Where(d => d.IsError).Select(d => $"{d.Place?.File}:{d.Place?.Line}: {d.Code}: {d.Message}")));

    private static string Word(Outcome outcome) => JsonNamingPolicy.KebabCaseLower.ConvertName(outcome.ToString());
}
