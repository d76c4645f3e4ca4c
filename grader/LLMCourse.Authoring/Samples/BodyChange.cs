namespace LLMCourse.Authoring.Samples;

/// <summary>A body that stands in the place of one of the solution's.</summary>
public sealed class BodyChange
{
    /// <summary>Gets or sets the exercise.</summary>
    public string Exercise { get; set; } = "";

    /// <summary>Gets or sets which of the exercise's bodies, from 0, in the order of the manifest's files and of their lines.</summary>
    public int Index { get; set; }

    /// <summary>Gets or sets the statements.</summary>
    public string Body { get; set; } = "";
}
