using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LLMCourse.Authoring.Mutating;

/// <summary>
/// The changes that are tried, like those of Stryker.NET (<see href="https://stryker-mutator.io/docs/stryker-net/mutations/"/>). Differs:
/// what only words the message of an exception is left alone, and guards against null, of which no handout speaks, and ConfigureAwait,
/// which changes nothing where there is no synchronization context; locks stay, because a missing one shows by chance alone (known
/// mistakes and checks with many threads are what looks after them); tensors have operators of their own.
/// </summary>
internal static class Operators
{
    /// <summary>Proposes changes of one node; what is within it is asked for on its own.</summary>
    public static IEnumerable<Mutation> Of(SyntaxNode node, SemanticModel model) => node switch
    {
        StatementSyntax statement => StatementOperators.Of(statement, model),
        BinaryExpressionSyntax binary => Binary(binary),
        AssignmentExpressionSyntax assignment => Assignment(assignment),
        PrefixUnaryExpressionSyntax prefix => Prefix(prefix),
        PostfixUnaryExpressionSyntax postfix when Step(postfix.Kind()) is { } step => [Token("arithmetic", postfix.OperatorToken, step)],
        LiteralExpressionSyntax literal => LiteralOperators.Of(literal),
        InvocationExpressionSyntax call =>
            CallOperators.Of(call, model).Concat(CallOperators.Swapped(call.ArgumentList.Arguments, call, model)),
        BaseObjectCreationExpressionSyntax { ArgumentList.Arguments: var arguments } creation =>
            CallOperators.Swapped(arguments, creation, model),
        TupleExpressionSyntax tuple => CallOperators.Swapped(tuple.Arguments, tuple, model),
        ElementAccessExpressionSyntax element => Element(element, model),
        RangeExpressionSyntax range => Range(range),
        ConditionalExpressionSyntax conditional => Negated(conditional.Condition),
        CastExpressionSyntax cast => Cast(cast, model),
        IdentifierNameSyntax name => LiteralOperators.Of(name),
        ArrowExpressionClauseSyntax arrow => StatementOperators.Returned(arrow.Expression, model),
        RelationalPatternSyntax pattern => [Token("boundary", pattern.OperatorToken, Boundary(pattern.OperatorToken.Kind()))],
        BinaryPatternSyntax pattern =>
            [Token("logical", pattern.OperatorToken, pattern.OperatorToken.IsKind(SyntaxKind.OrKeyword) ? "and" : "or")],
        UnaryPatternSyntax pattern => [new("negated", pattern.Span, pattern.Pattern.ToString())],
        _ => [],
    };

