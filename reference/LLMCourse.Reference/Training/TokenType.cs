namespace LLMCourse.Reference.Training;

/// <summary>How a token is stored in a <see cref="TokenFile"/>; the values stand in the file.</summary>
public enum TokenType
{
    /// <summary>Two bytes: vocabularies of up to 65,536 tokens, which is nearly every one up to GPT-2's.</summary>
    UInt16 = 1,

    /// <summary>Four bytes, unsigned.</summary>
    UInt32 = 2,

    /// <summary>Four bytes, signed, as other programs often write them; negative values are refused all the same.</summary>
    Int32 = 3,
}
