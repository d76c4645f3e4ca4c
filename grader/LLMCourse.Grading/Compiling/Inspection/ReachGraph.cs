using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LLMCourse.Grading.Compiling.Inspection;

/// <summary>Which of a submission's own members can run when a given member does.</summary>
/// <remarks>
/// An over-approximation over the source: a mention of a member reaches it and all that can stand in for it (overrides,
/// implementations); a mention of a field reaches whoever writes it, so that a delegate parked in one is followed; a mention of
/// a type reaches its constructors and what the framework may call on it.
/// </remarks>
internal sealed class ReachGraph
{
    // What the language itself calls by name, without an interface.
    private static readonly HashSet<string> CalledByPattern =
    [
        "GetEnumerator", "MoveNext", "Current", "Dispose", "DisposeAsync", "GetAsyncEnumerator", "MoveNextAsync", "GetAwaiter",
        "IsCompleted", "GetResult",
        "OnCompleted", "UnsafeOnCompleted", "Deconstruct", "Add", "Slice", "Length", "Count", "this[]", "AppendLiteral", "AppendFormatted",
        "GetPinnableReference",
        "Finalize", "ToString", "Equals", "GetHashCode",
    ];

    private readonly CSharpCompilation _compilation;
    private readonly ILookup<ISymbol, SymbolUse> _byOwner;
    private readonly ILookup<ISymbol, SymbolUse> _bySymbol;
    private readonly Dictionary<ISymbol, List<ISymbol>> _standIns = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<INamedTypeSymbol, List<ISymbol>> _calledFromOutside = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<ISymbol, ISymbol> _extensions = new(SymbolEqualityComparer.Default);

    internal ReachGraph(CSharpCompilation compilation, IReadOnlyList<SymbolUse> uses, IEnumerable<ISymbol> declared)
    {
        _compilation = compilation;
        _byOwner = uses.Where(use => use.Owner is not null).ToLookup(use => use.Owner!, SymbolEqualityComparer.Default);
        _bySymbol = uses.Where(use => IsOwn(use.Symbol)).ToLookup(use => Node(use.Symbol), SymbolEqualityComparer.Default);
        foreach (ISymbol symbol in declared)
        {
            if (symbol is INamedTypeSymbol type) Implementations(type);
            else Overrides(symbol);
            if (symbol is IMethodSymbol { AssociatedExtensionImplementation: { } implementation }) _extensions[implementation] = symbol;
        }
    }

    /// <summary>Returns everything that can run when a member does, itself included; for a type, when any of its members does.</summary>
    internal HashSet<ISymbol> From(IEnumerable<ISymbol> starts)
    {
        HashSet<ISymbol> reached = new(SymbolEqualityComparer.Default);
        Stack<ISymbol> open = new();
        foreach (ISymbol start in starts)
        {
            Push(start);
            if (start is INamedTypeSymbol type) foreach (ISymbol member in type.GetMembers()) Push(member);
        }

        while (open.TryPop(out ISymbol? symbol))
        {
            foreach (ISymbol next in Next(symbol)) Push(next);
        }

        return reached;

        void Push(ISymbol symbol)
        {
            ISymbol node = Node(symbol);
            if (IsOwn(node) && reached.Add(node)) open.Push(node);
        }
    }

    private IEnumerable<ISymbol> Next(ISymbol symbol)
    {
        foreach (SymbolUse use in _byOwner[symbol])
        {
            if (!IsOwn(use.Symbol) || use.Manner == UseManner.ExpressionType) continue;
            if (use.Manner == UseManner.Qualifier)
            {
                foreach (IMethodSymbol start in ((INamedTypeSymbol)use.Symbol).StaticConstructors) yield return start;
                continue;
            }

            yield return use.Symbol;
        }

        foreach (ISymbol standIn in _standIns.GetValueOrDefault(symbol, [])) yield return standIn;
        switch (symbol)
        {
            case INamedTypeSymbol type:
                foreach (ISymbol member in OfType(type)) yield return member;
                break;
            case IFieldSymbol { IsConst: false } or IPropertySymbol or IEventSymbol:
                foreach (SymbolUse use in _bySymbol[symbol])
                {
                    if (use.Owner is not null && (use.Manner == UseManner.Write || IsSharedStore(symbol))) yield return use.Owner;
                }

                break;
        }

        if (symbol is INamedTypeSymbol || symbol.ContainingType is not { } container) yield break;
        if (!symbol.IsStatic) yield return container;
        foreach (IMethodSymbol start in container.StaticConstructors) yield return start;
    }

