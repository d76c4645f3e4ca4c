using LLMCourse.Classes.Gradebooks;
using LLMCourse.Grading.Intake;
using LLMCourse.Grading.Results;

namespace LLMCourse.Classes.Publishing;

/// <summary>A report on a student's site.</summary>
/// <param name="Attempt">The attempt.</param>
/// <param name="Page">Its page, without extension.</param>
/// <param name="Counts">Whether the attempt is the one that counts.</param>
/// <param name="Packed">The result as the gradebook stores it.</param>
internal sealed record StudentReport(GradedAttempt Attempt, string Page, bool Counts, byte[] Packed)
{
    /// <summary>Opens the result.</summary>
    public GradeResult Open() => Gradebook.ResultOf(Packed);
}

/// <summary>All that a student's pages are written from.</summary>
/// <param name="Grade">The final number.</param>
/// <param name="Attempts">The attempts, modules in order, then times.</param>
/// <param name="Reports">The reports: of each module that of the attempt that counts, then that of the newest where it is another.</param>
/// <param name="Code">The packed code of the attempts, by the hash of their content; empty on a
/// site for students, who have their own.</param>
internal sealed record StudentMaterial(FinalGrade Grade, IReadOnlyList<GradedAttempt> Attempts, IReadOnlyList<StudentReport> Reports,
    IReadOnlyDictionary<string, byte[]> Code)
{
    /// <summary>Gets the modules whose attempts can be compared, with the page of the comparison.</summary>
    public IReadOnlyList<(string Module, string Page)> Changes =>
        [.. Attempts.GroupBy(a => a.Attempt.Module).Where(m => m.Count(a => Code.ContainsKey(a.Attempt.ContentHash)) > 1)
            .Select(m => (m.Key, Slug.Of($"{m.Key}-changes".ToLowerInvariant())))];

    /// <summary>Opens the code of an attempt; null when it is not kept.</summary>
    public IReadOnlyList<SourceFile>? CodeOf(GradedAttempt attempt) =>
        Code.TryGetValue(attempt.Attempt.ContentHash, out byte[]? packed) ? HandedInCode.Open(packed) : null;

    /// <summary>Reads a class one student after the other.</summary>
    /// <param name="gradebook">The gradebook, held still by the caller.</param>
    /// <param name="view">The class.</param>
    /// <returns>As it is enumerated; nothing is kept.</returns>
    public static IEnumerable<StudentMaterial> Of(Gradebook gradebook, ClassView view)
    {
        foreach (FinalGrade grade in view.Grades)
        {
            IReadOnlyList<GradedAttempt> attempts = [.. view.AttemptsOf(grade.Student.Key)];
            List<StudentReport> reports = [];
            foreach (IGrouping<string, GradedAttempt> module in attempts.GroupBy(a => a.Attempt.Module).Where(m => !view.Hides(m.Key)))
            {
                GradedAttempt counting = view.Counting[(grade.Student.Key, module.Key)], newest = module.Last();
                Add(counting, module.Key, counts: true);
                if (newest != counting) Add(newest, module.Key + "-newest", counts: false);
            }

            Dictionary<string, byte[]> code = new(StringComparer.Ordinal);
            foreach (GradedAttempt attempt in view.Options.For == Audience.Instructors ? attempts : [])
            {
                if (!code.ContainsKey(attempt.Attempt.ContentHash) && gradebook.PackedCode(attempt.Attempt) is { } packed)
                    code.Add(attempt.Attempt.ContentHash, packed);
            }

            yield return new StudentMaterial(grade, attempts, reports, code);

            void Add(GradedAttempt attempt, string page, bool counts)
            {
                if (gradebook.PackedResult(attempt.Attempt) is { } result)
                    reports.Add(new StudentReport(attempt, Slug.Of(page.ToLowerInvariant()), counts, result));
            }
        }
    }
}
