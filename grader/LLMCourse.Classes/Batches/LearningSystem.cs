namespace LLMCourse.Classes.Batches;

/// <summary>A learning management system that names what is downloaded from it in its own way.</summary>
internal enum LearningSystem
{
    /// <summary>Canvas: the number is the user's own.</summary>
    Canvas,

    /// <summary>Moodle: the number is the student's in that assignment, and another in the next.</summary>
    Moodle,
}
