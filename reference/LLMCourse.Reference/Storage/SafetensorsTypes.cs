using static TorchSharp.torch;

namespace LLMCourse.Reference.Storage;

/// <summary>The element types of the format that a tensor can have.</summary>
internal static class SafetensorsTypes
{
    private static readonly (string Name, ScalarType Type, int Size)[] All =
    [
        ("F64", ScalarType.Float64, 8),
        ("F32", ScalarType.Float32, 4),
        ("F16", ScalarType.Float16, 2),
        ("BF16", ScalarType.BFloat16, 2),
        ("I64", ScalarType.Int64, 8),
        ("I32", ScalarType.Int32, 4),
        ("I16", ScalarType.Int16, 2),
        ("I8", ScalarType.Int8, 1),
        ("U8", ScalarType.Byte, 1),
        ("BOOL", ScalarType.Bool, 1),
    ];

    /// <summary>Gets the names that the format has for them, for a message.</summary>
    public static string Names { get; } = string.Join(", ", All.Select(type => type.Name));

    /// <summary>Finds a type by the format's name.</summary>
    public static bool TryFind(string name, out ScalarType type)
    {
        foreach (var known in All)
        {
            if (known.Name == name)
            {
                type = known.Type;
                return true;
            }
        }

        type = default;
        return false;
    }

    /// <summary>Finds the format's name of a type, or null where it has none.</summary>
    public static string? NameOf(ScalarType type) => Array.Find(All, known => known.Type == type).Name;

    /// <summary>Gets the bytes of one element.</summary>
    public static int SizeOf(ScalarType type) => Array.Find(All, known => known.Type == type).Size;

    /// <summary>Says whether values of this type convert into a parameter of another floating type.</summary>
    public static bool IsFloatingPoint(ScalarType type) =>
        type is ScalarType.Float64 or ScalarType.Float32 or ScalarType.Float16 or ScalarType.BFloat16;
}
