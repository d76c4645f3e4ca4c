namespace LLMCourse.Grading.Sandbox;

/// <summary>How a submission's code is kept apart.</summary>
public enum SandboxMode
{
    /// <summary>bubblewrap where it works, otherwise a separate process with limits; the report says which.</summary>
    Auto,

    /// <summary>bubblewrap, or nothing is run.</summary>
    Required,

    /// <summary>A separate process with limits, even where bubblewrap works.</summary>
    Off,
}
