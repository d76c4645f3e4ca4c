using LLMCourse.Grader.Commands.Learning;
using LLMCourse.Grading.Course;
using LLMCourse.Grading.Results;

namespace LLMCourse.Grader.Commands.Watch;

/// <summary>What has just happened.</summary>
internal enum WatchStage
{
    /// <summary>Something is being done, or nothing has happened yet.</summary>
    Working,

    /// <summary>The exercise at work was graded.</summary>
    Graded,

    /// <summary>Its performance was measured, too.</summary>
    Timed,

    /// <summary>Exercises that a change may have touched were graded.</summary>
    GradedOthers,

    /// <summary>Nothing could be graded, because the folder cannot be read.</summary>
    Unreadable,

    /// <summary>All is done, and the next change is waited for.</summary>
    Waiting,
}

/// <summary>Everything that is to be seen at one moment.</summary>
internal sealed record WatchState
{
    /// <summary>Gets the module.</summary>
    public required ModuleManifest Module { get; init; }

    /// <summary>Gets its exercises, with the points of their last gradings.</summary>
    public required IReadOnlyList<ModulePart> Parts { get; init; }

    /// <summary>Gets what has just happened.</summary>
    public WatchStage Stage { get; init; }

    /// <summary>Gets what is going on, a few words.</summary>
    public string Doing { get; init; } = "";

    /// <summary>Gets the id of the exercise at work; null before the first grading.</summary>
    public string? AtWork { get; init; }

    /// <summary>Gets its last grading; null while there is none.</summary>
    public GradeResult? Result { get; init; }

    /// <summary>Gets how long that took, from when the change was seen.</summary>
    public TimeSpan Took { get; init; }

    /// <summary>Gets the last grading of exercises that the change may have touched; null where there was none since.</summary>
    public GradeResult? Others { get; init; }

    /// <summary>Gets what else is to be told, such as that a file cannot be read; null for nothing.</summary>
    public string? Trouble { get; init; }

    /// <summary>Returns the files that an exercise is written in.</summary>
    public IReadOnlyList<string> FilesOf(string exercise) => Parts.FirstOrDefault(part => part.Id == exercise)?.Files ?? [];
}
