namespace LLMCourse.Grading.Course;

/// <summary>Something that the person who runs the grader has to put right: a wrong path, an
/// unknown module, a flawed course file.</summary>
/// <remarks>Never thrown for what a submission does: that becomes part of its result.</remarks>
public sealed class CourseException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is wrong and what to do.</param>
    public CourseException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is wrong and what to do.</param>
    /// <param name="cause">What brought it to light.</param>
    public CourseException(string message, Exception cause)
        : base(message, cause)
    {
    }
}
