using System.ComponentModel;
using System.Globalization;
using Microsoft.Extensions.AI;

namespace LLMCourse.Tools;

/// <summary>Works out sums such as <c>2 * (3 + 4)</c>, exactly as far as 28 digits hold.</summary>
public static class Calculator
{
    private const int MostNested = 64;

    /// <summary>Makes the tool, whose parameter is <c>expression</c>.</summary>
    /// <param name="name">What it is called.</param>
    public static AIFunction Create(string name = "calculator") => AIFunctionFactory.Create(Evaluate, name);

    /// <summary>Works an expression out.</summary>
    /// <param name="expression">Numbers with <c>.</c> as the decimal point, <c>+ - * /</c>, a sign and brackets.</param>
    /// <returns>The result without needless zeros.</returns>
    /// <exception cref="ToolException">It is no such expression, divides by zero, or the result is out of range.</exception>
    [Description("Works out a sum of numbers with + - * / and brackets.")]
    public static string Evaluate([Description("such as 2 * (3 + 4)")] string expression)
    {
        ArgumentNullException.ThrowIfNull(expression);
        int at = 0;
        try
        {
            decimal value = Sum(expression, ref at, 0);
            Skip(expression, ref at);
            return at == expression.Length
                ? value.ToString("0.############################", CultureInfo.InvariantCulture)
                : throw Unexpected(expression, at);
        }
        catch (OverflowException e)
        {
            throw new ToolException("the result is out of range", e);
        }
        catch (DivideByZeroException e)
        {
            throw new ToolException("division by zero", e);
        }
    }

    private static decimal Sum(string text, ref int at, int depth)
    {
        decimal value = Product(text, ref at, depth);
        while (Take(text, ref at, "+-") is { } sign)
        {
            decimal other = Product(text, ref at, depth);
            value = sign == '+' ? value + other : value - other;
        }

        return value;
    }

    private static decimal Product(string text, ref int at, int depth)
    {
        decimal value = Factor(text, ref at, depth);
        while (Take(text, ref at, "*/") is { } sign)
        {
            decimal other = Factor(text, ref at, depth);
            value = sign == '*' ? value * other : value / other;
        }

        return value;
    }

    private static decimal Factor(string text, ref int at, int depth)
    {
        if (depth > MostNested) throw new ToolException("the brackets are nested too deeply");
        if (Take(text, ref at, "+-") is { } sign) return sign == '-' ? -Factor(text, ref at, depth + 1) : Factor(text, ref at, depth + 1);
        if (Take(text, ref at, "(") is not null)
        {
            decimal value = Sum(text, ref at, depth + 1);
            return Take(text, ref at, ")") is not null ? value : throw Unexpected(text, at);
        }

        int start = at;
        while (at < text.Length && (char.IsAsciiDigit(text[at]) || text[at] == '.')) at++;
        return decimal.TryParse(text.AsSpan(start, at - start), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture,
            out decimal number) ? number : throw Unexpected(text, start);
    }

    private static char? Take(string text, ref int at, string signs)
    {
        Skip(text, ref at);
        return at < text.Length && signs.Contains(text[at], StringComparison.Ordinal) ? text[at++] : null;
    }

    private static void Skip(string text, ref int at)
    {
        while (at < text.Length && char.IsWhiteSpace(text[at])) at++;
    }

    private static ToolException Unexpected(string text, int at) =>
        new(at < text.Length ? $"'{text[at]}' at position {at + 1} is not expected" : "the expression ends too early");
}
