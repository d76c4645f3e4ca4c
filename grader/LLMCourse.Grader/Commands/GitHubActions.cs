using LLMCourse.Grader.Rendering;
using LLMCourse.Grader.Results;

namespace LLMCourse.Grader.Commands;

/// <summary>Tells GitHub Actions about a result: annotations at the lines, the step summary, and what GitHub Classroom reads.</summary>
internal static class GitHubActions
{
    /// <summary>Writes the workflow commands and appends to the files that the runner names.</summary>
    /// <param name="result">The result.</param>
    /// <param name="folder">The module's folder within the repository, so that annotations find their files.</param>
    /// <param name="commands">Where workflow commands go: the step's standard output.</param>
    /// <param name="environment">Reads an environment variable.</param>
    public static void Report(GradeResult result, string folder, TextWriter commands, Func<string, string?> environment)
    {
        foreach (string command in GitHubAnnotations.Commands(result, folder)) commands.WriteLine(command);
        foreach (string notice in ClassroomReport.Notices(result)) commands.WriteLine(notice);
        if (environment("GITHUB_STEP_SUMMARY") is { Length: > 0 } summary) File.AppendAllText(summary, StepSummary.Render(result));
        if (environment("GITHUB_OUTPUT") is { Length: > 0 } output) File.AppendAllText(output, $"result={ClassroomReport.Base64(result)}\n");
    }
}
