namespace LLMCourse.Grading.Intake;

/// <summary>A folder that holds files of a module.</summary>
/// <param name="Path">Relative to where the search began; empty for that folder itself.</param>
/// <param name="Files">The names of the graded files in it.</param>
/// <param name="HasAnswers">Whether the answers to the quiz are there.</param>
internal sealed record ModulePlace(string Path, IReadOnlyList<string> Files, bool HasAnswers)
{
    /// <summary>Gets how many folders it lies below where the search began.</summary>
    public int Depth => Path.Length == 0 ? 0 : Path.Count(c => c == System.IO.Path.DirectorySeparatorChar) + 1;
}
