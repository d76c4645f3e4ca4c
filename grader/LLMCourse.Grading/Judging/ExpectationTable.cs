using LLMCourse.Checks;

namespace LLMCourse.Grading.Judging;

/// <summary>Expectations in memory, while they are being recorded.</summary>
/// <param name="observations">By check id.</param>
public sealed class ExpectationTable(IReadOnlyDictionary<string, IReadOnlyList<Observation>> observations) : IExpectations
{
    /// <inheritdoc/>
    public IReadOnlyList<Observation>? Read(string checkId) => observations.GetValueOrDefault(checkId);
}
