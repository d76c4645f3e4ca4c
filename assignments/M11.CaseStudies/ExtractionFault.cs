namespace LLMCourse.M11;

/// <summary>Why a field has no value.</summary>
public enum ExtractionFault
{
    /// <summary>The reply has none, and the field is required.</summary>
    Missing,

    /// <summary>What the reply says is not in the document.</summary>
    NotInDocument,

    /// <summary>It is in the document, but not a value of the field's kind.</summary>
    Unreadable,
}
