namespace LLMCourse.M11;

/// <summary>Ends the reading or the run of a program.</summary>
/// <param name="error">Where and why.</param>
public sealed class ScriptException(ScriptError error) : Exception(error?.ToString())
{
    /// <summary>Gets where and why.</summary>
    public ScriptError Error { get; } = error!;
}
