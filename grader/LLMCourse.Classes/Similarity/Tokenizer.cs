using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace LLMCourse.Classes.Similarity;

/// <summary>Turns source into tokens of structure.</summary>
/// <remarks>
/// Taken: the bodies of methods, constructors, properties, operators and local functions, and the initial values of fields and properties.
/// Left out: usings, signatures, modifiers, attributes, comments, braces, semicolons, commas, parentheses that only group, names of
/// arguments, <c>this.</c>. Alike: names that the submission declares; numbers; texts; <c>var</c> and a local's written type;
/// <c>=> x</c> and <c>{ return x; }</c>. Kept: names of libraries, keywords, operators.
/// </remarks>
internal sealed class Tokenizer(DeclaredNames names, LibraryNames library)
{
    private readonly List<CodeBlock> _blocks = [];
    private readonly List<ulong> _symbols = [];
    private readonly List<int> _lines = [];
    private readonly List<int> _blockOf = [];

    /// <summary>Takes files in their order.</summary>
    /// <exception cref="InsufficientExecutionStackException">The source nests too deeply.</exception>
    public CodeTokens Tokenize(IEnumerable<(string File, SyntaxTree Tree)> files, CancellationToken cancellation)
    {
        foreach ((string file, SyntaxTree tree) in files)
        {
            foreach (SyntaxNode node in tree.GetRoot(cancellation).DescendantNodes())
            {
                cancellation.ThrowIfCancellationRequested();
                if (BodyOf(node) is { } body) Take(file, tree, node, body);
            }
        }

        return new CodeTokens(_blocks, [.. _symbols], [.. _lines], [.. _blockOf], _symbols.Count >= CodeTokens.Most);
    }

    private static SyntaxNode? BodyOf(SyntaxNode node) => node switch
    {
        BaseMethodDeclarationSyntax method => (SyntaxNode?)method.Body ?? method.ExpressionBody,
        AccessorDeclarationSyntax accessor => (SyntaxNode?)accessor.Body ?? accessor.ExpressionBody,
        LocalFunctionStatementSyntax function => (SyntaxNode?)function.Body ?? function.ExpressionBody,
        PropertyDeclarationSyntax property => (SyntaxNode?)property.ExpressionBody ?? property.Initializer,
        IndexerDeclarationSyntax indexer => indexer.ExpressionBody,
        VariableDeclaratorSyntax { Parent.Parent: BaseFieldDeclarationSyntax } field => field.Initializer,
        _ => null,
    };

    private void Take(string file, SyntaxTree tree, SyntaxNode owner, SyntaxNode body)
    {
        int start = _symbols.Count;
        if (body is ArrowExpressionClauseSyntax arrow && GivesValue(owner)) Put("return", tree, arrow.ArrowToken.SpanStart);
        foreach (SyntaxNodeOrToken part in body.DescendantNodesAndTokens(node => Substitute(node) is null))
        {
            if (_symbols.Count >= CodeTokens.Most) break;
            string? symbol = part.IsToken ? Symbol(file, part.AsToken()) : Substitute(part.AsNode()!);
            if (!string.IsNullOrEmpty(symbol)) Put(symbol, tree, part.SpanStart);
        }

        if (_symbols.Count > start) _blocks.Add(new CodeBlock(file, NameOf(owner), start, _symbols.Count));
    }

    private void Put(string symbol, SyntaxTree tree, int position)
    {
        _symbols.Add(Hash(symbol));
        _lines.Add(tree.GetLineSpan(new TextSpan(position, 0)).StartLinePosition.Line + 1);
        _blockOf.Add(_blocks.Count);
    }

    /// <summary>Returns what stands in the place of a whole node: empty for nothing, null to look into it.</summary>
    private static string? Substitute(SyntaxNode node) => node switch
    {
        // A local function is a member of its own, wherever it is moved to.
        LocalFunctionStatementSyntax or AttributeListSyntax => "",
        NameColonSyntax { Parent: ArgumentSyntax { Parent: ArgumentListSyntax } } => "",
        InterpolatedStringExpressionSyntax => "text",
        TypeSyntax and not RefTypeSyntax when IsTypeOfLocal(node) => "var",
        _ => null,
    };

    private static bool IsTypeOfLocal(SyntaxNode type) => type.Parent switch
    {
        VariableDeclarationSyntax { Parent: not BaseFieldDeclarationSyntax } declaration => declaration.Type == type,
        ForEachStatementSyntax loop => loop.Type == type,
        DeclarationExpressionSyntax declaration => declaration.Type == type,
        _ => false,
    };

