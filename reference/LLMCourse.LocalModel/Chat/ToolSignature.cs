namespace LLMCourse.LocalModels.Chat;

/// <summary>A tool as the model is told of it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Parameters">The names of its parameters.</param>
public sealed record ToolSignature(string Name, params IReadOnlyList<string> Parameters)
{
    /// <summary>Writes the list of tools for a system turn, in the form that the model was trained on.</summary>
    /// <param name="tools">The tools.</param>
    /// <returns>For example <c>Tools:\nweather(city)\ncalculator(expression)</c>.</returns>
    public static string List(IEnumerable<ToolSignature> tools) => "Tools:\n" + string.Join('\n', tools);

    /// <summary>Writes the tool as the model reads it.</summary>
    /// <returns>For example <c>weather(city)</c>.</returns>
    public override string ToString() => $"{Name}({string.Join(", ", Parameters)})";
}
