using System.Globalization;
using System.Text;

namespace LLMCourse.Reference.Tokenizers;

/// <summary>A tokenizer with a token for each character of the training text: code points, in the order of their numbers.</summary>
public sealed class CharacterTokenizer
{
    private readonly Rune[] _characters;
    private readonly Dictionary<Rune, int> _ids;

    private CharacterTokenizer(Rune[] characters, bool unknown)
    {
        _characters = characters;
        _ids = characters.Index().ToDictionary(pair => pair.Item, pair => pair.Index);
        UnknownId = unknown ? characters.Length : null;
    }

    /// <summary>Gets the number of tokens, the one for unknown characters included.</summary>
    public int VocabularySize => _characters.Length + (UnknownId is null ? 0 : 1);

    /// <summary>Gets the id of the token for characters that the training text did not have, the
    /// last one; null when they are an error.</summary>
    public int? UnknownId { get; }

    /// <summary>Gets the characters in the order of their ids.</summary>
    public string Characters => string.Concat(_characters);

    /// <summary>Makes the tokenizer with these characters.</summary>
    /// <param name="characters">The characters in the order of their ids, as <see cref="Characters"/> lists them.</param>
    /// <exception cref="ArgumentException">A character is there twice.</exception>
    public static CharacterTokenizer Of(string characters)
    {
        ArgumentNullException.ThrowIfNull(characters);
        Rune[] all = [.. characters.EnumerateRunes()];
        if (all.GroupBy(character => character).FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw new ArgumentException(
                string.Create(CultureInfo.InvariantCulture,
                    $"The character U+{twice.Key.Value:X4} is there twice; give each token one character of its own."), nameof(characters));
        return new CharacterTokenizer(all, unknown: false);
    }

    /// <summary>Makes the tokenizer of a text.</summary>
    /// <param name="text">The text; a lone surrogate is read as U+FFFD.</param>
    /// <param name="unknown">Whether there is a token for unknown characters. The default is no.</param>
    public static CharacterTokenizer Train(string text, bool unknown = false)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new CharacterTokenizer([.. text.EnumerateRunes().ToHashSet().Order()], unknown);
    }

    /// <summary>Encodes a text, one token for each code point.</summary>
    /// <param name="text">The text.</param>
    /// <exception cref="ArgumentException">A character is unknown, and there is no token for those.</exception>
    public int[] Encode(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var ids = new List<int>(text.Length);
        foreach (Rune character in text.EnumerateRunes())
        {
            ids.Add(_ids.TryGetValue(character, out int id) ? id : UnknownId ?? throw Unknown(character, ids.Count));
        }

        return [.. ids];
    }

    /// <summary>Decodes tokens.</summary>
    /// <param name="ids">The tokens.</param>
    /// <returns>The text; the token for unknown characters becomes U+FFFD.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such token.</exception>
    public string Decode(ReadOnlySpan<int> ids)
    {
        var text = new StringBuilder(ids.Length);
        foreach (int id in ids)
        {
            if ((uint)id >= (uint)VocabularySize)
                throw new ArgumentOutOfRangeException(nameof(ids), id,
                    $"There is no token {id}; the ids go from 0 to {VocabularySize - 1}.");
            _ = text.Append(id == UnknownId ? Rune.ReplacementChar.ToString() : _characters[id].ToString());
        }

        return text.ToString();
    }

    private static ArgumentException Unknown(Rune character, int place)
    {
        string problem =
            string.Create(CultureInfo.InvariantCulture, $"The character U+{character.Value:X4} at {place} is not in the vocabulary");
        return new ArgumentException($"{problem}; train on text that has it, or with a token for unknown characters.");
    }
}
