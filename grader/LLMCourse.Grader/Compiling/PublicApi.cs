using Microsoft.CodeAnalysis;

namespace LLMCourse.Grader.Compiling;

/// <summary>Lists a compilation's own types and members and writes their signatures.</summary>
internal static class PublicApi
{
    private static readonly SymbolDisplayFormat Name = new(
        typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameAndContainingTypes,
        memberOptions: SymbolDisplayMemberOptions.IncludeContainingType);

    private static readonly SymbolDisplayFormat ForPeople = new(
        typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameAndContainingTypes,
        genericsOptions: SymbolDisplayGenericsOptions.IncludeTypeParameters | SymbolDisplayGenericsOptions.IncludeTypeConstraints,
        memberOptions: SymbolDisplayMemberOptions.IncludeParameters | SymbolDisplayMemberOptions.IncludeType | SymbolDisplayMemberOptions.IncludeRef
            | SymbolDisplayMemberOptions.IncludeModifiers | SymbolDisplayMemberOptions.IncludeAccessibility | SymbolDisplayMemberOptions.IncludeContainingType,
        delegateStyle: SymbolDisplayDelegateStyle.NameAndSignature,
        parameterOptions: SymbolDisplayParameterOptions.IncludeType | SymbolDisplayParameterOptions.IncludeName | SymbolDisplayParameterOptions.IncludeParamsRefOut
            | SymbolDisplayParameterOptions.IncludeDefaultValue | SymbolDisplayParameterOptions.IncludeExtensionThis,
        propertyStyle: SymbolDisplayPropertyStyle.ShowReadWriteDescriptor,
        kindOptions: SymbolDisplayKindOptions.IncludeTypeKeyword,
        miscellaneousOptions: SymbolDisplayMiscellaneousOptions.UseSpecialTypes | SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    private static readonly SymbolDisplayFormat Binding = ForPeople
        .WithMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.UseSpecialTypes)
        .WithParameterOptions(SymbolDisplayParameterOptions.IncludeType | SymbolDisplayParameterOptions.IncludeParamsRefOut);

    private static readonly SymbolDisplayFormat BindingQualified = new(
        SymbolDisplayGlobalNamespaceStyle.Omitted,
        SymbolDisplayTypeQualificationStyle.NameAndContainingTypesAndNamespaces,
        Binding.GenericsOptions,
        Binding.MemberOptions,
        Binding.DelegateStyle,
        SymbolDisplayExtensionMethodStyle.StaticMethod,
        Binding.ParameterOptions,
        Binding.PropertyStyle,
        Binding.LocalOptions,
        Binding.KindOptions,
        Binding.MiscellaneousOptions);

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
    internal static string IdOf(ISymbol symbol) => DocumentationCommentId.CreateDeclarationId(symbol)!;

    /// <summary>Returns the name for people, for example <c>Attention.Attend</c>.</summary>
    internal static string NameOf(ISymbol symbol) => symbol.ToDisplayString(Name);

    /// <summary>Returns the name of the file that declares the symbol first.</summary>
    internal static string FileOf(ISymbol symbol) =>
        symbol.Locations.FirstOrDefault(location => location.IsInSource)?.SourceTree!.FilePath ?? "";

    /// <summary>Returns the signature for people.</summary>
    internal static string Signature(ISymbol symbol) => Write(symbol, ForPeople, type => type.ToDisplayString(Name));

    /// <summary>Returns what a compiled caller is bound to.</summary>
    internal static string Contract(ISymbol symbol) => Write(symbol, BindingQualified, type => type.ToDisplayString(BindingQualified));

    private static string Write(ISymbol symbol, SymbolDisplayFormat format, Func<ITypeSymbol, string> typeName)
    {
        if (symbol is IFieldSymbol { HasConstantValue: true, ContainingType.TypeKind: TypeKind.Enum } value)
            return $"{value.ContainingType.ToDisplayString(format)}.{value.Name} = {value.ConstantValue}";
        if (symbol is not INamedTypeSymbol type) return symbol.ToDisplayString(format);
        string modifiers = type is { IsStatic: true } ? "static " : type is { IsAbstract: true, TypeKind: TypeKind.Class } ? "abstract " : "";
        string header = type.TypeKind == TypeKind.Delegate || type.IsRecord || modifiers.Length == 0 ? type.ToDisplayString(format) : modifiers + type.ToDisplayString(format);
        bool showsBase = type.BaseType is { SpecialType: SpecialType.None } && type.TypeKind == TypeKind.Class;
        string[] bases = [
            .. showsBase ? new[] { typeName(type.BaseType!) } : [],
            .. type.Interfaces.Where(face => !(type.IsRecord && face.Name == "IEquatable")).Select(typeName).Order(StringComparer.Ordinal)];
        string accessibility = type.DeclaredAccessibility == Accessibility.Public ? "public " : "internal ";
        string suffix = bases.Length == 0 || type.TypeKind == TypeKind.Delegate ? "" : $" : {string.Join(", ", bases)}";
        return $"{accessibility}{header}{suffix}";
    }

    private static bool IsContract(ISymbol symbol)
    {
        if (!IsVisible(symbol)) return false;
        return symbol switch
        {
            // Accessors are part of their property's signature; of what the compiler adds, only the default constructor can be lost.
            IMethodSymbol { MethodKind: MethodKind.PropertyGet or MethodKind.PropertySet or MethodKind.EventAdd or MethodKind.EventRemove or MethodKind.DelegateInvoke } => false,
            IMethodSymbol { MethodKind: MethodKind.Constructor, IsImplicitlyDeclared: true } method => method.Parameters.Length == 0 && method.ContainingType.TypeKind == TypeKind.Class,
            _ => !symbol.IsImplicitlyDeclared && symbol.ContainingType?.TypeKind != TypeKind.Delegate,
        };
    }

    private static bool IsVisible(ISymbol symbol)
    {
        for (ISymbol? at = symbol; at is not null and not INamespaceSymbol; at = at.ContainingSymbol)
        {
            if (at.DeclaredAccessibility is not (Accessibility.Public or Accessibility.Protected or Accessibility.ProtectedOrInternal)) return false;
        }

        return true;
    }
}
