namespace LLMCourse.M11;

/// <summary>A function of a program.</summary>
/// <param name="Name">Its name, once in a program.</param>
/// <param name="Parameters">The names of its parameters, all different.</param>
/// <param name="Body">What it does.</param>
/// <param name="Line">The line of <c>fn</c>, from 1.</param>
/// <param name="Column">The column of <c>fn</c>, from 1.</param>
public sealed record Function(string Name, IReadOnlyList<string> Parameters, IReadOnlyList<Statement> Body, int Line, int Column);
