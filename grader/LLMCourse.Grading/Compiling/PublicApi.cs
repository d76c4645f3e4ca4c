using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace LLMCourse.Grading.Compiling;

/// <summary>Lists a compilation's own types and members and writes their signatures.</summary>
internal static partial class PublicApi
{
    private const string BaseSeparator = " | ";

    private static readonly SymbolDisplayFormat Name = new(
        typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameAndContainingTypes,
        memberOptions: SymbolDisplayMemberOptions.IncludeContainingType);

    private static readonly SymbolDisplayFormat ForPeople = new(
        typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameAndContainingTypes,
        genericsOptions: SymbolDisplayGenericsOptions.IncludeTypeParameters | SymbolDisplayGenericsOptions.IncludeTypeConstraints,
        memberOptions: SymbolDisplayMemberOptions.IncludeParameters | SymbolDisplayMemberOptions.IncludeType
            | SymbolDisplayMemberOptions.IncludeRef
            | SymbolDisplayMemberOptions.IncludeModifiers | SymbolDisplayMemberOptions.IncludeAccessibility
                | SymbolDisplayMemberOptions.IncludeContainingType,
        delegateStyle: SymbolDisplayDelegateStyle.NameAndSignature,
        parameterOptions: SymbolDisplayParameterOptions.IncludeType | SymbolDisplayParameterOptions.IncludeName
            | SymbolDisplayParameterOptions.IncludeParamsRefOut
            | SymbolDisplayParameterOptions.IncludeDefaultValue | SymbolDisplayParameterOptions.IncludeExtensionThis,
        propertyStyle: SymbolDisplayPropertyStyle.ShowReadWriteDescriptor,
        kindOptions: SymbolDisplayKindOptions.IncludeTypeKeyword,
        miscellaneousOptions: SymbolDisplayMiscellaneousOptions.UseSpecialTypes
            | SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    private static readonly SymbolDisplayFormat Binding = new(
        SymbolDisplayGlobalNamespaceStyle.Omitted,
        SymbolDisplayTypeQualificationStyle.NameAndContainingTypesAndNamespaces,
        SymbolDisplayGenericsOptions.IncludeTypeParameters,
        SymbolDisplayMemberOptions.IncludeParameters | SymbolDisplayMemberOptions.IncludeType | SymbolDisplayMemberOptions.IncludeRef
            | SymbolDisplayMemberOptions.IncludeAccessibility | SymbolDisplayMemberOptions.IncludeContainingType,
        SymbolDisplayDelegateStyle.NameAndSignature,
        SymbolDisplayExtensionMethodStyle.StaticMethod,
        SymbolDisplayParameterOptions.IncludeType | SymbolDisplayParameterOptions.IncludeParamsRefOut,
        SymbolDisplayPropertyStyle.ShowReadWriteDescriptor,
        kindOptions: SymbolDisplayKindOptions.IncludeTypeKeyword,
        miscellaneousOptions: SymbolDisplayMiscellaneousOptions.UseSpecialTypes);

    /// <summary>Lists the public types and members that are written in source, and public default constructors.</summary>
    internal static IEnumerable<ISymbol> SymbolsOf(INamespaceSymbol root) => AllSymbolsOf(root).Where(IsContract);

    /// <summary>Lists all types and members, nested ones too.</summary>
    internal static IEnumerable<ISymbol> AllSymbolsOf(INamespaceOrTypeSymbol root)
    {
        foreach (ISymbol member in root.GetMembers())
        {
            if (member is not INamespaceSymbol) yield return member;
            if (member is not INamespaceOrTypeSymbol inner) continue;
            foreach (ISymbol below in AllSymbolsOf(inner)) yield return below;
        }
    }

    /// <summary>Returns the documentation comment id.</summary>
    internal static string IdOf(ISymbol symbol) => symbol.GetDocumentationCommentId()!;

    /// <summary>Finds what a compiled caller of a type or member is bound to: the member of that id, else one that its type inherits from
    /// another type of the same source.</summary>
    /// <param name="compilation">The source.</param>
    /// <param name="id">The documentation comment id.</param>
    internal static ISymbol? Find(Compilation compilation, string id)
    {
        if (DocumentationCommentId.GetSymbolsForDeclarationId(id, compilation)
            .FirstOrDefault(symbol => IsOwn(compilation, symbol)) is { } declared)
            return declared;
        string path = id.Split('(')[0].Split('~')[0];
        int end = path.LastIndexOf('.');
        // A constructor is not inherited.
        if (id[0] == 'T' || end < 0 || path.EndsWith("ctor", StringComparison.Ordinal)) return null;
        string type = path[2..end];
        if (DocumentationCommentId.GetFirstSymbolForDeclarationId("T:" + type, compilation)
            is not INamedTypeSymbol { TypeKind: TypeKind.Class } heir)
            return null;
        for (INamedTypeSymbol? parent = heir.BaseType; parent is not null && IsOwn(compilation, parent); parent = parent.BaseType)
        {
            string prefix = IdOf(parent.OriginalDefinition)[2..];
            ISymbol? inherited = parent.OriginalDefinition.GetMembers()
                .FirstOrDefault(member => !member.IsStatic && IdOf(member) is { } own
                    && own[..2] + type + own[(2 + prefix.Length)..] == id);
            if (inherited is not null) return inherited;
        }

        return null;
    }

    /// <summary>Returns what a caller of a member of a type is bound to, whether the type declares the member or inherits it.</summary>
    /// <param name="symbol">The member.</param>
    /// <param name="type">The full name of the type by which it is called.</param>
    internal static string ContractBy(ISymbol symbol, string type)
    {
        string contract = Contract(symbol);
        string parent = IdOf(symbol.ContainingType)[2..];
        int at = contract.IndexOf(parent + ".", StringComparison.Ordinal);
        return parent == type || at < 0 ? contract : string.Concat(contract.AsSpan(0, at), type, contract.AsSpan(at + parent.Length));
    }

    private static bool IsOwn(Compilation compilation, ISymbol symbol) =>
        SymbolEqualityComparer.Default.Equals(symbol.ContainingAssembly, compilation.Assembly);

    /// <summary>Returns the name for people, for example <c>Attention.Attend</c>.</summary>
    internal static string NameOf(ISymbol symbol) => symbol.ToDisplayString(Name);

    /// <summary>Returns the name of the file that declares the symbol first.</summary>
    internal static string FileOf(ISymbol symbol) =>
        symbol.Locations.FirstOrDefault(location => location.IsInSource)?.SourceTree!.FilePath ?? "";

    /// <summary>Returns the signature for people.</summary>
    internal static string Signature(ISymbol symbol)
    {
        if (symbol is not INamedTypeSymbol { TypeKind: not TypeKind.Delegate } type) return Member(symbol, ForPeople);
        string[] bases = [
            .. HasBase(type) ? [type.BaseType!.ToDisplayString(Name)] : Array.Empty<string>(),
            .. type.Interfaces.Where(face => !(type.IsRecord && face.Name == "IEquatable")).Select(face => face.ToDisplayString(Name))];
        string modifier = type.IsStatic ? "static " : type is { IsAbstract: true, TypeKind: TypeKind.Class } ? "abstract " : "";
        return $"{Access(type)} {modifier}{type.ToDisplayString(ForPeople)}{(bases.Length == 0 ? "" : $" : {string.Join(", ", bases)}")}";
    }

    /// <summary>Returns what a compiled caller is bound to; for a type, see <see cref="Fulfils"/>.</summary>
    internal static string Contract(ISymbol symbol)
    {
        if (symbol is not INamedTypeSymbol { TypeKind: not TypeKind.Delegate } type)
            return (symbol.IsStatic ? "static " : "") + Member(symbol, Binding).Replace("params ", "", StringComparison.Ordinal);
        string[] bases = [
            .. HasBase(type) ? [type.BaseType!.ToDisplayString(Binding)] : Array.Empty<string>(),
            .. type.Interfaces.Select(face => face.ToDisplayString(Binding))];
        string modifier = type.IsStatic ? "static " : type is { IsAbstract: true, TypeKind: TypeKind.Class } ? "abstract " : "";
        return string.Join(BaseSeparator,
            bases.Order(StringComparer.Ordinal).Prepend($"{Access(type)} {modifier}{type.ToDisplayString(Binding)}"));
    }

    /// <summary>Says whether a symbol can stand in for one with the given contract: a type may have more
    /// bases than that, a property a setter.</summary>
    /// <param name="symbol">The symbol.</param>
    /// <param name="contract">The contract.</param>
    /// <param name="by">The full name of the type by which the member is called; null for the type that declares it.</param>
    internal static bool Fulfils(ISymbol symbol, string contract, string? by = null)
    {
        if (symbol is not INamedTypeSymbol { TypeKind: not TypeKind.Delegate } type)
        {
            string had = by is null || symbol.ContainingType is null ? Contract(symbol) : ContractBy(symbol, by);
            return had == contract || (symbol is IPropertySymbol && Setter().Replace(had, "") == contract);
        }

        string[] wanted = contract.Split(BaseSeparator);
        HashSet<string> bases =
            [Contract(type).Split(BaseSeparator)[0], .. type.AllInterfaces.Select(face => face.ToDisplayString(Binding))];
        for (INamedTypeSymbol? at = type.BaseType; at is not null; at = at.BaseType) _ = bases.Add(at.ToDisplayString(Binding));
        return wanted.All(bases.Contains);
    }

    private static string Member(ISymbol symbol, SymbolDisplayFormat format) =>
        symbol is IFieldSymbol { HasConstantValue: true, ContainingType.TypeKind: TypeKind.Enum } value
            ? string.Create(CultureInfo.InvariantCulture,
                $"{value.ContainingType.ToDisplayString(format)}.{value.Name} = {value.ConstantValue}")
            : PrivateAccessor().Replace(symbol.ToDisplayString(format), "");

    private static bool HasBase(INamedTypeSymbol type) => type is { TypeKind: TypeKind.Class, BaseType.SpecialType: SpecialType.None };

    private static string Access(INamedTypeSymbol type) => SyntaxFacts.GetText(type.DeclaredAccessibility);

    private static bool IsContract(ISymbol symbol)
    {
        if (!IsVisible(symbol)) return false;
        return symbol switch
        {
            // Accessors are part of their property's signature; of what the compiler adds, only the default constructor can be lost.
            IMethodSymbol
            {
                MethodKind: MethodKind.PropertyGet or MethodKind.PropertySet or MethodKind.EventAdd or MethodKind.EventRemove
                or MethodKind.DelegateInvoke
            } => false,
            IMethodSymbol { MethodKind: MethodKind.Constructor, IsImplicitlyDeclared: true } method =>
                method.Parameters.Length == 0 && method.ContainingType.TypeKind == TypeKind.Class,
            _ => !symbol.IsImplicitlyDeclared && symbol.ContainingType?.TypeKind != TypeKind.Delegate,
        };
    }

    private static bool IsVisible(ISymbol symbol)
    {
        for (ISymbol? at = symbol; at is not null and not INamespaceSymbol; at = at.ContainingSymbol)
        {
            if (at.DeclaredAccessibility is not (Accessibility.Public or Accessibility.Protected or Accessibility.ProtectedOrInternal))
                return false;
        }

        return true;
    }

    [GeneratedRegex("((protected internal|protected) )?(set|init); ", RegexOptions.CultureInvariant)]
    private static partial Regex Setter();

    /// <summary>Finds the accessors that callers cannot use.</summary>
    [GeneratedRegex("(private|internal|private protected) (get|set|init); ", RegexOptions.CultureInvariant)]
    private static partial Regex PrivateAccessor();
}
