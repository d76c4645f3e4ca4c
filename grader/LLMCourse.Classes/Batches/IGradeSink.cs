using LLMCourse.Classes.Gradebooks;
using LLMCourse.Grading.Results;

namespace LLMCourse.Classes.Batches;

/// <summary>Takes the grades of a batch as they are made; safe for several threads at once.</summary>
internal interface IGradeSink
{
    /// <summary>Returns whether an attempt has a grade by these checks that no fault of the grader has touched.</summary>
    bool IsGraded(string student, string module, string contentHash, string checksVersion);

    /// <summary>Notes that something is being graded, until <see cref="End"/>.</summary>
    /// <returns>Whether that was noted already: a grader began to grade the same and came to no end, since it died or was killed.</returns>
    /// <exception cref="GradebookException">It could not be noted.</exception>
    bool Begin(string student, string module, string contentHash);

    /// <summary>Notes that the grading of something has ended, in whatever way.</summary>
    /// <exception cref="GradebookException">It could not be noted.</exception>
    void End(string student, string module, string contentHash);

    /// <summary>Takes a grade; once this has returned, a kill of the process does not lose it.</summary>
    /// <param name="attempt">What was graded.</param>
    /// <param name="result">The grade.</param>
    /// <param name="code">Its source files, packed by <see cref="HandedInCode"/>; null where they are not kept.</param>
    /// <exception cref="GradebookException">It could not be saved; then nothing of it was.</exception>
    void Save(Attempt attempt, GradeResult result, byte[]? code = null);

    /// <summary>Takes that something that has a grade already was handed in, and when.</summary>
    /// <param name="attempt">What was handed in.</param>
    /// <param name="code">Its source files, packed; null where they are not kept.</param>
    /// <exception cref="GradebookException">It could not be saved.</exception>
    void Record(Attempt attempt, byte[]? code = null);

    /// <summary>Takes that something could not be graded; a grade of the same student and module that comes later takes it back.</summary>
    /// <exception cref="GradebookException">It could not be saved.</exception>
    void SaveUngraded(Ungraded entry);
}
