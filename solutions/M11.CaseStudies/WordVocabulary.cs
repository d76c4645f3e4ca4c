namespace LLMCourse.M11;

/// <summary>The words of both languages, numbered after four special ones.</summary>
public sealed class WordVocabulary
{
    /// <summary>Fills rows up to the longest.</summary>
    public const int Pad = 0;

    /// <summary>Begins every translation.</summary>
    public const int Begin = 1;

    /// <summary>Ends every translation.</summary>
    public const int End = 2;

    /// <summary>Stands for every word that has no number.</summary>
    public const int Unknown = 3;

    private readonly List<string> _words = ["<pad>", "<begin>", "<end>", "<unknown>"];
    private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal);

    /// <summary>Numbers words from 4 on, in the order given; a word that comes again keeps its first number.</summary>
    /// <param name="words">The words.</param>
    public WordVocabulary(IEnumerable<string> words)
    {
        ArgumentNullException.ThrowIfNull(words);
        foreach (string word in words)
        {
            if (_ids.TryAdd(word, _words.Count))
                _words.Add(word);
        }
    }

    /// <summary>Gets the number of ids V, the special ones among them.</summary>
    public int Count => _words.Count;

    /// <summary>Gets the number of a word, or <see cref="Unknown"/>.</summary>
    public int IdOf(string word) => _ids.GetValueOrDefault(word, Unknown);

    /// <summary>Gets the word of a number from 0 to V − 1.</summary>
    public string WordOf(int id) => _words[id];
}
