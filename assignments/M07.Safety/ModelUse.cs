namespace LLMCourse.M07;

/// <summary>What somebody wants to do with a model.</summary>
/// <param name="IsCommercial">Whether it is for gain.</param>
/// <param name="MonthlyUsers">How many people use their products in a month.</param>
/// <param name="NamesAuthors">Whether the product names the model's authors as the licence asks.</param>
public sealed record ModelUse(bool IsCommercial, long MonthlyUsers, bool NamesAuthors);
