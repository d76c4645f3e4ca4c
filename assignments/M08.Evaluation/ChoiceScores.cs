namespace LLMCourse.M08;

/// <summary>How a model scores the choices of a question.</summary>
/// <param name="Values">The score of each choice.</param>
/// <param name="Best">The index of the greatest score, the first of several.</param>
public sealed record ChoiceScores(IReadOnlyList<double> Values, int Best);
