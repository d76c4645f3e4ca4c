namespace LLMCourse.M11;

/// <summary>What is done with a text; later ones are more severe.</summary>
public enum ModerationAction
{
    /// <summary>It is shown.</summary>
    Allow,

    /// <summary>A person looks at it first.</summary>
    Review,

    /// <summary>It is not shown; whoever wrote it may appeal.</summary>
    Block,
}