    private string? Symbol(string file, SyntaxToken token)
    {
        switch (token.Kind())
        {
            case SyntaxKind.OpenBraceToken or SyntaxKind.CloseBraceToken or SyntaxKind.SemicolonToken or SyntaxKind.CommaToken:
            case SyntaxKind.ConstKeyword or SyntaxKind.StaticKeyword or SyntaxKind.EndOfFileToken or SyntaxKind.OmittedTypeArgumentToken:
            case SyntaxKind.EqualsGreaterThanToken when token.Parent is ArrowExpressionClauseSyntax:
            case SyntaxKind.EqualsToken when token.Parent?.Parent is PropertyDeclarationSyntax
                or VariableDeclaratorSyntax { Parent.Parent: BaseFieldDeclarationSyntax }:
            case SyntaxKind.OpenParenToken or SyntaxKind.CloseParenToken when token.Parent is ParenthesizedExpressionSyntax:
            case SyntaxKind.DotToken when token.Parent is MemberAccessExpressionSyntax or MemberBindingExpressionSyntax:
            case SyntaxKind.ThisKeyword when token.Parent is ThisExpressionSyntax { Parent: MemberAccessExpressionSyntax }:
            case SyntaxKind.ExclamationToken when token.Parent.IsKind(SyntaxKind.SuppressNullableWarningExpression):
                return null;
            case SyntaxKind.NumericLiteralToken:
                return "0";
            case SyntaxKind.StringLiteralToken or SyntaxKind.SingleLineRawStringLiteralToken or SyntaxKind.MultiLineRawStringLiteralToken
                or SyntaxKind.Utf8StringLiteralToken:
                return "text";
            case SyntaxKind.CharacterLiteralToken:
                return "'c'";
            case SyntaxKind.IdentifierToken:
                bool afterDot = IsAfterDot(token);
                string name = library.IsOwn(names, file, token.ValueText, afterDot) ? "own" : token.ValueText;
                return (afterDot ? ".name " : "name ") + name;
            default:
                return token.Text;
        }
    }

    private static bool IsAfterDot(SyntaxToken identifier) => identifier.Parent switch
    {
        SimpleNameSyntax { Parent: MemberAccessExpressionSyntax access } name =>
            access.Name == name && access.Expression is not ThisExpressionSyntax,
        SimpleNameSyntax { Parent: MemberBindingExpressionSyntax } => true,
        _ => false,
    };

    private static bool GivesValue(SyntaxNode owner) => owner switch
    {
        MethodDeclarationSyntax method => !IsVoid(method.ReturnType),
        LocalFunctionStatementSyntax function => !IsVoid(function.ReturnType),
        AccessorDeclarationSyntax accessor => accessor.IsKind(SyntaxKind.GetAccessorDeclaration),
        PropertyDeclarationSyntax or IndexerDeclarationSyntax or OperatorDeclarationSyntax or ConversionOperatorDeclarationSyntax => true,
        _ => false,
    };

    private static bool IsVoid(TypeSyntax type) =>
        type is PredefinedTypeSyntax predefined && predefined.Keyword.IsKind(SyntaxKind.VoidKeyword);

    private static string NameOf(SyntaxNode owner)
    {
        string name = owner switch
        {
            MethodDeclarationSyntax method => method.Identifier.ValueText,
            ConstructorDeclarationSyntax => "constructor",
            LocalFunctionStatementSyntax function => function.Identifier.ValueText,
            PropertyDeclarationSyntax property => property.Identifier.ValueText,
            VariableDeclaratorSyntax field => field.Identifier.ValueText,
            AccessorDeclarationSyntax { Parent.Parent: PropertyDeclarationSyntax property } => property.Identifier.ValueText,
            IndexerDeclarationSyntax or AccessorDeclarationSyntax => "indexer",
            _ => "operator",
        };
        string? type = owner.Ancestors().OfType<BaseTypeDeclarationSyntax>().FirstOrDefault()?.Identifier.ValueText;
        return type is null ? name : $"{type}.{name}";
    }

    // FNV-1a, 64 bits, over UTF-16 units: the same in every run, and wide enough that two symbols of a class never meet by chance.
    private static ulong Hash(string symbol)
    {
        ulong hash = 14695981039346656037;
        foreach (char c in symbol) hash = (hash ^ c) * 1099511628211;
        return hash;
    }
}
