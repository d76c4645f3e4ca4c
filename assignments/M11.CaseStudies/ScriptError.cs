namespace LLMCourse.M11;

/// <summary>Where and why a program failed.</summary>
/// <param name="Kind">Why.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The column, from 1.</param>
/// <param name="Detail">The name that does not exist, or what the parser says; otherwise empty.</param>
public sealed record ScriptError(ScriptErrorKind Kind, int Line, int Column, string Detail = "")
{
    /// <summary>Writes the error as a model or a person reads it.</summary>
    /// <returns>For example <c>line 2, column 5: UnknownName: total</c>.</returns>
    public override string ToString() => FormattableString.Invariant($"line {Line}, column {Column}: {Kind}{(Detail.Length > 0 ? ": " : "")}{Detail}");
}
