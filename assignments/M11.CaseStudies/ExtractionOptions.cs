namespace LLMCourse.M11;

/// <summary>What a document's writer takes for granted.</summary>
/// <param name="DateOrder">How dates of numbers are read.</param>
/// <param name="DecimalComma">Whether 1.234,5 is written, and not 1,234.5.</param>
public sealed record ExtractionOptions(DateOrder DateOrder = DateOrder.DayFirst, bool DecimalComma = false);
