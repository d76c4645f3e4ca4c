using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace LLMCourse.Grading.Compiling.Inspection;

/// <summary>Collects every use of a symbol in a file: what it names, and what the compiler adds for it.</summary>
internal sealed class UseCollector(SemanticModel model, CancellationToken cancellation)
{
    private readonly List<SymbolUse> _uses = [];
    private readonly MemberOwners _owners = new(model, cancellation);

    /// <summary>Collects the uses of one file.</summary>
    internal IReadOnlyList<SymbolUse> Collect()
    {
        foreach (SyntaxNode node in model.SyntaxTree.GetRoot(cancellation).DescendantNodes(node => node is not UsingDirectiveSyntax))
        {
            cancellation.ThrowIfCancellationRequested();
            if (node is SimpleNameSyntax name && IsType(name)) Name(name);
            else if (node is CommonForEachStatementSyntax loop) ForEach(loop);
            else if (node is AwaitExpressionSyntax await) Await(await);
            else if (node is ConstructorInitializerSyntax) Add(model.GetSymbolInfo(node, cancellation).Symbol, node);
            else if (node is AssignmentExpressionSyntax { Left: TupleExpressionSyntax or DeclarationExpressionSyntax } assignment)
                Deconstruct(model.GetDeconstructionInfo(assignment), node);
            else if (node is InitializerExpressionSyntax initializer) CollectionInitializer(initializer);
            if (IsRoot(node) && model.GetOperation(node, cancellation) is { } operation) Operations(operation);
        }

        return _uses;
    }

