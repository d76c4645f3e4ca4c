namespace LLMCourse.M09;

/// <summary>A vector that a search found.</summary>
/// <param name="Id">The vector.</param>
/// <param name="Distance">How far it is from the query; less is nearer.</param>
public sealed record VectorHit(string Id, float Distance);
