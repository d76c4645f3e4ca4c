namespace LLMCourse.Reference.Training;

/// <summary>A long row of tokens that windows are cut from.</summary>
public interface ITokenSource
{
    /// <summary>Gets the number of tokens.</summary>
    long Count { get; }

    /// <summary>Copies consecutive tokens.</summary>
    /// <param name="start">The first token's position, from 0.</param>
    /// <param name="destination">Where they go; as many are copied as it is long.</param>
    /// <exception cref="ArgumentOutOfRangeException">The window leaves the row.</exception>
    void CopyTo(long start, Span<long> destination);
}
