namespace LLMCourse.LocalModels;

/// <summary>Names whether the model may call a tool.</summary>
public enum ToolChoice
{
    /// <summary>The model decides.</summary>
    Auto,

    /// <summary>It may not.</summary>
    None,

    /// <summary>It must.</summary>
    Required,
}
