using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace LLMCourse.Grader.Inspection;

/// <summary>Collects every use of a symbol in a file: what the source names, and what the compiler adds for it.</summary>
internal sealed class UseCollector(SemanticModel model, CancellationToken cancellation)
{
    private readonly List<SymbolUse> _uses = [];
    private readonly Dictionary<SyntaxNode, ISymbol?> _owners = [];

    /// <summary>Collects the uses of one file.</summary>
    internal IReadOnlyList<SymbolUse> Collect()
    {
        foreach (SyntaxNode node in model.SyntaxTree.GetRoot(cancellation).DescendantNodes(node => node is not UsingDirectiveSyntax))
        {
            cancellation.ThrowIfCancellationRequested();
            if (node is SimpleNameSyntax name) Name(name);
            else if (node is CommonForEachStatementSyntax loop) ForEach(loop);
            else if (node is AwaitExpressionSyntax await) Await(await);
            else if (node is ConstructorInitializerSyntax or QueryClauseSyntax or OrderingSyntax or SelectOrGroupClauseSyntax) Add(model.GetSymbolInfo(node, cancellation).Symbol, node);
            else if (node is AssignmentExpressionSyntax { Left: TupleExpressionSyntax or DeclarationExpressionSyntax } assignment) Deconstruct(model.GetDeconstructionInfo(assignment), node);
            else if (node is InitializerExpressionSyntax initializer) CollectionInitializer(initializer);
            if (IsRoot(node) && model.GetOperation(node, cancellation) is { } operation) Operations(operation);
        }

        return _uses;
    }

    /// <summary>Returns the member or type whose declaration holds a node.</summary>
    private ISymbol? OwnerOf(SyntaxNode node)
    {
        for (SyntaxNode? at = node; at is not null; at = at.Parent)
        {
            if (at is not (AccessorDeclarationSyntax or VariableDeclaratorSyntax or VariableDeclarationSyntax or MemberDeclarationSyntax)) continue;
            if (!_owners.TryGetValue(at, out ISymbol? owner)) _owners[at] = owner = Declared(at);
            if (owner is not null) return owner;
        }

        return null;
    }

    private ISymbol? Declared(SyntaxNode node)
    {
        ISymbol? symbol = node switch
        {
            AccessorDeclarationSyntax accessor => model.GetDeclaredSymbol(accessor, cancellation)?.AssociatedSymbol,
            VariableDeclaratorSyntax { Parent.Parent: BaseFieldDeclarationSyntax } field => model.GetDeclaredSymbol(field, cancellation),
            VariableDeclarationSyntax { Parent: BaseFieldDeclarationSyntax } fields => model.GetDeclaredSymbol(fields.Variables[0], cancellation),
            BaseFieldDeclarationSyntax fields => model.GetDeclaredSymbol(fields.Declaration.Variables[0], cancellation),
            MemberDeclarationSyntax member and not (BaseNamespaceDeclarationSyntax or GlobalStatementSyntax) => model.GetDeclaredSymbol(member, cancellation),
            _ => null,
        };
        return symbol is null ? null : SymbolNames.Definition(symbol);
    }

