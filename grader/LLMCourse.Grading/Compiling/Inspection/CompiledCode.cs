using LLMCourse.Grading.Results;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace LLMCourse.Grading.Compiling.Inspection;

/// <summary>What the compiler made of a submission: for each body of code the names of other assemblies that it uses.</summary>
/// <remarks>
/// In compiled code nothing is implied. What the compiler adds to the source (operators behind <c>&amp;&amp;</c>, members of records,
/// patterns, handlers of interpolated strings, conversions, the constructor of a base class) is a call like any other.
/// </remarks>
internal static class CompiledCode
{
    /// <summary>Opens an assembly with its symbols.</summary>
    internal static ModuleDefinition Open(ReadOnlyMemory<byte> assembly, ReadOnlyMemory<byte> symbols) =>
        ModuleDefinition.ReadModule(new MemoryStream(assembly.ToArray()), new ReaderParameters
        {
            ReadSymbols = true,
            SymbolReaderProvider = new PortablePdbReaderProvider(),
            SymbolStream = new MemoryStream(symbols.ToArray()),
        });

    /// <summary>Says whether a method's code is not in the assembly: native code, or a member of a
    /// framework's type that passes for one's own.</summary>
    internal static bool IsElsewhere(MethodDefinition method) => method is { HasBody: false, IsAbstract: false, IsRuntime: false };

    /// <summary>Lists the bodies that use something of another assembly, and the methods whose code is elsewhere.</summary>
    internal static IEnumerable<CodeBody> Bodies(ModuleDefinition module) =>
        [.. OwnBodies(module),
            .. from type in module.GetTypes() from method in type.Methods where IsElsewhere(method) select Elsewhere(method)];

    // Under the name that bans native code.
    private static CodeBody Elsewhere(MethodDefinition method) =>
        new(method.MetadataToken.ToInt32(), [new CodeUse("System.Runtime.InteropServices", $"extern {method.Name}", null)], []);

    private static IEnumerable<CodeBody> OwnBodies(ModuleDefinition module) =>
        from type in module.GetTypes()
        from method in type.Methods
        where method.HasBody
        let uses = method.Body.Instructions.SelectMany(at => NamesIn(at)
            .Select(name => (name.Full, name.Display, Place: PlaceOf(method, at)))).ToArray()
        where uses.Length > 0
        select new CodeBody(method.MetadataToken.ToInt32(), [.. uses.Select(use => new CodeUse(use.Full, use.Display, use.Place))],
            [.. PlacesOf(method)]);

    private static IEnumerable<(string Full, string Display)> NamesIn(Instruction instruction)
    {
        switch (instruction.Operand)
        {
            case MethodReference method:
                // What only passes through a framework's generic type, as a list's elements do, is not used; what is made of a type is.
                bool makes = instruction.OpCode.Code == Code.Newobj || IsOwn(method.DeclaringType);
                IEnumerable<TypeReference> arguments = [
                    .. method is GenericInstanceMethod generic ? generic.GenericArguments : [],
                    .. makes && method.DeclaringType is GenericInstanceType made ? made.GenericArguments : [],
                ];
                return [.. Member(method), .. arguments.SelectMany(Names)];
            case FieldReference field:
                return Member(field);
            case TypeReference type:
                return Names(type);
            default:
                return [];
        }
    }

    private static IEnumerable<(string Full, string Display)> Member(MemberReference member)
    {
        if (IsOwn(member.DeclaringType) || member.DeclaringType.GetElementType() is GenericParameter) return [];
        (string full, string display) = Name(member.DeclaringType.GetElementType());
        if (member.Name is ".ctor" or ".cctor") return [(full, display)];
        string name = member is MethodReference && member.Name.IndexOf('_', StringComparison.Ordinal) is > 0 and int end
            && member.Name[..end] is "get" or "set" or "add" or "remove"
            ? member.Name[(member.Name.IndexOf('_', StringComparison.Ordinal) + 1)..]
            : member.Name;
        return [($"{full}.{name}", $"{display}.{name}")];
    }

    private static IEnumerable<(string Full, string Display)> Names(TypeReference type) => type switch
    {
        GenericInstanceType generic => [.. Names(generic.ElementType), .. generic.GenericArguments.SelectMany(Names)],
        TypeSpecification specified => Names(specified.ElementType),
        GenericParameter => [],
        _ => IsOwn(type) ? [] : [Name(type)],
    };

    private static bool IsOwn(TypeReference type) =>
        type.GetElementType() is { } element && element is not GenericParameter && element.Scope is ModuleDefinition;

    private static (string Full, string Display) Name(TypeReference type)
    {
        string name = type.Name.Split('`')[0];
        if (type.DeclaringType is null) return (type.Namespace.Length == 0 ? name : $"{type.Namespace}.{name}", name);
        (string full, string display) = Name(type.DeclaringType);
        return ($"{full}.{name}", $"{display}.{name}");
    }

    private static SourcePlace? PlaceOf(MethodDefinition method, Instruction at)
    {
        SequencePoint? point = method.DebugInformation.SequencePoints.LastOrDefault(point => !point.IsHidden && point.Offset <= at.Offset);
        return point is null ? null : Place(point);
    }

    private static IEnumerable<SourcePlace> PlacesOf(MethodDefinition method) =>
        method.DebugInformation.SequencePoints.Where(point => !point.IsHidden).Select(Place);

    private static SourcePlace Place(SequencePoint point) => new(point.Document.Url, point.StartLine, point.StartColumn);
}
