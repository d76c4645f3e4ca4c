using LLMCourse.Checks.Playing;
using LLMCourse.Grader.Commands.Grade;
using LLMCourse.Grader.Commands.Learning;
using LLMCourse.Grading.Compiling;
using LLMCourse.Grading.Course;
using LLMCourse.Grading.Intake;
using LLMCourse.Grading.Pipeline;
using LLMCourse.Grading.Playing;
using LLMCourse.Grading.Reports;
using LLMCourse.Grading.Results;

namespace LLMCourse.Grader.Commands.Play;

/// <summary>A part of the model and whose it is.</summary>
/// <param name="Id">Its exercise.</param>
/// <param name="Title">The exercise's title.</param>
/// <param name="WhyReference">Why it is the reference's; null where it is the student's.</param>
internal sealed record PlayPart(string Id, string Title, string? WhyReference)
{
    /// <summary>Gets what is there in the place of the student's.</summary>
    public string Instead => Id == "M05.E5" ? "none, all is computed anew" : "the reference's";
}

/// <summary>Whose each part of the model is, and the student's build.</summary>
/// <param name="Parts">The parts.</param>
/// <param name="Build">The build.</param>
/// <param name="Played">The module that is played.</param>
internal sealed record PlayParts(IReadOnlyList<PlayPart> Parts, Build Build, PlayedModule Played)
{
    /// <summary>Gets the exercises whose parts are the student's.</summary>
    public IReadOnlyList<string> Own => [.. Parts.Where(part => part.WhyReference is null).Select(part => part.Id)];

    /// <summary>Finds out which parts pass: by the last gradings, and by grading what has none.</summary>
    /// <param name="graders">Compiles and grades.</param>
    /// <param name="played">The module.</param>
    /// <param name="module">Its full name.</param>
    /// <param name="folder">The student's folder.</param>
    /// <param name="reports">The folder with what the last gradings said.</param>
    /// <param name="reference">The exercises of which the reference's part is taken, whatever passes.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="CourseException">Nothing of the student's compiles.</exception>
    public static async Task<PlayParts> FindAsync(
        ModuleGraders graders, PlayedModule played, string module, string folder, string reports, IReadOnlyList<string> reference,
        CancellationToken cancellation)
    {
        GradingPipeline pipeline = graders.For(module);
        ModuleManifest manifest = graders.ContentOf(module).Manifest;
        if (reference.FirstOrDefault(id => !played.Exercises.Contains(id)) is { } unknown)
            throw new CourseException($"{unknown} is no part of the model; its parts are {string.Join(", ", played.Exercises)}.");
        SourceSet sources = pipeline.Read(folder, cancellation);
        ProgressFile progress = ProgressFile.Read(reports);
        string[] ungraded = [.. played.Exercises.Where(id => !progress.Exercises.ContainsKey(id))];
        if (ungraded.Length > 0)
        {
            // Not kept: whoever plays has not asked for a grade.
            GradeResult result = await LiveProgress.RunAsync(
                "Which of your parts pass?",
                bar => pipeline.GradeAsync(folder, new GradeOptions { Only = ungraded, Performance = false }, bar, cancellation))
                    .ConfigureAwait(false);
            progress.Take(result);
        }

        Build build = await graders.ExaminePlayAsync(module, sources, cancellation).ConfigureAwait(false);
        if (!build.Success)
            throw new CourseException(
                $"Nothing can be played: {build.Diagnostics.FirstOrDefault(note => note.IsError)?.Message ?? "your files do not compile."} See ./course grade {played.Id}");
        return new PlayParts([.. manifest.Exercises.Where(e => played.Exercises.Contains(e.Id)).Select(PartOf)], build, played);

        PlayPart PartOf(ManifestExercise exercise) => new(exercise.Id, exercise.Title, WhyReference(exercise.Id));

        string? WhyReference(string id) => reference.Contains(id) ? "as you ask"
            : build.BrokenExercises.Contains(id) ? "yours does not compile"
            : progress.Exercises.GetValueOrDefault(id) switch
            {
                { IsDone: true } => null,
                { Outcome: Outcome.NotImplemented } => "yours is not written yet",
                { } graded => $"yours has {Figures.Points(graded.Earned, graded.Maximum)} points",
                null => "yours could not be graded",
            };
    }

    /// <summary>Returns the same with the reference's part in the place of one of the student's.</summary>
    public PlayParts Without(string exercise, string why) =>
        this with { Parts = [.. Parts.Select(part => part.Id == exercise ? part with { WhyReference = why } : part)] };
}
