using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LLMCourse.Authoring.Mutating;

/// <summary>Changes of constants.</summary>
internal static class LiteralOperators
{
    private static readonly Dictionary<string, (string Operator, string Other)> Named = new(StringComparer.Ordinal)
    {
        ["Float32"] = ("element type", "Float64"),
        ["Float64"] = ("element type", "Float32"),
        ["PositiveInfinity"] = ("constant", "NegativeInfinity"),
        ["NegativeInfinity"] = ("constant", "PositiveInfinity"),
        ["MaxValue"] = ("constant", "MinValue"),
        ["MinValue"] = ("constant", "MaxValue"),
    };

    /// <summary>Proposes changes of a literal.</summary>
    public static IEnumerable<Mutation> Of(LiteralExpressionSyntax node)
    {
        string Number(object value) => string.Create(CultureInfo.InvariantCulture, $"{value}{Suffix(node.Token.Text)}");
        switch (node.Token.Value)
        {
            case int n:
                yield return new("constant", node.Span, Number(n + 1L));
                if (n > 0) yield return new("constant", node.Span, Number(n - 1));
                break;
            case long n and < long.MaxValue:
                yield return new("constant", node.Span, Number(n + 1));
                break;
            case uint n and < uint.MaxValue:
                yield return new("constant", node.Span, Number(n + 1));
                break;
            case ulong n and < ulong.MaxValue:
                yield return new("constant", node.Span, Number(n + 1));
                break;
            case double x:
                yield return new("constant", node.Span,
                    (x == 0 ? 1 : 2 * x).ToString("0.0###################", CultureInfo.InvariantCulture));
                break;
            case float x:
                yield return new("constant", node.Span,
                    (x == 0 ? 1 : 2 * x).ToString("0.0###################", CultureInfo.InvariantCulture) + "f");
                break;
            case char c and < char.MaxValue:
                yield return new("constant", node.Span, SymbolDisplay.FormatLiteral((char)(c + 1), quote: true));
                break;
            case string { Length: > 0 }:
                yield return new("constant", node.Span, node.IsKind(SyntaxKind.Utf8StringLiteralExpression) ? "\"\"u8" : "\"\"");
                break;
            case bool:
                yield return new("constant", node.Span, node.IsKind(SyntaxKind.TrueLiteralExpression) ? "false" : "true");
                break;
            default:
                break;
        }
    }

    /// <summary>Proposes another constant in the place of a named one.</summary>
    public static IEnumerable<Mutation> Of(IdentifierNameSyntax node) =>
        Named.TryGetValue(node.Identifier.ValueText, out var change) ? [new(change.Operator, node.Span, change.Other)] : [];

    private static string Suffix(string text) =>
        text.StartsWith("0x", StringComparison.OrdinalIgnoreCase) || text.StartsWith("0b", StringComparison.OrdinalIgnoreCase)
            ? new string([.. text.Where(c => c is 'u' or 'U' or 'l' or 'L')])
            : new string([.. text.Where(char.IsLetter)]);
}
