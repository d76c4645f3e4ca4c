namespace LLMCourse.M08;

/// <summary>Which items of a test set stand in the training data. Given.</summary>
/// <param name="Leaked">Indices of the items that share an n-gram with the training data, ascending.</param>
/// <param name="TooShort">Indices of the items that have fewer than n words, of which nothing can be said, ascending.</param>
public sealed record ContaminationReport(IReadOnlyList<int> Leaked, IReadOnlyList<int> TooShort);
