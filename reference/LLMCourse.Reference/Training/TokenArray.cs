namespace LLMCourse.Reference.Training;

/// <summary>Tokens that are in memory already.</summary>
/// <param name="tokens">The tokens; they are not copied.</param>
public sealed class TokenArray(ReadOnlyMemory<int> tokens) : ITokenSource
{
    /// <inheritdoc/>
    public long Count => tokens.Length;

    /// <inheritdoc/>
    public void CopyTo(long start, Span<long> destination)
    {
        TokenWindow.Check(start, destination.Length, Count);
        ReadOnlySpan<int> window = tokens.Span.Slice((int)start, destination.Length);
        for (int i = 0; i < window.Length; i++)
            destination[i] = window[i];
    }
}
