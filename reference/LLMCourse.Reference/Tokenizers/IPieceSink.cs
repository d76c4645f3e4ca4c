namespace LLMCourse.Reference.Tokenizers;

/// <summary>Takes what <see cref="TextCutter"/> cuts. A struct, so that the loop is compiled for it and nothing is allocated.</summary>
internal interface IPieceSink
{
    /// <summary>Takes the piece <c>text[start..end]</c>, which is not empty.</summary>
    void Piece(ReadOnlySpan<byte> text, int start, int end);

    /// <summary>Takes a special token.</summary>
    void Special(int id);
}
