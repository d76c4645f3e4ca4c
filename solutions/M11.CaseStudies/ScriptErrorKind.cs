namespace LLMCourse.M11;

/// <summary>What can be wrong with a program, or with a run of it.</summary>
public enum ScriptErrorKind
{
    /// <summary>The text is not a program.</summary>
    Syntax,

    /// <summary>A variable or a function does not exist.</summary>
    UnknownName,

    /// <summary>A list stands where an integer must stand, or the other way round.</summary>
    WrongType,

    /// <summary>A function gets more or fewer values than it has parameters.</summary>
    WrongCount,

    /// <summary>A result does not fit 64 bits.</summary>
    Overflow,

    /// <summary>A division or a remainder by 0.</summary>
    DivisionByZero,

    /// <summary>An index below 0, or at or beyond the length.</summary>
    OutOfRange,

    /// <summary>A function ended without <c>return</c>.</summary>
    NoReturn,

    /// <summary>More steps than allowed.</summary>
    StepLimit,

    /// <summary>More cells than allowed.</summary>
    MemoryLimit,

    /// <summary>Nested more deeply than allowed.</summary>
    DepthLimit,
}
