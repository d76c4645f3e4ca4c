namespace LLMCourse.Reference.Storage;

/// <summary>Says that a safetensors file is damaged, lies about itself, or does not fit the model.</summary>
public sealed class SafetensorsException : Exception
{
    private const int LongestName = 120;

    /// <summary>Makes the exception.</summary>
    /// <param name="path">The file.</param>
    /// <param name="tensor">The tensor that is at fault, or null when it is the file as a whole.</param>
    /// <param name="problem">What is wrong and what to do, as sentences.</param>
    /// <param name="cause">What was thrown below, if anything.</param>
    public SafetensorsException(string path, string? tensor, string problem, Exception? cause = null)
        : base(tensor is null ? $"{path}: {problem}" : $"{path}: tensor {Quote(tensor)}: {problem}", cause)
    {
        Path = path;
        Tensor = tensor;
    }

    /// <summary>Gets the file.</summary>
    public string Path { get; }

    /// <summary>Gets the name of the tensor that is at fault, as it stands in the file, or null when it is the file as a whole.</summary>
    public string? Tensor { get; }

    /// <summary>Writes a name out of a file so that it cannot move a terminal's cursor or fill a screen.</summary>
    internal static string Quote(string name)
    {
        string shown = name.Length <= LongestName ? name : string.Concat(name.AsSpan(0, LongestName), "…");
        return $"'{string.Concat(shown.Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c))}'";
    }
}
