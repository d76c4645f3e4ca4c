using System.Collections.Immutable;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using LLMCourse.Checks;
using LLMCourse.Grading.Course;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace LLMCourse.Authoring.Recording;

/// <summary>
/// Finds which members of its exercise each check uses, from the compiled code of the checks, so that a report can say what a check is
/// about.
/// </summary>
/// <remarks>
/// Followed is what the check's class, its base classes in the same assembly and the helpers that it calls refer to. What is called
/// through an interface or a base class shows in no reference; an object that is made counts as used through those.
/// </remarks>
public sealed class CheckedMembers
{
    private static readonly Dictionary<int, OpCode> OpCodes = typeof(OpCodes).GetFields()
        .Select(f => (OpCode)f.GetValue(null)!)
        .ToDictionary(o => o.Value & 0xFFFF);

    private readonly PEReader _file;
    private readonly MetadataReader _metadata;

    private CheckedMembers(PEReader file) => (_file, _metadata) = (file, file.GetMetadataReader());

    /// <summary>Finds the members that the checks of a module use.</summary>
    /// <param name="manifest">The module.</param>
    /// <param name="solution">Its compiled solution.</param>
    /// <param name="checksAssembly">The path of the compiled checks.</param>
    /// <param name="checks">The checks.</param>
    /// <returns>By the check's id, in the order of the ids, the documentation comment ids of members of its
    /// own exercise, in the manifest's order.</returns>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> Find(ModuleManifest manifest, CSharpCompilation solution,
        string checksAssembly, IEnumerable<Check> checks)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        ArgumentNullException.ThrowIfNull(solution);
        ArgumentNullException.ThrowIfNull(checks);
        using PEReader file = new(File.OpenRead(checksAssembly));
        CheckedMembers reader = new(file);
        SortedDictionary<string, IReadOnlyList<string>> found = new(StringComparer.Ordinal);
        foreach (Check check in checks)
        {
            ManifestExercise? exercise = manifest.Exercises.FirstOrDefault(e => e.Id == check.Exercise.Text);
            if (exercise is null) continue;
            HashSet<string> names = reader.NamesUsedBy(check.GetType().MetadataToken);
            found[check.Id] = [.. exercise.Members.Where(m => IsUsed(m, names, solution)).Select(m => m.DocId)];
        }

        return found;
    }

    /// <summary>Finds the public members of a module that no check calls by their name: not at all, or through
    /// an interface or a base class alone.</summary>
    /// <param name="manifest">The module.</param>
    /// <param name="solution">Its compiled solution.</param>
    /// <param name="checksAssembly">The path of the compiled checks.</param>
    /// <returns>Their documentation comment ids in the manifest's order. Types are not among them, nor are values of enumerations, which
    /// compiled checks hold as numbers, and members of interfaces, which checks may implement.</returns>
    public static IReadOnlyList<string> FindUncalled(ModuleManifest manifest, CSharpCompilation solution, string checksAssembly)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        ArgumentNullException.ThrowIfNull(solution);
        using PEReader file = new(File.OpenRead(checksAssembly));
        CheckedMembers reader = new(file);
        HashSet<string> called = [.. reader._metadata.MemberReferences.Select(reader.NameOf).OfType<string>()];
        return [.. manifest.PublicApi
            .Where(member => DocumentationCommentId.GetFirstSymbolForDeclarationId(member.DocId, solution) is { } symbol
                and not INamedTypeSymbol
                && symbol.ContainingType.TypeKind is not (TypeKind.Enum or TypeKind.Interface) && !IsCalled(symbol, called))
            .Select(member => member.DocId)];
    }

    private static bool IsUsed(ManifestMember member, HashSet<string> names, CSharpCompilation solution)
    {
        if (DocumentationCommentId.GetFirstSymbolForDeclarationId(member.DocId, solution) is not { } symbol) return false;
        if (symbol is INamedTypeSymbol type) return names.Contains(NameOf(type));
        return IsCalled(symbol, names) || (IsCalledIndirectly(symbol) && names.Contains($"{NameOf(symbol.ContainingType)}..ctor"));
    }

    private static bool IsCalled(ISymbol symbol, HashSet<string> names)
    {
        string holder = NameOf(symbol.ContainingType);
        return symbol is IPropertySymbol
            ? names.Contains($"{holder}.get_{symbol.MetadataName}") || names.Contains($"{holder}.set_{symbol.MetadataName}")
            : names.Contains($"{holder}.{symbol.MetadataName}");
    }

    private static bool IsCalledIndirectly(ISymbol symbol) =>
        symbol.IsOverride || symbol.ContainingType.AllInterfaces.SelectMany(i => i.GetMembers())
            .Any(m => SymbolEqualityComparer.Default.Equals(symbol.ContainingType.FindImplementationForInterfaceMember(m), symbol));

    private static string NameOf(INamedTypeSymbol type) =>
        type.ContainingType is { } outer
            ? $"{NameOf(outer)}+{type.MetadataName}"
            : $"{type.ContainingNamespace.ToDisplayString()}.{type.MetadataName}";

    // Full names of the types and "type.member" of the members that are referred to outside the checks' assembly.
    private HashSet<string> NamesUsedBy(int typeToken)
    {
        HashSet<string> names = [];
        HashSet<EntityHandle> known = [];
        Stack<MethodDefinitionHandle> open = [];
        for (EntityHandle type = MetadataTokens.EntityHandle(typeToken); type.Kind
            == HandleKind.TypeDefinition; type = _metadata.GetTypeDefinition((TypeDefinitionHandle)type).BaseType)
            Enter((TypeDefinitionHandle)type);
        while (open.TryPop(out MethodDefinitionHandle method))
        {
            foreach (EntityHandle used in References(method)) Follow(used);
        }

        return names;

        void Enter(TypeDefinitionHandle type)
        {
            if (!known.Add(type)) return;
            foreach (MethodDefinitionHandle method in _metadata.GetTypeDefinition(type).GetMethods()) Push(method);
        }

        void Push(MethodDefinitionHandle method)
        {
            if (known.Add(method)) open.Push(method);
        }

        void Follow(EntityHandle used)
        {
            switch (used.Kind)
            {
                case HandleKind.MethodDefinition:
                    // A closure, an iterator and a fake of an interface are called by others than those who make them.
                    MethodDefinition method = _metadata.GetMethodDefinition((MethodDefinitionHandle)used);
                    Push((MethodDefinitionHandle)used);
                    if (_metadata.GetString(method.Name) == ".ctor") Enter(method.GetDeclaringType());
                    break;
                case HandleKind.MethodSpecification:
                    Follow(_metadata.GetMethodSpecification((MethodSpecificationHandle)used).Method);
                    break;
                case HandleKind.MemberReference:
                    if (NameOf((MemberReferenceHandle)used) is { } name) _ = names.Add(name);
                    break;
                case HandleKind.TypeReference or HandleKind.TypeSpecification:
                    if (TypeName(used) is { } type) _ = names.Add(type);
                    break;
                default:
                    break; // fields and texts
            }
        }
    }

    private string? NameOf(MemberReferenceHandle handle)
    {
        MemberReference member = _metadata.GetMemberReference(handle);
        return TypeName(member.Parent) is { } holder ? $"{holder}.{_metadata.GetString(member.Name)}" : null;
    }

    private string? TypeName(EntityHandle type)
    {
        switch (type.Kind)
        {
            case HandleKind.TypeReference:
                TypeReference reference = _metadata.GetTypeReference((TypeReferenceHandle)type);
                string name = _metadata.GetString(reference.Name);
                return reference.ResolutionScope.Kind == HandleKind.TypeReference
                    ? $"{TypeName(reference.ResolutionScope)}+{name}"
                    : $"{_metadata.GetString(reference.Namespace)}.{name}";
            case HandleKind.TypeSpecification:
                // ECMA-335, II.23.2.14: GENERICINST, CLASS or VALUETYPE, the generic type.
                BlobReader blob = _metadata.GetBlobReader(_metadata.GetTypeSpecification((TypeSpecificationHandle)type).Signature);
                return blob.ReadByte() == (byte)SignatureTypeCode.GenericTypeInstance && blob.ReadByte() is 0x11 or 0x12
                    ? TypeName(blob.ReadTypeHandle())
                    : null;
            default:
                return null;
        }
    }

    private IEnumerable<EntityHandle> References(MethodDefinitionHandle method)
    {
        int address = _metadata.GetMethodDefinition(method).RelativeVirtualAddress;
        ImmutableArray<byte> code = address == 0 ? [] : _file.GetMethodBody(address).GetILContent();
        for (int at = 0; at < code.Length;)
        {
            int value = code[at++];
            if (value == 0xFE) value = (value << 8) | code[at++];
            OperandType operand = OpCodes[value].OperandType;
            if (operand is OperandType.InlineMethod or OperandType.InlineType or OperandType.InlineTok)
                yield return MetadataTokens.EntityHandle(Int32At(code, at));
            at += operand switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + (4 * Int32At(code, at)),
                _ => 4,
            };
        }
    }

    private static int Int32At(ImmutableArray<byte> code, int at) => BitConverter.ToInt32(code.AsSpan(at, 4));
}
