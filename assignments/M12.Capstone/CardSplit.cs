namespace LLMCourse.M12;

/// <summary>A part of the data, as a card declares it.</summary>
/// <param name="Name">Its name: <c>train</c>.</param>
/// <param name="Fraction">Its share of the rows, above 0 and below 1.</param>
public sealed record CardSplit(string Name, decimal Fraction);