    private IEnumerable<ISymbol> OfType(INamedTypeSymbol type)
    {
        if (type.BaseType is { } parent) yield return parent;
        foreach (ISymbol member in type.GetMembers())
        {
            bool runs = member is IMethodSymbol
            {
                MethodKind: MethodKind.Constructor or MethodKind.StaticConstructor
                or MethodKind.Destructor or MethodKind.Conversion
            }
                || (!member.IsStatic && HasInitializer(member))
                || CalledByPattern.Contains(member.Name);
            if (runs) yield return member;
        }

        foreach (ISymbol member in _calledFromOutside.GetValueOrDefault(type, [])) yield return member;
    }

    private static bool HasInitializer(ISymbol member) =>
        member.DeclaringSyntaxReferences.Any(reference => reference.GetSyntax() is VariableDeclaratorSyntax { Initializer: not null }
            or PropertyDeclarationSyntax { Initializer: not null });

    /// <summary>Says whether a static can hold something that others put in without assigning it: a list of delegates, say.</summary>
    private static bool IsSharedStore(ISymbol symbol)
    {
        ITypeSymbol? type = (symbol as IFieldSymbol)?.Type ?? (symbol as IPropertySymbol)?.Type;
        return symbol.IsStatic && type is { SpecialType: SpecialType.None, TypeKind: not (TypeKind.Enum or TypeKind.Delegate) };
    }

    private void Overrides(ISymbol symbol)
    {
        ISymbol? overridden = symbol switch
        {
            IMethodSymbol method => method.OverriddenMethod,
            IPropertySymbol property => property.OverriddenProperty,
            IEventSymbol @event => @event.OverriddenEvent,
            _ => null,
        };
        for (ISymbol? at = overridden; at is not null; at = (at as IMethodSymbol)?.OverriddenMethod
            ?? (at as IPropertySymbol)?.OverriddenProperty ?? (ISymbol?)(at as IEventSymbol)?.OverriddenEvent)
            StandsIn(symbol, at, symbol.ContainingType);
    }

    private void Implementations(INamedTypeSymbol type)
    {
        if (type.TypeKind == TypeKind.Interface) return;
        foreach (ISymbol member in type.AllInterfaces.SelectMany(face => face.GetMembers()))
        {
            if (type.FindImplementationForInterfaceMember(member) is { } implementation && IsOwn(implementation))
                StandsIn(implementation, member, type);
        }
    }

    private void StandsIn(ISymbol symbol, ISymbol original, INamedTypeSymbol type)
    {
        ISymbol key = Node(original);
        if (IsOwn(key)) Append(_standIns, key, Node(symbol));
        else Append(_calledFromOutside, type, Node(symbol));
    }

    private static void Append<TKey>(Dictionary<TKey, List<ISymbol>> lists, TKey key, ISymbol value)
        where TKey : notnull
    {
        if (!lists.TryGetValue(key, out List<ISymbol>? list)) lists[key] = list = [];
        list.Add(value);
    }

    private bool IsOwn(ISymbol symbol) => SymbolEqualityComparer.Default.Equals(symbol.ContainingAssembly, _compilation.Assembly);

    /// <summary>Returns the symbol that stands for another in this graph: an accessor's property, an extension's block member.</summary>
    private ISymbol Node(ISymbol symbol)
    {
        ISymbol definition = SymbolNames.Definition(symbol);
        if (definition is IMethodSymbol { AssociatedSymbol: { } owner }) definition = SymbolNames.Definition(owner);
        return _extensions.GetValueOrDefault(definition, definition);
    }
}
