using System.Globalization;
using System.Numerics;

namespace LLMCourse.Checks.M11;

/// <summary>Random expressions with what they come to, in integers of any size.</summary>
internal static class ScriptOracle
{
    private static readonly string[] Signs = ["+", "-", "*", "/", "%", "<", "==", ">="];

    public static List<(string Text, string Result)> Draw(CheckRandom random, int count)
    {
        List<(string Text, string Result)> drawn = [];
        for (int i = 0; i < count; i++)
        {
            (string text, BigInteger value, string? error) = Expression(random, 4);
            drawn.Add((text, error ?? value.ToString(CultureInfo.InvariantCulture)));
        }

        return drawn;
    }

    private static (string Text, BigInteger Value, string? Error) Expression(CheckRandom random, int depth)
    {
        if (depth == 0 || random.NextInteger(0, 5) == 0)
        {
            long number = random.NextInteger(0, 8) == 0 ? random.NextInteger(1L << 40, long.MaxValue) : random.NextInteger(0, 10);
            return (number.ToString(CultureInfo.InvariantCulture), number, null);
        }

        if (random.NextInteger(0, 6) == 0)
        {
            (string inner, BigInteger operand, string? problem) = Expression(random, depth - 1);
            return ($"-({inner})", -operand, problem ?? Check(-operand));
        }

        string sign = Signs[random.NextInteger(0, Signs.Length)];
        (string left, BigInteger a, string? first) = Expression(random, depth - 1);
        (string right, BigInteger b, string? second) = Expression(random, depth - 1);
        string text = $"({left}) {sign} ({right})";
        if ((first ?? second) is { } error) return (text, 0, error);
        if (b.IsZero && sign is "/" or "%") return (text, 0, "DivisionByZero");
        BigInteger value = sign switch
        {
            "+" => a + b,
            "-" => a - b,
            "*" => a * b,
            "/" => Down(a, b),
            "%" => a - (b * Down(a, b)),
            "<" => a < b ? 1 : 0,
            "==" => a == b ? 1 : 0,
            _ => a >= b ? 1 : 0,
        };
        return (text, value, Check(value));
    }

    private static string? Check(BigInteger value) => value >= long.MinValue && value <= long.MaxValue ? null : "Overflow";

    private static BigInteger Down(BigInteger a, BigInteger b)
    {
        BigInteger quotient = BigInteger.DivRem(a, b, out BigInteger rest);
        return rest.Sign * b.Sign < 0 ? quotient - 1 : quotient;
    }
}
