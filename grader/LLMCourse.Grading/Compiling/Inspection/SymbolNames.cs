using Microsoft.CodeAnalysis;

namespace LLMCourse.Grading.Compiling.Inspection;

/// <summary>Writes the full names that bans speak of.</summary>
internal static class SymbolNames
{
    private static readonly SymbolDisplayFormat ForPeople = new(
        typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameAndContainingTypes,
        memberOptions: SymbolDisplayMemberOptions.IncludeContainingType);

    /// <summary>Returns the full name without type arguments and parameters; operators are <c>op_Addition</c> and so on.</summary>
    internal static string Full(ISymbol symbol)
    {
        ISymbol named = symbol switch
        {
            IMethodSymbol { AssociatedSymbol: { } owner } => owner,
            IMethodSymbol { MethodKind: MethodKind.Constructor or MethodKind.StaticConstructor } constructor => constructor.ContainingType,
            _ => symbol,
        };
        List<string> parts = [named.Name];
        for (ISymbol? at = named.ContainingSymbol; at is not null; at = at.ContainingSymbol)
        {
            if (at is INamespaceSymbol { IsGlobalNamespace: true } or IModuleSymbol or IAssemblySymbol) break;
            if (at.Name.Length > 0) parts.Add(at.Name);
        }

        parts.Reverse();
        return string.Join('.', parts);
    }

    /// <summary>Returns the name for people.</summary>
    internal static string Short(ISymbol symbol) => symbol.ToDisplayString(ForPeople);

    /// <summary>Returns the definition that stands behind a constructed, reduced or partial symbol.</summary>
    internal static ISymbol Definition(ISymbol symbol)
    {
        ISymbol definition = symbol is IMethodSymbol { ReducedFrom: { } reduced } ? reduced.OriginalDefinition : symbol.OriginalDefinition;
        return definition switch
        {
            IMethodSymbol { PartialDefinitionPart: { } part } => part,
            IPropertySymbol { PartialDefinitionPart: { } part } => part,
            _ => definition,
        };
    }
}
