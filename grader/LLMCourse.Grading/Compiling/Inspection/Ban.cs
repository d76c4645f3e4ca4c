namespace LLMCourse.Grading.Compiling.Inspection;

/// <summary>Something that an exercise may not use.</summary>
/// <param name="Symbol">The full name of a namespace, a type or a member, without type arguments and parameters; what it contains is banned
/// too. May end in <c>*</c>.</param>
/// <param name="Why">The reason, as a sentence for the student.</param>
public sealed record Ban(string Symbol, string Why)
{
    /// <summary>Says whether a full name falls under this.</summary>
    /// <param name="name">For example <c>TorchSharp.torch.softmax</c>.</param>
    public bool Covers(string name) => Covers(Symbol, name);

    internal static bool Covers(string pattern, string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (pattern.EndsWith('*')) return name.AsSpan().StartsWith(pattern.AsSpan(0, pattern.Length - 1), StringComparison.Ordinal);
        return name.StartsWith(pattern, StringComparison.Ordinal) && (name.Length == pattern.Length || name[pattern.Length] == '.');
    }
}
