using LLMCourse.Reference.Corpora;

namespace LLMCourse.LocalModels.Tasks;

/// <summary>The random choices of the task generators: the same seed gives the same tasks on every machine.</summary>
/// <param name="seed">Any number.</param>
public sealed class TaskRandom(ulong seed)
{
    /// <summary>The number of made-up words that there are: few enough that each is a token of its own.</summary>
    public const int MadeUpWords = 160;

    private const string Consonants = "bdfgklmnprstvz", Vowels = "aeiou";
    private SplitMix64 _random = new(seed); // a struct that changes: not readonly

    /// <summary>Draws the seed of another sequence.</summary>
    public ulong NextSeed() => _random.NextUInt64();

    /// <summary>Draws a whole number from <paramref name="least"/> to <paramref name="most"/>, both included.</summary>
    /// <param name="least">The least.</param>
    /// <param name="most">The greatest, at least <paramref name="least"/>.</param>
    public int Between(int least, int most) => _random.Between(least, most);

    /// <summary>Draws true with a probability.</summary>
    /// <param name="probability">The probability.</param>
    public bool Chance(double probability) => _random.NextDouble() < probability;

    /// <summary>Draws one of a list.</summary>
    /// <typeparam name="T">The type of its elements.</typeparam>
    /// <param name="list">The list, not empty.</param>
    public T Pick<T>(IReadOnlyList<T> list)
    {
        ArgumentNullException.ThrowIfNull(list);
        return list[_random.Next(list.Count)];
    }

    /// <summary>Draws different elements of a list, in random order.</summary>
    /// <typeparam name="T">The type of its elements.</typeparam>
    /// <param name="list">The list.</param>
    /// <param name="count">How many, at most as many as there are.</param>
    public T[] Sample<T>(IReadOnlyList<T> list, int count)
    {
        ArgumentNullException.ThrowIfNull(list);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, list.Count);
        T[] all = [.. list];
        for (int i = 0; i < count; i++)
        {
            int other = _random.Between(i, all.Length - 1);
            (all[i], all[other]) = (all[other], all[i]);
        }

        return all[..count];
    }

    /// <summary>Draws a made-up word, such as <c>zup</c> or <c>miro</c>.</summary>
    public string Word() => Pick(Lists.MadeUp);

    /// <summary>Draws different made-up words.</summary>
    /// <param name="count">How many, at most <see cref="MadeUpWords"/>.</param>
    public string[] Words(int count) => Sample(Lists.MadeUp, count);

    /// <summary>Makes up different words of three or four letters that can be pronounced.</summary>
    internal string[] MakeUp(int count)
    {
        var words = new List<string>(count);
        while (words.Count < count)
        {
            string word = $"{Letter(Consonants)}{Letter(Vowels)}{Letter(Consonants)}";
            word = Chance(0.5) ? word : word + Letter(Vowels);
            if (!words.Contains(word) && !Lists.Nouns.Contains(word))
                words.Add(word);
        }

        return [.. words];
    }

    private char Letter(string letters) => letters[_random.Next(letters.Length)];
}
