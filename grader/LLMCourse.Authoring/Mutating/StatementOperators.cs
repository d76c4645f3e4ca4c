using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LLMCourse.Authoring.Mutating;

/// <summary>Changes of statements: left out, with the opposite condition, with another result.</summary>
internal static class StatementOperators
{
    /// <summary>Proposes changes of a statement.</summary>
    public static IEnumerable<Mutation> Of(StatementSyntax node, SemanticModel model)
    {
        switch (node)
        {
            case ExpressionStatementSyntax or YieldStatementSyntax or BreakStatementSyntax or ContinueStatementSyntax:
            case LocalDeclarationStatementSyntax { UsingKeyword.RawKind: not 0 } when node.Parent is BlockSyntax:
                return [new("removed statement", node.Span, ";")];
            case IfStatementSyntax branch:
                IEnumerable<Mutation> negated = Operators.Negated(branch.Condition);
                return branch.Else is null && OnlyOf(branch.Statement) is ThrowStatementSyntax or ReturnStatementSyntax
                    or ContinueStatementSyntax or BreakStatementSyntax
                    ? negated.Append(new("removed guard", branch.Span, "{ }"))
                    : negated;
            case WhileStatementSyntax loop:
                return Operators.Negated(loop.Condition);
            case DoStatementSyntax loop:
                return Operators.Negated(loop.Condition);
            case ReturnStatementSyntax { Expression: { } result }:
                return Returned(result, model);
            default:
                return [];
        }
    }

    /// <summary>Proposes other results than an expression that is returned.</summary>
    public static IEnumerable<Mutation> Returned(ExpressionSyntax result, SemanticModel model)
    {
        if (result is LiteralExpressionSyntax or ThrowExpressionSyntax || model.GetTypeInfo(result).ConvertedType is not { } type)
            return [];
        string? other = type.SpecialType switch
        {
            SpecialType.System_Boolean => IsCovered(result) ? null : $"!({result})",
            SpecialType.System_Int32 or SpecialType.System_Int64 or SpecialType.System_Double or SpecialType.System_Single => "0",
            SpecialType.System_String => "\"\"",
            _ when type.ToDisplayString() == "TorchSharp.torch.Tensor" => $"TorchSharp.torch.zeros_like({result})",
            _ when type is IArrayTypeSymbol
                || type.AllInterfaces.Append(type).Any(i => i.SpecialType == SpecialType.System_Collections_IEnumerable) => "[]",
            _ => null,
        };
        return other is null || other == result.ToString() ? [] : [new("returned", result.Span, other)];
    }

    // Its own operator gives the opposite already.
    private static bool IsCovered(ExpressionSyntax result) => !Operators.Negated(result).Any();

    private static StatementSyntax OnlyOf(StatementSyntax body) => body is BlockSyntax { Statements: [var only] } ? only : body;
}
