namespace LLMCourse.Checks;

/// <summary>
/// A module's experiment: a long probe whose observations the grader, not the student's code, turns into CSV, SVG and
/// <c>summary.json</c>, and which is judged by reading those files back.
/// </summary>
/// <param name="id">For example <c>M02.X.attention-maps</c>.</param>
/// <param name="title">What the experiment shows.</param>
public abstract class Experiment(string id, string title) : Check(id, title)
{
    /// <summary>Turns what was observed into files. Runs in the grader.</summary>
    public abstract IReadOnlyList<Artifact> Render(Evidence evidence);

    /// <summary>Checks the files: columns, row counts, and the claims that the experiment is there to show.</summary>
    /// <param name="files">The content of each file by its name, as read back from the folder.</param>
    /// <returns>One verdict per claim, with the claim as a sentence.</returns>
    public abstract IReadOnlyList<(string Claim, Verdict Verdict)> Review(IReadOnlyDictionary<string, string> files);
}
