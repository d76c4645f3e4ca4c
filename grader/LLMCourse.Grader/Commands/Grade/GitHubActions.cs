using LLMCourse.Grading.Reports;
using LLMCourse.Grading.Results;

namespace LLMCourse.Grader.Commands.Grade;

/// <summary>Tells GitHub Actions about a result: annotations at the lines, the step summary, and what GitHub Classroom reads.</summary>
internal static class GitHubActions
{
    /// <summary>Writes the workflow commands and appends to the files that the runner names.</summary>
    /// <param name="results">The results of this step, each with its module's folder within the repository, so that annotations find their
    /// files. They are reported together: GitHub's limits are a step's, and Classroom reads one result.</param>
    /// <param name="commands">Where workflow commands go: the step's standard output.</param>
    /// <param name="environment">Reads an environment variable.</param>
    public static void Report(IReadOnlyList<(GradeResult Result, string Folder)> results, TextWriter commands,
        Func<string, string?> environment)
    {
        GradeResult[] all = [.. results.Select(r => r.Result)];
        foreach (string command in GitHubAnnotations.Commands(results)) commands.WriteLine(command);
        foreach (string notice in ClassroomReport.Notices(all)) commands.WriteLine(notice);
        if (environment("GITHUB_STEP_SUMMARY") is { Length: > 0 } summary)
        {
            int taken = File.Exists(summary) ? (int)Math.Min(StepSummary.Limit, new FileInfo(summary).Length) : 0;
            File.AppendAllText(summary, StepSummary.Render(all, Math.Max(StepSummary.Limit - taken, (StepSummary.Least + 1) * all.Length)));
        }

        if (environment("GITHUB_OUTPUT") is { Length: > 0 } output)
            File.AppendAllText(output,
                $"result={ClassroomReport.Base64(all)}\n{string.Concat(all.SelectMany(r => r.Exercises).Select(Done))}");
    }

    // By it a workflow shows each exercise as a step of its own: M02_E1=done.
    private static string Done(ExerciseResult exercise) =>
        $"{exercise.Id.Replace('.', '_')}={(exercise.Maximum > 0 && exercise.Earned == exercise.Maximum ? "done" : Figures.Points(exercise.Earned, exercise.Maximum))}\n";

    /// <summary>Writes to the step's log what may hold a student's text, so that GitHub reads no command in it.</summary>
    /// <param name="commands">Where it goes: the step's standard output.</param>
    /// <param name="write">Writes the text.</param>
    public static void WriteInert(TextWriter commands, Action<TextWriter> write)
    {
        using StringWriter text = new() { NewLine = "\n" };
        write(text);
        commands.WriteLine(GitHubAnnotations.StopCommands(text.ToString().TrimEnd('\n')));
    }
}
