using LLMCourse.Reference.Corpora;

namespace LLMCourse.M12;

/// <summary>The sources that your card is about.</summary>
public static class SampleSources
{
    /// <summary>Gets the four of them: <c>town-hall</c>, <c>school</c> and <c>club</c>, and <c>scraped</c>, which nobody has licensed.</summary>
    public static IReadOnlyList<NoticeSource> All { get; } = NoticeCorpus.Sources(seed: 2026, rows: 300);
}
