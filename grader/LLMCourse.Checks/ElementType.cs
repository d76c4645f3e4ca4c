namespace LLMCourse.Checks;

/// <summary>The element type of an observed tensor. Values are those of the library's scalar
/// types and are part of the result format.</summary>
public enum ElementType
{
    /// <summary>uint8.</summary>
    UInt8 = 0,

    /// <summary>int8.</summary>
    Int8 = 1,

    /// <summary>int16.</summary>
    Int16 = 2,

    /// <summary>int32.</summary>
    Int32 = 3,

    /// <summary>int64.</summary>
    Int64 = 4,

    /// <summary>IEEE half precision.</summary>
    Float16 = 5,

    /// <summary>IEEE single precision.</summary>
    Float32 = 6,

    /// <summary>IEEE double precision.</summary>
    Float64 = 7,

    /// <summary>Truth values.</summary>
    Bool = 11,

    /// <summary>Brain floating point, 8 exponent and 7 fraction bits.</summary>
    BFloat16 = 15,
}
