using Microsoft.CodeAnalysis;

namespace LLMCourse.Grading.Compiling.Inspection;

/// <summary>One use of a symbol in a submission's source.</summary>
/// <param name="Symbol">What is used; the original definition.</param>
/// <param name="Location">Where.</param>
/// <param name="Owner">The member or type whose declaration holds the use; null for assembly attributes.</param>
/// <param name="Manner">How it is used.</param>
internal readonly record struct SymbolUse(ISymbol Symbol, Location Location, ISymbol? Owner, UseManner Manner);

/// <summary>How a symbol is used.</summary>
internal enum UseManner
{
    /// <summary>Read, called, or named as a type.</summary>
    Mention,

    /// <summary>Assigned, or passed by reference.</summary>
    Write,

    /// <summary>A type that only qualifies a static member.</summary>
    Qualifier,

    /// <summary>The type of an expression, which the source does not name.</summary>
    ExpressionType,
}
