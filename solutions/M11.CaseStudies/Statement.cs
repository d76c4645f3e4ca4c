namespace LLMCourse.M11;

/// <summary>A part of a program that does something.</summary>
/// <param name="Line">The line of its first word, from 1.</param>
/// <param name="Column">The column of its first word, from 1.</param>
/// <param name="Height">One more than that of its highest part.</param>
public abstract record Statement(int Line, int Column, int Height)
{
    /// <summary>Makes a variable.</summary>
    public sealed record Let(string Name, Expression Value, int Line, int Column, int Height) : Statement(Line, Column, Height);

    /// <summary>Gives a variable another value.</summary>
    public sealed record Assign(string Name, Expression Value, int Line, int Column, int Height) : Statement(Line, Column, Height);

    /// <summary>Repeats a block as long as a condition is not 0.</summary>
    public sealed record While(Expression Condition, IReadOnlyList<Statement> Body, int Line, int Column, int Height) : Statement(Line, Column, Height);

    /// <summary>Runs one of two blocks; <c>else if</c> is an <c>else</c> with one statement, a missing one is empty.</summary>
    public sealed record If(Expression Condition, IReadOnlyList<Statement> Then, IReadOnlyList<Statement> Else, int Line, int Column, int Height) : Statement(Line, Column, Height);

    /// <summary>Ends the function.</summary>
    public sealed record Return(Expression Value, int Line, int Column, int Height) : Statement(Line, Column, Height);
}
