using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LLMCourse.Authoring.Mutating;

/// <summary>Changes of calls: left out, to a neighbour, with swapped arguments.</summary>
internal static class CallOperators
{
    // Both ways, but where the second is no plausible slip for the first.
    private static readonly (string One, string Other)[] Neighbours =
    [
        ("Min", "Max"), ("First", "Last"), ("FirstOrDefault", "LastOrDefault"), ("Any", "All"), ("Floor", "Ceiling"), ("Sin", "Cos"),
        ("OrderBy", "OrderByDescending"), ("ThenBy", "ThenByDescending"), ("Order", "OrderDescending"), ("MinBy", "MaxBy"),
        ("Take", "Skip"),
        ("IndexOf", "LastIndexOf"), ("StartsWith", "EndsWith"), ("Append", "Prepend"), ("TakeWhile", "SkipWhile"),
        ("tril", "triu"), ("lt", "le"), ("gt", "ge"), ("eq", "ne"), ("add", "sub"), ("mul", "div"), ("add_", "sub_"), ("mul_", "div_"),
        ("argmax", "argmin"), ("sum", "mean"), ("sin", "cos"), ("min", "max"), ("amin", "amax"), ("clamp_min", "clamp_max"),
        ("floor", "ceil"),
        ("logical_and", "logical_or"), ("minimum", "maximum"), ("zeros", "ones"), ("zeros_like", "ones_like"), ("sqrt", "rsqrt"),
    ];

    private static readonly Dictionary<string, string> Others =
        Neighbours.Concat(Neighbours.Select(n => (One: n.Other, Other: n.One))).Append(("Round", "Floor")).Append(("round", "floor"))
            .ToDictionary(n => n.Item1, n => n.Item2);

    private static readonly HashSet<string> Symmetric =
        ["Min", "Max", "Equals", "ReferenceEquals", "SequenceEqual", "allclose", "minimum", "maximum", "BigMul"];

    // Those that count elements: a slip by one is a plausible mistake.
    private static readonly HashSet<string> Counting = ["Take", "Skip", "Substring", "AsSpan", "Slice", "narrow", "GetRange", "RemoveRange",
        "Range", "arange", "Next", "TakeLast", "SkipLast"];

    /// <summary>Proposes changes of a call.</summary>
    public static IEnumerable<Mutation> Of(InvocationExpressionSyntax node, SemanticModel model)
    {
        if (NameOf(node) is not { } name || model.GetSymbolInfo(node).Symbol is not IMethodSymbol method) yield break;
        if (Others.TryGetValue(name.ValueText, out string? other) && HasMember(method, other))
            yield return new("other call", name.Span, other);
        if (name.ValueText != "ConfigureAwait" && node.Parent is not ExpressionStatementSyntax
            && Instead(node, method, model) is { } instead)
            yield return new("removed call", node.Span, instead.ToString());
        if (!Counting.Contains(name.ValueText)) yield break;
        foreach (ArgumentSyntax argument in node.ArgumentList.Arguments)
        {
            if (argument.Expression is not (LiteralExpressionSyntax or PrefixUnaryExpressionSyntax or RangeExpressionSyntax)
                && model.GetTypeInfo(argument.Expression).Type?.SpecialType is SpecialType.System_Int32 or SpecialType.System_Int64)
                yield return new("off by one", argument.Expression.Span, $"{argument.Expression} + 1");
        }
    }

    /// <summary>Proposes neighbours of one type in each other's place.</summary>
    public static IEnumerable<Mutation> Swapped(SeparatedSyntaxList<ArgumentSyntax> arguments, ExpressionSyntax node, SemanticModel model)
    {
        if (node is InvocationExpressionSyntax call && NameOf(call) is { ValueText: { } name } && Symmetric.Contains(name)) yield break;
        for (int i = 0; i + 1 < arguments.Count; i++)
        {
            ArgumentSyntax a = arguments[i], b = arguments[i + 1];
            if (a.NameColon is not null || b.NameColon is not null || a.Expression.ToString() == b.Expression.ToString()) continue;
            if (!AreAlike(model.GetTypeInfo(a.Expression).Type, model.GetTypeInfo(b.Expression).Type)) continue;
            yield return new("swapped", Microsoft.CodeAnalysis.Text.TextSpan.FromBounds(a.SpanStart, b.Span.End), $"{b}, {a}");
        }
    }

    private static bool AreAlike(ITypeSymbol? a, ITypeSymbol? b) =>
        a is not null && b is not null && (SymbolEqualityComparer.Default.Equals(a, b) || (IsInteger(a) && IsInteger(b)));

    private static bool IsInteger(ITypeSymbol type) => type.SpecialType is SpecialType.System_Int32 or SpecialType.System_Int64;

    private static bool HasMember(IMethodSymbol method, string name)
    {
        for (INamedTypeSymbol? type = (method.ReducedFrom ?? method).ContainingType; type is not null; type = type.BaseType)
        {
            if (type.GetMembers(name).Any(m => m is IMethodSymbol)) return true;
        }

        return false;
    }

    // What the call is made on, or its first argument, where that has the type that is needed.
    private static ExpressionSyntax? Instead(InvocationExpressionSyntax node, IMethodSymbol method, SemanticModel model)
    {
        if (model.GetTypeInfo(node).ConvertedType is not { TypeKind: not TypeKind.Error, SpecialType: not SpecialType.System_Void } wanted)
            return null;
        ExpressionSyntax? candidate = method.IsStatic && method.ReducedFrom is null
            ? node.ArgumentList.Arguments.FirstOrDefault() is { NameColon: null } first ? first.Expression : null
            : node.Expression is MemberAccessExpressionSyntax { Expression: var on } ? on : null;
        if (candidate is null or ThisExpressionSyntax or BaseExpressionSyntax or LambdaExpressionSyntax) return null;
        return model.GetTypeInfo(candidate).Type is { } type && model.Compilation.ClassifyCommonConversion(type, wanted).IsImplicit
            ? candidate
            : null;
    }

    private static SyntaxToken? NameOf(InvocationExpressionSyntax node) => node.Expression switch
    {
        MemberAccessExpressionSyntax { Name: var name } => name.Identifier,
        SimpleNameSyntax name => name.Identifier,
        _ => null,
    };
}