    private static bool IsRoot(SyntaxNode node) => node switch
    {
        BaseMethodDeclarationSyntax or AccessorDeclarationSyntax or AttributeSyntax or PrimaryConstructorBaseTypeSyntax => true,
        ArrowExpressionClauseSyntax { Parent: BasePropertyDeclarationSyntax } => true,
        EqualsValueClauseSyntax { Parent: PropertyDeclarationSyntax or EnumMemberDeclarationSyntax } => true,
        EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax { Parent.Parent: BaseFieldDeclarationSyntax } } => true,
        EqualsValueClauseSyntax
        {
            Parent: ParameterSyntax
            {
                Parent.Parent: BaseMethodDeclarationSyntax or BasePropertyDeclarationSyntax
            or TypeDeclarationSyntax
            }
        } => true,
        _ => false,
    };

    /// <summary>Says whether a name can only be a type's. Names in expressions are seen as operations: asking for
    /// them one by one binds each chain anew.</summary>
    private static bool IsType(SimpleNameSyntax name)
    {
        ExpressionSyntax at = name;
        while (at.Parent is QualifiedNameSyntax or AliasQualifiedNameSyntax or NullableTypeSyntax) at = (ExpressionSyntax)at.Parent;
        return SyntaxFacts.IsInTypeOnlyContext(at)
            || at.Parent is AttributeSyntax or TypeArgumentListSyntax or ArrayTypeSyntax or RefTypeSyntax or TupleElementSyntax;
    }

    private void Name(SimpleNameSyntax name)
    {
        SymbolInfo info = model.GetSymbolInfo(name, cancellation);
        ISymbol? symbol = info.Symbol ?? info.CandidateSymbols.FirstOrDefault();
        if (symbol is IMethodSymbol { MethodKind: MethodKind.Constructor } constructor) symbol = constructor.ContainingType;
        if (symbol is ITypeSymbol and not ITypeParameterSymbol && !IsInNameOf(name)) Add(symbol, name);
    }

    /// <summary>Says whether a name stands within <c>nameof</c>, which uses nothing.</summary>
    private bool IsInNameOf(SyntaxNode node) =>
        node.Ancestors().TakeWhile(at => at is not StatementSyntax and not MemberDeclarationSyntax)
            .OfType<InvocationExpressionSyntax>()
            .Any(call => call.Expression is IdentifierNameSyntax { Identifier.ValueText: "nameof" }
                && model.GetOperation(call, cancellation) is INameOfOperation);

    private static bool IsWritten(SyntaxNode reference)
    {
        SyntaxNode at = reference;
        while (at.Parent is MemberAccessExpressionSyntax access && access.Name == at) at = access;
        while (at.Parent is ParenthesizedExpressionSyntax or ArgumentSyntax { Parent: TupleExpressionSyntax } or TupleExpressionSyntax
            or PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.SuppressNullableWarningExpression })
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

    /// <summary>Returns the name within a reference or a call, so that a chain over several lines is noted in the right one.</summary>
    private static SyntaxNode NameWithin(SyntaxNode node) => node switch
    {
        InvocationExpressionSyntax call => NameWithin(call.Expression),
        MemberAccessExpressionSyntax access => access.Name,
        MemberBindingExpressionSyntax binding => binding.Name,
        ObjectCreationExpressionSyntax creation => creation.Type,
        _ => node,
    };

    private void Operations(IOperation root)
    {
        Stack<IOperation> open = new([root]);
        while (open.TryPop(out IOperation? operation))
        {
            if (operation is INameOfOperation) continue;
            UseManner manner = operation is IMemberReferenceOperation && IsWritten(operation.Syntax) ? UseManner.Write : UseManner.Mention;
            foreach (ISymbol? symbol in SymbolsOf(operation)) Add(symbol, NameWithin(operation.Syntax), manner);
            if (operation.Type is { } type) AddExpressionType(type, operation.Syntax);
            foreach (IOperation child in operation.ChildOperations) open.Push(child);
        }
    }

    private static IEnumerable<ISymbol?> SymbolsOf(IOperation operation) => operation switch
    {
        IInvocationOperation call => [call.TargetMethod, .. call.TargetMethod.TypeArguments],
        IObjectCreationOperation creation => [creation.Constructor, creation.Type],
        ITypeParameterObjectCreationOperation creation => [creation.Type],
        IMethodReferenceOperation method => [method.Method, .. method.Method.TypeArguments],
        IMemberReferenceOperation reference => [reference.Member],
        ITypeOfOperation type => [type.TypeOperand],
        IIsTypeOperation type => [type.TypeOperand],
        ITypePatternOperation pattern => [pattern.MatchedType],
        IDeclarationPatternOperation pattern => [pattern.MatchedType],
        IBinaryOperation binary => [binary.OperatorMethod],
        IUnaryOperation unary => [unary.OperatorMethod],
        ICompoundAssignmentOperation compound =>
            [compound.OperatorMethod, compound.InConversion.MethodSymbol, compound.OutConversion.MethodSymbol],
        IIncrementOrDecrementOperation increment => [increment.OperatorMethod],
        IConversionOperation conversion => [conversion.OperatorMethod],
        IRecursivePatternOperation pattern => [pattern.DeconstructSymbol, pattern.MatchedType],
        IListPatternOperation pattern => [pattern.LengthSymbol, pattern.IndexerSymbol],
        ISlicePatternOperation pattern => [pattern.SliceSymbol],
        IImplicitIndexerReferenceOperation indexer => [indexer.LengthSymbol, indexer.IndexerSymbol],
        IWithOperation with => [with.CloneMethod],
        IRangeOperation range => [range.Method],
        ICollectionExpressionOperation collection => [collection.ConstructMethod],
        IDynamicInvocationOperation or IDynamicMemberReferenceOperation or IDynamicObjectCreationOperation
            or IDynamicIndexerAccessOperation => [operation.Type],
        _ => [],
    };

    private void ForEach(CommonForEachStatementSyntax loop)
    {
        ForEachStatementInfo info = model.GetForEachStatementInfo(loop);
        foreach (ISymbol? symbol in new ISymbol?[] { info.GetEnumeratorMethod, info.MoveNextMethod, info.CurrentProperty,
            info.DisposeMethod, info.ElementConversion.MethodSymbol, info.CurrentConversion.MethodSymbol })
            Add(symbol, loop.Expression);
        if (loop is ForEachVariableStatementSyntax variables) Deconstruct(model.GetDeconstructionInfo(variables), loop.Expression);
    }

    private void Await(AwaitExpressionSyntax expression)
    {
        AwaitExpressionInfo info = model.GetAwaitExpressionInfo(expression);
        foreach (ISymbol? symbol in new ISymbol?[] { info.GetAwaiterMethod, info.IsCompletedProperty, info.GetResultMethod })
            Add(symbol, expression);
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
        foreach (ExpressionSyntax element in initializer.Expressions)
            Add(model.GetCollectionInitializerSymbolInfo(element, cancellation).Symbol, element);
    }

    /// <summary>Notes the types that expressions have though the source does not name them, such as what <c>var</c> stands for.</summary>
    private void AddExpressionType(ITypeSymbol type, SyntaxNode node)
    {
        while (type is IArrayTypeSymbol array) type = array.ElementType;
        if (type.TypeKind is TypeKind.Pointer or TypeKind.FunctionPointer or TypeKind.Dynamic || type is INamedTypeSymbol)
            Add(type, node, UseManner.ExpressionType);
    }

    private void Add(ISymbol? symbol, SyntaxNode node, UseManner manner = UseManner.Mention)
    {
        if (symbol is null or ITypeParameterSymbol or ILocalSymbol or IParameterSymbol) return;
        ISymbol? owner = _owners.Of(node);
        _uses.Add(new SymbolUse(SymbolNames.Definition(symbol), node.GetLocation(), owner, manner));
    }
}
