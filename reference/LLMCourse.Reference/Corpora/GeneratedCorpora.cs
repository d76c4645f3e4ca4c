using System.Globalization;

namespace LLMCourse.Reference.Corpora;

/// <summary>Writes small corpora whose rule is known, one example a line: the same lines for the same seed, on every machine.</summary>
/// <remarks>The part of a line that can be predicted follows <c>&gt;</c> or <c>=</c>, so that accuracy can be measured behind it.</remarks>
public static class GeneratedCorpora
{
    private const int LongestLine = 4096;
    private const int MostDigits = 9;

    /// <summary>Writes a word twice: <c>hqz&gt;hqz</c>.</summary>
    /// <param name="seed">Any number.</param>
    /// <param name="options">Number of lines, lengths and alphabet, or null for the defaults.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public static IEnumerable<string> Copy(ulong seed, GeneratedOptions? options = null) => Words(seed, options, word => word);

    /// <summary>Writes a word and its reversal: <c>hqz&gt;zqh</c>.</summary>
    /// <inheritdoc cref="Copy" path="/param|/exception"/>
    public static IEnumerable<string> Reverse(ulong seed, GeneratedOptions? options = null) => Words(seed, options, word =>
    {
        char[] reversed = word.ToCharArray();
        Array.Reverse(reversed);
        return new string(reversed);
    });

    /// <summary>Writes a word and its characters in the order of their UTF-16 values: <c>hqaz&gt;ahqz</c>.</summary>
    /// <inheritdoc cref="Copy" path="/param|/exception"/>
    public static IEnumerable<string> Sort(ulong seed, GeneratedOptions? options = null) => Words(seed, options, word =>
    {
        char[] sorted = word.ToCharArray();
        Array.Sort(sorted);
        return new string(sorted);
    });

    /// <summary>Writes sums and differences of whole numbers: <c>47+5=52</c>, <c>5-47=-42</c>.</summary>
    /// <param name="seed">Any number.</param>
    /// <param name="options">Number of lines; the lengths are digits of an operand, at most 9. Null for the defaults.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public static IEnumerable<string> Arithmetic(ulong seed, GeneratedOptions? options = null)
    {
        options ??= new GeneratedOptions { MaxLength = 3 };
        options.Validate(MostDigits);
        return Generate();

        IEnumerable<string> Generate()
        {
            var random = new SplitMix64(seed);
            for (int line = 0; line < options.Lines; line++)
            {
                (long left, long right) = (Number(ref random, options), Number(ref random, options));
                yield return random.Next(2) == 0
                    ? string.Create(CultureInfo.InvariantCulture, $"{left}+{right}={left + right}")
                    : string.Create(CultureInfo.InvariantCulture, $"{left}-{right}={left - right}");
            }
        }
    }

    /// <summary>Writes balanced brackets of several kinds, each shape of the drawn length equally likely: <c>([]{})[]</c>.</summary>
    /// <param name="seed">Any number.</param>
    /// <param name="options">Number of lines; the lengths are pairs. Null for the defaults.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public static IEnumerable<string> Brackets(ulong seed, GeneratedOptions? options = null)
    {
        options ??= new GeneratedOptions();
        options.Validate(LongestLine);
        return Generate();

        IEnumerable<string> Generate()
        {
            var random = new SplitMix64(seed);
            for (int line = 0; line < options.Lines; line++)
            {
                int pairs = random.Between(options.MinLength, options.MaxLength);
                yield return BracketLanguage.Sample(ref random, pairs, options.Brackets);
            }
        }
    }

    private static IEnumerable<string> Words(ulong seed, GeneratedOptions? options, Func<string, string> answer)
    {
        options ??= new GeneratedOptions();
        options.Validate(LongestLine);
        return Generate();

        IEnumerable<string> Generate()
        {
            var random = new SplitMix64(seed);
            for (int line = 0; line < options.Lines; line++)
            {
                char[] letters = new char[random.Between(options.MinLength, options.MaxLength)];
                for (int i = 0; i < letters.Length; i++) letters[i] = options.Alphabet[random.Next(options.Alphabet.Length)];
                string word = new(letters);
                yield return $"{word}>{answer(word)}";
            }
        }
    }

    /// <summary>Draws the number of digits first, so that short numbers are not rare.</summary>
    private static long Number(ref SplitMix64 random, GeneratedOptions options)
    {
        int digits = random.Between(options.MinLength, options.MaxLength);
        long least = digits == 1 ? 0 : (long)Math.Pow(10, digits - 1);
        return least + random.Next((int)((long)Math.Pow(10, digits) - least));
    }
}