    /// <summary>Proposes the opposite of a condition, unless a change of its operator is that already.</summary>
    public static IEnumerable<Mutation> Negated(ExpressionSyntax condition) =>
        condition is BinaryExpressionSyntax { RawKind: var kind } && Comparison((SyntaxKind)kind) is not null
            || condition is LiteralExpressionSyntax or PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalNotExpression }
            ? []
            : [new("negated", condition.Span, $"!({condition})")];

    internal static Mutation Token(string name, SyntaxToken token, string replacement) => new(name, token.Span, replacement);

    private static IEnumerable<Mutation> Binary(BinaryExpressionSyntax node)
    {
        SyntaxToken token = node.OperatorToken;
        if (Comparison(node.Kind()) is { } opposite)
        {
            yield return Token("comparison", token, opposite);
            if (!node.IsKind(SyntaxKind.EqualsExpression) && !node.IsKind(SyntaxKind.NotEqualsExpression))
                yield return Token("boundary", token, Boundary(token.Kind()));
            yield break;
        }

        if (node.IsKind(SyntaxKind.CoalesceExpression))
        {
            yield return new("removed fallback", node.Span, node.Left.ToString());
            yield return new("removed fallback", node.Span, $"({node.Right})");
            yield break;
        }

        (string Name, string Other)? change = node.Kind() switch
        {
            SyntaxKind.AddExpression => ("arithmetic", "-"),
            SyntaxKind.SubtractExpression => ("arithmetic", "+"),
            SyntaxKind.MultiplyExpression => ("arithmetic", "/"),
            SyntaxKind.DivideExpression => ("arithmetic", "*"),
            SyntaxKind.ModuloExpression => ("arithmetic", "*"),
            SyntaxKind.LeftShiftExpression => ("arithmetic", ">>"),
            SyntaxKind.RightShiftExpression or SyntaxKind.UnsignedRightShiftExpression => ("arithmetic", "<<"),
            SyntaxKind.BitwiseAndExpression => ("logical", "|"),
            SyntaxKind.BitwiseOrExpression or SyntaxKind.ExclusiveOrExpression => ("logical", "&"),
            SyntaxKind.LogicalAndExpression => ("logical", "||"),
            SyntaxKind.LogicalOrExpression => ("logical", "&&"),
            _ => null,
        };
        if (change is not { } made) yield break;

        // Only these bind otherwise than what they give way to.
        string text = $"{node.Left} {made.Other} {node.Right}";
        yield return made.Name == "logical" && node.Parent is BinaryExpressionSyntax or PrefixUnaryExpressionSyntax
            ? new("logical", node.Span, $"({text})")
            : new(made.Name, node.Span, text);
    }

    private static string? Comparison(SyntaxKind kind) => kind switch
    {
        SyntaxKind.EqualsExpression => "!=",
        SyntaxKind.NotEqualsExpression => "==",
        SyntaxKind.LessThanExpression => ">=",
        SyntaxKind.LessThanOrEqualExpression => ">",
        SyntaxKind.GreaterThanExpression => "<=",
        SyntaxKind.GreaterThanOrEqualExpression => "<",
        _ => null,
    };

    private static string Boundary(SyntaxKind token) => token switch
    {
        SyntaxKind.LessThanToken => "<=",
        SyntaxKind.LessThanEqualsToken => "<",
        SyntaxKind.GreaterThanToken => ">=",
        SyntaxKind.GreaterThanEqualsToken => ">",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static IEnumerable<Mutation> Assignment(AssignmentExpressionSyntax node)
    {
        string? other = node.Kind() switch
        {
            SyntaxKind.AddAssignmentExpression => "-=",
            SyntaxKind.SubtractAssignmentExpression => "+=",
            SyntaxKind.MultiplyAssignmentExpression => "/=",
            SyntaxKind.DivideAssignmentExpression => "*=",
            SyntaxKind.ModuloAssignmentExpression => "*=",
            SyntaxKind.LeftShiftAssignmentExpression => ">>=",
            SyntaxKind.RightShiftAssignmentExpression or SyntaxKind.UnsignedRightShiftAssignmentExpression => "<<=",
            SyntaxKind.AndAssignmentExpression => "|=",
            SyntaxKind.OrAssignmentExpression or SyntaxKind.ExclusiveOrAssignmentExpression => "&=",
            SyntaxKind.CoalesceAssignmentExpression => "=",
            _ => null,
        };
        return other is null ? [] : [Token(other == "=" ? "removed fallback" : "arithmetic", node.OperatorToken, other)];
    }

    private static IEnumerable<Mutation> Prefix(PrefixUnaryExpressionSyntax node) => node.Kind() switch
    {
        SyntaxKind.LogicalNotExpression => [new("negated", node.Span, node.Operand.ToString())],
        SyntaxKind.UnaryMinusExpression or SyntaxKind.BitwiseNotExpression => [new("arithmetic", node.Span, node.Operand.ToString())],
        _ when Step(node.Kind()) is { } step => [Token("arithmetic", node.OperatorToken, step)],
        _ => [],
    };

    private static string? Step(SyntaxKind kind) => kind switch
    {
        SyntaxKind.PreIncrementExpression or SyntaxKind.PostIncrementExpression => "--",
        SyntaxKind.PreDecrementExpression or SyntaxKind.PostDecrementExpression => "++",
        _ => null,
    };

    private static IEnumerable<Mutation> Element(ElementAccessExpressionSyntax node, SemanticModel model) =>
        CallOperators.Swapped(node.ArgumentList.Arguments, node, model).Concat(
            node.ArgumentList.Arguments is [{ Expression: var index }]
                && index is not (LiteralExpressionSyntax or PrefixUnaryExpressionSyntax or RangeExpressionSyntax)
                && model.GetTypeInfo(index).Type?.SpecialType is SpecialType.System_Int32 or SpecialType.System_Int64
                && model.GetTypeInfo(node.Expression).Type?.Name.Contains("Dictionary", StringComparison.Ordinal) == false
                ? [new("off by one", index.Span, $"{index} + 1")]
                : []);

    private static IEnumerable<Mutation> Range(RangeExpressionSyntax node)
    {
        if (node.LeftOperand is { } left and not (LiteralExpressionSyntax or PrefixUnaryExpressionSyntax))
            yield return new("off by one", left.Span, $"({left} + 1)");
        if (node.RightOperand is { } right and not (LiteralExpressionSyntax or PrefixUnaryExpressionSyntax))
            yield return new("off by one", right.Span, $"({right} - 1)");
    }

    // Where a number is calculated with: elsewhere the same conversion follows unasked.
    private static IEnumerable<Mutation> Cast(CastExpressionSyntax node, SemanticModel model) =>
        node.Parent is BinaryExpressionSyntax && model.GetTypeInfo(node.Expression).Type is { } from
            && model.GetTypeInfo(node).ConvertedType is { } to
            && model.Compilation.ClassifyCommonConversion(from, to).IsImplicit
            ? [new("removed cast", node.Span, node.Expression.ToString())]
            : [];
}
