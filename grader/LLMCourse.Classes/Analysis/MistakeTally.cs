using LLMCourse.Classes.Gradebooks;
using LLMCourse.Grading.Results;

namespace LLMCourse.Classes.Analysis;

/// <summary>Counts the students who made each mistake.</summary>
internal sealed class MistakeTally
{
    private readonly Dictionary<string, (string Last, int Students, int Remaining)> _counts = new(StringComparer.Ordinal);

    /// <summary>Takes in an attempt; a student's attempts come one after the other.</summary>
    public void Add(string student, IReadOnlyList<string> mistakes, bool counts)
    {
        foreach (string id in mistakes)
        {
            (string last, int students, int remaining) = _counts.GetValueOrDefault(id, ("", 0, 0));
            _counts[id] = (student, last == student && students > 0 ? students : students + 1, counts ? remaining + 1 : remaining);
        }
    }

    /// <summary>Puts the catalogue's words to the counts: those of the newest report that had them.</summary>
    public IReadOnlyList<MistakeItem> Sum(Gradebook gradebook, string module)
    {
        Dictionary<string, (string Exercise, MistakeMatch Match)> words = new(StringComparer.Ordinal);
        foreach ((string mistake, GradeResult result) in gradebook.MistakesOf(module))
        {
            foreach (ExerciseResult exercise in result.Exercises)
            {
                if (exercise.Mistakes.FirstOrDefault(m => m.Id == mistake) is { } match) words[mistake] = (exercise.Id, match);
            }
        }

        return [.. _counts
            .Where(c => words.ContainsKey(c.Key))
            .Select(c => new MistakeItem(c.Key, words[c.Key].Exercise, words[c.Key].Match.Says, words[c.Key].Match.Hint, c.Value.Students,
                c.Value.Remaining))
            .OrderByDescending(m => m.Students).ThenByDescending(m => m.Remaining).ThenBy(m => m.Id, StringComparer.Ordinal)];
    }
}
