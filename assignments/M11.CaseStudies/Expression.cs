namespace LLMCourse.M11;

/// <summary>A part of a program that has a value.</summary>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The column, from 1: where it begins, or of its operator or bracket.</param>
/// <param name="Height">1 for a leaf, else one more than that of the highest part.</param>
public abstract record Expression(int Line, int Column, int Height)
{
    /// <summary>An integer.</summary>
    public sealed record Number(long Value, int Line, int Column) : Expression(Line, Column, 1);

    /// <summary>The value of a variable.</summary>
    public sealed record Variable(string Name, int Line, int Column) : Expression(Line, Column, 1);

    /// <summary>A list, at its opening bracket.</summary>
    public sealed record ListOf(IReadOnlyList<Expression> Items, int Line, int Column, int Height) : Expression(Line, Column, Height);

    /// <summary><c>-</c> or <c>not</c>.</summary>
    public sealed record Unary(string Operator, Expression Operand, int Line, int Column, int Height) : Expression(Line, Column, Height);

    /// <summary><c>or and == != &lt; &lt;= &gt; &gt;= + - * / %</c>, at the operator.</summary>
    public sealed record Binary(string Operator, Expression Left, Expression Right, int Line, int Column, int Height) : Expression(Line, Column, Height);

    /// <summary>An item of a list, at the opening bracket.</summary>
    public sealed record Item(Expression List, Expression Index, int Line, int Column, int Height) : Expression(Line, Column, Height);

    /// <summary>A call, at the name; also of <c>len</c>.</summary>
    public sealed record Call(string Name, IReadOnlyList<Expression> Arguments, int Line, int Column, int Height) : Expression(Line, Column, Height);
}
