using LLMCourse.Reference.Corpora;

namespace LLMCourse.M11;

/// <summary>Makes sentences of one toy language with their translations into another, as many as you like.</summary>
/// <remarks>
/// The first language puts the verb between subject and object, adjectives before nouns, tens before units and dates last. The second puts
/// dates first and the verb last, adjectives after nouns, units before tens; its adjectives and indefinite articles agree with the noun's
/// gender and number. Names are in no vocabulary and are the same in both. Every sentence has exactly one translation, also back.
/// </remarks>
public sealed class ParallelGrammar
{
    private static readonly string[] Nouns =
        ["dog dogs", "cat cats", "child children", "horse horses", "farmer farmers", "mouse mice", "doctor doctors", "wolf wolves",
         "king kings", "baker bakers", "goose geese", "sailor sailors"];

    private static readonly string[] NounStems = ["hund", "kat", "infan", "ceval", "kamp", "mus", "medik", "lup", "reg", "pan", "ans", "mar"];
    private static readonly string[] Adjectives = ["old", "young", "big", "small", "red", "tired", "clever", "quiet"];
    private static readonly string[] AdjectiveStems = ["vel", "jun", "grand", "pet", "ruz", "lac", "sag", "kal"];
    private static readonly string[] Verbs = ["sees see", "follows follow", "helps help", "knows know", "calls call", "hears hear", "loves love", "finds find"];
    private static readonly string[] VerbStems = ["vid", "sek", "aid", "kon", "vok", "aud", "am", "trov"];
    private static readonly string[] Months = ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];
    private static readonly string[] OtherMonths = ["janu", "febu", "martu", "aprilu", "maju", "junu", "julu", "augu", "septu", "oktu", "novu", "decu"];
    private static readonly string[] Units = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
    private static readonly string[] OtherUnits = ["ek", "du", "tri", "kvar", "kvin", "ses", "sep", "ok", "nau"];
    private static readonly string[] Tens = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
    private static readonly string[] OtherTens = ["dudek", "tridek", "kvardek", "kvindek", "sesdek", "sepdek", "okdek", "naudek"];
    private static readonly string[] Endings = ["a", "o", "ai", "oi"];

    private readonly int _nouns, _others, _months, _tens;

    /// <summary>Makes a grammar.</summary>
    /// <param name="isSmall">Whether to use a third of the words, for tests that have seconds.</param>
    public ParallelGrammar(bool isSmall = false) => (_nouns, _others, _months, _tens) = isSmall ? (4, 3, 3, 3) : (12, 8, 12, 8);

    /// <summary>Gets the words of both languages, those of the first one first; names are not among them.</summary>
    public IReadOnlyList<string> Words =>
    [
        "the", "a", "on", "and", .. Nouns.Take(_nouns).SelectMany(noun => noun.Split(' ')), .. Adjectives.Take(_others),
        .. Verbs.Take(_others).SelectMany(verb => verb.Split(' ')), .. Months.Take(_months), .. Units, .. Tens.Take(_tens),
        "una", "uno", "de", "e", "kaj", .. NounStems.Take(_nouns).SelectMany((stem, i) => new[] { stem + Endings[i % 2], stem + Endings[2 + (i % 2)] }),
        .. AdjectiveStems.Take(_others).SelectMany(stem => Endings.Select(ending => stem + ending)),
        .. VerbStems.Take(_others).SelectMany(stem => new[] { stem + "it", stem + "int" }), .. OtherMonths.Take(_months), .. OtherUnits, .. OtherTens.Take(_tens),
    ];

    /// <summary>Makes different pairs and divides them.</summary>
    /// <param name="seed">Equal seeds give equal pairs.</param>
    /// <param name="train">How many to learn from.</param>
    /// <param name="heldOut">How many to test with; none of them is among those to learn from.</param>
    /// <param name="clauses">How many clauses each sentence has: 1 for 3 to 12 words, 2 for twice as many.</param>
    /// <returns>Both parts.</returns>
    public (IReadOnlyList<SentencePair> Train, IReadOnlyList<SentencePair> HeldOut) Split(ulong seed, int train, int heldOut, int clauses = 1)
    {
        var random = new SplitMix64(seed);
        List<SentencePair> pairs = [];
        HashSet<string> seen = new(StringComparer.Ordinal);
        while (pairs.Count < train + heldOut)
        {
            SentencePair pair = Sentence(ref random, clauses);
            if (seen.Add(string.Join(' ', pair.Source)))
                pairs.Add(pair);
        }

        return (pairs[..train], pairs[train..]);
    }

    private SentencePair Sentence(ref SplitMix64 random, int clauses)
    {
        List<string> source = [], target = [];
        for (int i = 0; i < clauses; i++)
        {
            if (i > 0)
            {
                source.Add("and");
                target.Add("kaj");
            }

            Clause(ref random, source, target);
        }

        return new SentencePair(source, target);
    }

    private void Clause(ref SplitMix64 random, List<string> source, List<string> target)
    {
        List<string> subject = [], otherSubject = [], @object = [], otherObject = [];
        bool isPlural = Noun(ref random, subject, otherSubject);
        _ = Noun(ref random, @object, otherObject);
        int verb = random.Next(_others);
        source.AddRange([.. subject, Verbs[verb].Split(' ')[isPlural ? 1 : 0], .. @object]);
        if (random.Next(3) == 0)
        {
            int day = random.Next(3) == 0 ? 20 + random.Next(10) : 1 + random.Next(9), month = random.Next(_months);
            source.AddRange(["on", Months[month], .. Number(day)]);
            target.AddRange([.. OtherNumber(day), "de", OtherMonths[month]]);
        }

        target.AddRange([.. otherSubject, .. otherObject, VerbStems[verb] + (isPlural ? "int" : "it")]);
    }

    /// <summary>Adds a name, or a noun with what belongs to it, and tells whether it is plural.</summary>
    private bool Noun(ref SplitMix64 random, List<string> source, List<string> target)
    {
        int kind = random.Next(5);
        if (kind == 0)
        {
            string name = Name(ref random);
            source.Add(name);
            target.Add(name);
            return false;
        }

        int noun = random.Next(_nouns), adjective = random.Next(2 * _others);
        bool isPlural = kind >= 3;
        string ending = Endings[(isPlural ? 2 : 0) + (noun % 2)];
        if (kind == 4)
        {
            int count = random.Next(2) == 0 ? 2 + random.Next(8) : (10 * (2 + random.Next(_tens))) + random.Next(10);
            source.AddRange(Number(count));
            target.AddRange(OtherNumber(count));
        }
        else
        {
            source.Add(kind == 1 ? "a" : "the");
            if (kind == 1)
                target.Add("un" + ending);
        }

        if (adjective < _others)
            source.Add(Adjectives[adjective]);
        source.Add(Nouns[noun].Split(' ')[isPlural ? 1 : 0]);
        target.Add(NounStems[noun] + ending);
        if (adjective < _others)
            target.Add(AdjectiveStems[adjective] + ending);
        return isPlural;
    }

    private static string[] Number(int value) =>
        value < 10 ? [Units[value - 1]] : value % 10 == 0 ? [Tens[(value / 10) - 2]] : [Tens[(value / 10) - 2], Units[(value % 10) - 1]];

    private static string[] OtherNumber(int value) =>
        value < 10 ? [OtherUnits[value - 1]] : value % 10 == 0 ? [OtherTens[(value / 10) - 2]] : [OtherUnits[(value % 10) - 1], "e", OtherTens[(value / 10) - 2]];

    private static string Name(ref SplitMix64 random)
    {
        string name = string.Empty;
        for (int i = random.Between(2, 3); i > 0; i--)
            name += $"{"bdfgklmnprstvz"[random.Next(14)]}{"aeiou"[random.Next(5)]}";
        return char.ToUpperInvariant(name[0]) + name[1..];
    }
}
