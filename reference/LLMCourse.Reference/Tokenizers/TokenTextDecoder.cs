using System.Text;

namespace LLMCourse.Reference.Tokenizers;

/// <summary>Turns tokens into text one by one, as a model writes them; a character that is split
/// between tokens comes with its last one.</summary>
public sealed class TokenTextDecoder
{
    private readonly BytePairVocabulary _vocabulary;
    private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();

    internal TokenTextDecoder(BytePairVocabulary vocabulary) => _vocabulary = vocabulary;

    /// <summary>Takes the next token.</summary>
    /// <param name="id">The token.</param>
    /// <returns>The text that is complete with it, perhaps none; bytes that are not UTF-8 become U+FFFD.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such token.</exception>
    public string Append(int id) => Take(_vocabulary.Bytes(id), flush: false);

    /// <summary>Says that no more tokens come; the next one begins another text.</summary>
    /// <returns>U+FFFD if a character had only begun, or nothing.</returns>
    public string Complete() => Take([], flush: true);

    private string Take(ReadOnlySpan<byte> bytes, bool flush)
    {
        char[] characters = new char[_decoder.GetCharCount(bytes, flush)];
        return new string(characters, 0, _decoder.GetChars(bytes, characters, flush));
    }
}
