namespace LLMCourse.M11;

/// <summary>What kind of value a field holds.</summary>
public enum ExtractionKind
{
    /// <summary>Words, as they stand in the document.</summary>
    Text,

    /// <summary>A whole number of 64 bits.</summary>
    Integer,

    /// <summary>A decimal number.</summary>
    Decimal,

    /// <summary>A day, written as yyyy-MM-dd.</summary>
    Date,

    /// <summary>A number in the field's unit.</summary>
    Quantity,

    /// <summary>One of the field's choices.</summary>
    Choice,
}
