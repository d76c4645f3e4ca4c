namespace LLMCourse.Reference.Decoding;

/// <summary>Names why a text ended.</summary>
public enum StopReason
{
    /// <summary>As many tokens as were asked for.</summary>
    MaxTokens,

    /// <summary>A token that ends the text.</summary>
    StopToken,

    /// <summary>A string that ends the text.</summary>
    StopString,

    /// <summary>Whoever received the tokens wanted no more.</summary>
    Receiver,

    /// <summary>The context is full and the options do not let it slide.</summary>
    ContextFull,
}
