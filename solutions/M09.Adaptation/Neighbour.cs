namespace LLMCourse.M09;

/// <summary>A vector near another one.</summary>
/// <param name="Node">Its number.</param>
/// <param name="Distance">How far it is from the other.</param>
public readonly record struct Neighbour(int Node, float Distance);
