namespace LLMCourse.LocalModels.Chat;

/// <summary>Names who speaks in a turn.</summary>
public enum ChatRole
{
    /// <summary>Whoever set the conversation up: instructions and tools.</summary>
    System,

    /// <summary>The person who asks.</summary>
    User,

    /// <summary>The model.</summary>
    Assistant,

    /// <summary>A tool, whose result the text is.</summary>
    Tool,
}
