namespace LLMCourse.M11;

/// <summary>What a program should give for an input.</summary>
/// <param name="Input">The values of <c>main</c>'s parameters.</param>
/// <param name="Expected">What it should return.</param>
public sealed record CodeExample(IReadOnlyList<Value> Input, Value Expected)
{
    /// <summary>Writes the call.</summary>
    /// <returns>For example <c>main([1, 2], 3)</c>.</returns>
    public string Call() => $"main({string.Join(", ", Input)})";
}
