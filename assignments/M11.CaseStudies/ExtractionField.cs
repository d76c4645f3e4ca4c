namespace LLMCourse.M11;

/// <summary>A field of what is extracted.</summary>
/// <param name="Name">Its name, also the key in the reply.</param>
/// <param name="Kind">What kind of value it holds.</param>
/// <param name="IsRequired">Whether it is a problem if a document does not have it.</param>
public sealed record ExtractionField(string Name, ExtractionKind Kind, bool IsRequired = false)
{
    /// <summary>Gets what a <see cref="ExtractionKind.Choice"/> chooses from.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>Gets the unit of a <see cref="ExtractionKind.Quantity"/>, one of <see cref="Units"/>.</summary>
    public string Unit { get; init; } = "";

    /// <summary>Gets the greatest number of characters (code points) of a value in the reply, at least 1; a choice may be longer.</summary>
    public int MaxLength { get; init; } = 80;
}
