namespace LLMCourse.Classes.Publishing;

/// <summary>Whom a site is for.</summary>
public enum Audience
{
    /// <summary>Those who teach: everybody's work and the analysis of the class, under names.</summary>
    Instructors,

    /// <summary>Those who learn: a folder for each, whose name nobody can guess, with that student's own work and nobody else's.</summary>
    Students,

    /// <summary>Everybody: the course itself, without anybody's work.</summary>
    Everybody,
}
