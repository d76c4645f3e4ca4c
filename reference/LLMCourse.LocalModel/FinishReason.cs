namespace LLMCourse.LocalModels;

/// <summary>Names why a reply ended.</summary>
public enum FinishReason
{
    /// <summary>The model ended it, or a stop string was found.</summary>
    Stop,

    /// <summary>As many tokens as were asked for, or the context is full.</summary>
    Length,

    /// <summary>The model called a tool and the call is complete.</summary>
    ToolCall,
}