    private static bool IsRoot(SyntaxNode node) => node switch
    {
        BaseMethodDeclarationSyntax or AccessorDeclarationSyntax or AttributeSyntax or PrimaryConstructorBaseTypeSyntax => true,
        ArrowExpressionClauseSyntax { Parent: BasePropertyDeclarationSyntax } => true,
        EqualsValueClauseSyntax { Parent: PropertyDeclarationSyntax or EnumMemberDeclarationSyntax } => true,
        EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax { Parent.Parent: BaseFieldDeclarationSyntax } } => true,
        EqualsValueClauseSyntax { Parent: ParameterSyntax { Parent.Parent: BaseMethodDeclarationSyntax or BasePropertyDeclarationSyntax or TypeDeclarationSyntax } } => true,
        _ => false,
    };

    private void Name(SimpleNameSyntax name)
    {
        if (IsInNameOf(name)) return;
        SymbolInfo info = model.GetSymbolInfo(name, cancellation);
        ISymbol? symbol = info.Symbol ?? info.CandidateSymbols.FirstOrDefault();
        if (name.Parent is AttributeSyntax || name.Parent is QualifiedNameSyntax { Parent: AttributeSyntax }) symbol = (symbol as IMethodSymbol)?.ContainingType ?? symbol;
        switch (symbol)
        {
            case null or INamespaceSymbol or ILocalSymbol or IRangeVariableSymbol or ILabelSymbol or IParameterSymbol or ITypeParameterSymbol or IDiscardSymbol:
                if (symbol is ILocalSymbol { Type.TypeKind: TypeKind.Dynamic } or IParameterSymbol { Type.TypeKind: TypeKind.Dynamic }) Add(((symbol as ILocalSymbol)?.Type ?? ((IParameterSymbol)symbol).Type), name);
                return;
            case INamedTypeSymbol when IsQualifier(name):
                Add(symbol, name, UseManner.Qualifier);
                return;
            default:
                Add(symbol, name, IsWritten(name) ? UseManner.Write : UseManner.Mention);
                return;
        }
    }

    /// <summary>Says whether a name stands within <c>nameof</c>, which uses nothing.</summary>
    private bool IsInNameOf(SyntaxNode node) =>
        node.Ancestors().TakeWhile(at => at is not StatementSyntax and not MemberDeclarationSyntax)
            .OfType<InvocationExpressionSyntax>()
            .Any(call => call.Expression is IdentifierNameSyntax { Identifier.ValueText: "nameof" } && model.GetSymbolInfo(call, cancellation).Symbol is null && model.GetConstantValue(call, cancellation).HasValue);

    private static bool IsQualifier(SimpleNameSyntax name)
    {
        SyntaxNode at = name;
        while (at.Parent is MemberAccessExpressionSyntax access && access.Name == at) at = access;
        if (at.Parent is AliasQualifiedNameSyntax alias) at = alias;
        return at.Parent is MemberAccessExpressionSyntax { Expression: { } receiver } && receiver == at;
    }

    private static bool IsWritten(SimpleNameSyntax name)
    {
        SyntaxNode at = name;
        while (at.Parent is MemberAccessExpressionSyntax access && access.Name == at) at = access;
        while (at.Parent is ParenthesizedExpressionSyntax or ArgumentSyntax { Parent: TupleExpressionSyntax } or TupleExpressionSyntax or PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.SuppressNullableWarningExpression })
            at = at.Parent;
        return at.Parent switch
        {
            AssignmentExpressionSyntax assignment => assignment.Left == at,
            PrefixUnaryExpressionSyntax or PostfixUnaryExpressionSyntax => true,
            ArgumentSyntax argument => !argument.RefKindKeyword.IsKind(SyntaxKind.None),
            RefExpressionSyntax => true,
            CommonForEachStatementSyntax => true,
            _ => false,
        };
    }

    private void Operations(IOperation root)
    {
        Stack<IOperation> open = new([root]);
        while (open.TryPop(out IOperation? operation))
        {
            if (operation is INameOfOperation) continue;
            foreach (ISymbol? symbol in SymbolsOf(operation)) Add(symbol, operation.Syntax);
            if (operation.Type is { } type) AddExpressionType(type, operation.Syntax);
            foreach (IOperation child in operation.ChildOperations) open.Push(child);
        }
    }

    private static IEnumerable<ISymbol?> SymbolsOf(IOperation operation) => operation switch
    {
        // Names are seen as names; here are the symbols that the source does not name.
        IInvocationOperation call => [call.TargetMethod],
        IObjectCreationOperation creation => [creation.Constructor, creation.Type],
        ITypeParameterObjectCreationOperation creation => [creation.Type],
        IPropertyReferenceOperation property => [property.Property],
        IMethodReferenceOperation method => [method.Method],
        IBinaryOperation binary => [binary.OperatorMethod],
        IUnaryOperation unary => [unary.OperatorMethod],
        ICompoundAssignmentOperation compound => [compound.OperatorMethod, compound.InConversion.MethodSymbol, compound.OutConversion.MethodSymbol],
        IIncrementOrDecrementOperation increment => [increment.OperatorMethod],
        IConversionOperation conversion => [conversion.OperatorMethod],
        IRecursivePatternOperation pattern => [pattern.DeconstructSymbol],
        IListPatternOperation pattern => [pattern.LengthSymbol, pattern.IndexerSymbol],
        ISlicePatternOperation pattern => [pattern.SliceSymbol],
        IImplicitIndexerReferenceOperation indexer => [indexer.LengthSymbol, indexer.IndexerSymbol],
        IWithOperation with => [with.CloneMethod],
        IRangeOperation range => [range.Method],
        ICollectionExpressionOperation collection => [collection.ConstructMethod],
        IDynamicInvocationOperation or IDynamicMemberReferenceOperation or IDynamicObjectCreationOperation or IDynamicIndexerAccessOperation => [operation.Type],
        _ => [],
    };

    private void ForEach(CommonForEachStatementSyntax loop)
    {
        ForEachStatementInfo info = model.GetForEachStatementInfo(loop);
        foreach (ISymbol? symbol in new ISymbol?[] { info.GetEnumeratorMethod, info.MoveNextMethod, info.CurrentProperty, info.DisposeMethod, info.ElementConversion.MethodSymbol, info.CurrentConversion.MethodSymbol })
            Add(symbol, loop.Expression);
        if (loop is ForEachVariableStatementSyntax variables) Deconstruct(model.GetDeconstructionInfo(variables), loop.Expression);
    }

    private void Await(AwaitExpressionSyntax expression)
    {
        AwaitExpressionInfo info = model.GetAwaitExpressionInfo(expression);
        foreach (ISymbol? symbol in new ISymbol?[] { info.GetAwaiterMethod, info.IsCompletedProperty, info.GetResultMethod }) Add(symbol, expression);
    }

    private void Deconstruct(DeconstructionInfo info, SyntaxNode node)
    {
        Add(info.Method, node);
        Add(info.Conversion?.MethodSymbol, node);
        foreach (DeconstructionInfo nested in info.Nested) Deconstruct(nested, node);
    }

    private void CollectionInitializer(InitializerExpressionSyntax initializer)
    {
        if (!initializer.IsKind(SyntaxKind.CollectionInitializerExpression)) return;
        foreach (ExpressionSyntax element in initializer.Expressions) Add(model.GetCollectionInitializerSymbolInfo(element, cancellation).Symbol, element);
    }

    /// <summary>Notes the types that expressions have though the source does not name them, such as what <c>var</c> stands for.</summary>
    private void AddExpressionType(ITypeSymbol type, SyntaxNode node)
    {
        while (type is IArrayTypeSymbol array) type = array.ElementType;
        if (type.TypeKind is TypeKind.Pointer or TypeKind.FunctionPointer or TypeKind.Dynamic || type is INamedTypeSymbol) Add(type, node, UseManner.ExpressionType);
    }

    private void Add(ISymbol? symbol, SyntaxNode node, UseManner manner = UseManner.Mention)
    {
        if (symbol is null) return;
        ISymbol? owner = OwnerOf(node);
        _uses.Add(new SymbolUse(SymbolNames.Definition(symbol), node.GetLocation(), owner, manner));
    }
}
