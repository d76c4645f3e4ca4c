namespace LLMCourse.M06;

/// <summary>What an answer looks like.</summary>
public enum AnswerKind
{
    /// <summary>A number, as in GSM8K.</summary>
    Number,

    /// <summary>The letter of an option, as in MMLU.</summary>
    Letter,

    /// <summary>A field of a JSON object.</summary>
    Json,
}
