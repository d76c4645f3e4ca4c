using System.Text;

namespace LLMCourse.Reference.Corpora;

/// <summary>Made-up notices of a small town for the capstone: four sources with dirt in them, and clean ones to test with.</summary>
/// <remarks>
/// <para>Each notice has a topic and a tone, drawn independently. The topic shows in single words. The tone mostly does not: more than half
/// of the notices say it by what is negated and what is not ("they are pleased, not annoyed"), with the same words for every tone, so that
/// a model that counts words does poorly and one that sees their order does well. Of all tones, <see cref="NoisePercent"/> percent are
/// drawn anew, whatever the text says: nobody can be right everywhere.</para>
/// <para>People and places are made up; mail addresses, IP addresses and telephone numbers are from ranges reserved for examples.</para>
/// </remarks>
public static class NoticeCorpus
{
    private const int NoisePercent = 4;
    private const int OrderPercent = 55;
    private const int OwnNounPercent = 60;

    // Of 50 rows in a row, this many are of a kind; the rest is clean.
    private static readonly (NoticeDirt Kind, int Count)[] Deck =
    [
        (NoticeDirt.ExactDuplicate, 4), (NoticeDirt.NearDuplicate, 4), (NoticeDirt.Mail, 1), (NoticeDirt.Phone, 1), (NoticeDirt.Card, 1),
        (NoticeDirt.Iban, 1), (NoticeDirt.Address, 1),
        (NoticeDirt.Boilerplate, 3), (NoticeDirt.Html, 3), (NoticeDirt.TooShort, 2), (NoticeDirt.Symbols, 2), (NoticeDirt.Empty, 2),
        (NoticeDirt.None, 25),
    ];

    private static readonly (string Name, string Licence)[] Known =
        [("town-hall", "CC0-1.0"), ("school", "CC-BY-4.0"), ("club", "CC-BY-SA-4.0"), ("scraped", "unknown")];

    private static readonly string[][] Nouns =
    [
        ["bus", "tram", "ferry", "timetable", "platform", "ticket office", "bicycle lane", "car park", "night train", "footbridge"],
        ["reading room", "book sale", "talking book", "shelf", "catalogue", "storyteller", "return box", "newspaper", "poem",
            "lending desk"],
        ["rowing team", "pitch", "swimming pool", "relay", "goalkeeper", "training", "referee", "chess club", "climbing wall",
            "league table"],
        ["water main", "boiler", "street lamp", "roof", "pavement", "scaffold", "lift", "drain", "heating", "fence"],
        ["concert", "flea market", "lantern walk", "harvest supper", "film night", "parade", "choir", "stage", "bake sale", "quiz evening"],
    ];

    private static readonly string[] Days =
    [
        "on Monday", "on Tuesday morning", "after lunch", "before noon", "next week", "at 10:30", "on the first of May", "until Friday",
        "this autumn", "at the weekend", "from 8 to 12", "in March", "after dark", "early on Thursday", "during the holidays",
        "twice a week",
    ];

    private static readonly string[] Places =
    [
        "near the mill", "in room 12", "behind the old school", "by the river", "on Garden Street", "at the corner", "in the east wing",
        "opposite the bakery", "on the second floor", "at the north gate", "in the yard", "beside the chapel", "along the canal",
        "at the town hall", "under the arches", "on Hill Road",
    ];

    private static readonly string[] Acts =
    [
        "was moved", "has a new plan", "opens again", "stays where it is", "was checked", "is the subject of a letter", "needs two helpers",
        "has been counted", "gets a new sign", "is shown to guests", "was painted", "will be measured", "has another keeper",
        "starts later", "takes longer", "was discussed",
    ];

    private static readonly string[] Groups =
    [
        "the neighbours", "most visitors", "the volunteers", "we all", "the parents", "our members", "the older pupils", "the drivers",
        "people here", "the committee members", "both families", "the shopkeepers", "many of us", "the helpers",
        "the residents", "our guests",
    ];

    private static readonly string[] Good = ["pleased", "glad", "thankful", "delighted", "content", "cheerful", "hopeful", "relieved"];
    private static readonly string[] Bad = ["annoyed", "cross", "bitter", "disappointed", "worried", "angry", "gloomy", "upset"];
    private static readonly string[] Reasons =
        ["about the {n}", "with the {n}", "because of the {n}", "now that the {n} {a}", "since the {n} {a}"];

    // {x} is what the writer feels and {y} what the writer does not feel.
    private static readonly string[] Feelings =
    [
        "{g} are {x} and not {y} {r}", "{g} are not {y} but {x} {r}", "{g} feel {x} rather than {y} {r}",
        "{g} sound anything but {y}, they are {x} {r}",
        "{g} were not at all {y} and said they were quite {x} {r}", "{g} left {x}, not {y}, {r}",
        "{g} seem far from {y}, and more than {x} {r}",
    ];

    // A neutral writer feels neither; the two are in both orders.
    private static readonly string[] Neither =
    [
        "{g} are not {x} and not {y} {r}", "{g} are not {y} but hardly {x} {r}", "{g} feel neither {x} nor {y} {r}",
        "{g} sound anything but {y}, and they are not {x} {r}",
        "{g} were not at all {y} and said they were not {x} {r}", "{g} left not {x}, not {y}, {r}",
        "{g} seem far from {y}, and far from {x} {r}",
    ];

    // What is negated here says nothing about the tone.
    private static readonly string[] Facts =
    [
        "the {n} {a} {d}", "{p} the {n} {a}", "please note that the {n} {a} {d}", "the {n} {p} {a} {d}",
        "it is not {d} but {d} that the {n} {a}", "ask {p} for the {n}", "{d} the {n} {a}, the {n} {d}",
        "the {n} and the {n} stay {p}", "the {n} is {p} and not {p}", "{p} a {n} {a} {d}", "{d} a {n} is all we have {p}",
        "the {n} is new, and it {a}", "come {p} {d} for the {n}", "the {n} and the {n} share a place {p}",
    ];

    private static readonly string[][] Plain =
    [
        ["{g} are {x} {r}", "once more {g} are {x} today", "many thanks, {g} are {x}", "{g} left {x} and stayed {x}"],
        ["{g} take note of it", "{g} have no opinion {r}", "this is for information only", "{g} have no questions {r}"],
        ["{g} are {x} {r}", "once more {g} are {x} today", "a complaint: {g} are {x}", "{g} left {x} and stayed {x}"],
    ];

    private static readonly string[] Boilerplate =
    [
        "This site uses cookies. Accept all cookies to continue.", "Read more »", "Share this page: Mail | Print | Link",
        "Skip to main content", "All rights reserved. Terms of use. Privacy policy.", "Subscribe to our newsletter",
    ];

    private static readonly string[] Short = ["Closed.", "See below.", "More soon.", "Moved to Friday."];
    private static readonly string[] People = ["Ada Okoro", "Jon Vesely", "Mira Lindqvist", "Tom Abara", "Ines Duarte", "Kofi Brand"];

    /// <summary>Gets the five topics, in the order that ties are broken in.</summary>
    public static IReadOnlyList<string> Topics { get; } = ["transport", "library", "sport", "repairs", "events"];

    /// <summary>Gets the three tones, in the order that ties are broken in.</summary>
    public static IReadOnlyList<string> Tones { get; } = ["pleased", "neutral", "annoyed"];

    /// <summary>Gets the names of the four sources, in the order of <see cref="Sources"/>.</summary>
    public static IReadOnlyList<string> SourceNames { get; } = [.. Known.Select(source => source.Name)];

    /// <summary>Writes the four sources, with dirt in them.</summary>
    /// <param name="seed">Equal seeds give equal sources.</param>
    /// <param name="rows">How many rows each source has; at least 0. From 50 on, every kind of dirt is in every source.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="rows"/> is negative.</exception>
    public static IReadOnlyList<NoticeSource> Sources(ulong seed, int rows) => SourcesWithDirt(seed, rows).Sources;

    /// <summary>Writes the same sources, and says what is wrong with each row: the key to <see cref="Sources"/>.</summary>
    /// <returns>The sources, and for each of them one entry a row.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="rows"/> is negative.</exception>
    public static (IReadOnlyList<NoticeSource> Sources, IReadOnlyList<IReadOnlyList<NoticeDirt>> Dirt) SourcesWithDirt(ulong seed, int rows)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        var random = new SplitMix64(seed);
        var notices = new Notice[Known.Length][];
        var dirt = new NoticeDirt[Known.Length][];
        for (int s = 0; s < Known.Length; s++)
        {
            dirt[s] = DrawDirt(ref random, rows);
            notices[s] = new Notice[rows];
            for (int row = 0; row < rows; row++) notices[s][row] = Write(ref random, Known[s].Name, row);
        }

        // Duplicates are of clean rows, which stay as they are, so that nothing depends on the order in which rows are spoilt.
        List<Notice> clean = [];
        for (int s = 0; s < Known.Length; s++) clean.AddRange(notices[s].Where((_, row) => dirt[s][row] == NoticeDirt.None));
        for (int s = 0; s < Known.Length; s++)
        {
            for (int row = 0; row < rows; row++)
            {
                if (clean.Count == 0) dirt[s][row] = NoticeDirt.None;
                notices[s][row] = Plant(ref random, notices[s][row], dirt[s][row], clean);
            }
        }

        return ([.. Known.Select((source, s) => new NoticeSource(source.Name, source.Licence, notices[s]))], dirt);
    }

    /// <summary>Writes notices without dirt. No two of them are near duplicates.</summary>
    /// <param name="seed">Equal seeds give equal notices.</param>
    /// <param name="count">How many; at least 0.</param>
    /// <returns>Notices of the source <c>clean</c>, rows 0 to <paramref name="count"/> − 1.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is negative.</exception>
    public static IReadOnlyList<Notice> Clean(ulong seed, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        var random = new SplitMix64(seed);
        var notices = new Notice[count];
        for (int i = 0; i < count; i++) notices[i] = Write(ref random, "clean", i);
        return notices;
    }

    private static Notice Write(ref SplitMix64 random, string source, int row)
    {
        int topic = random.Next(Topics.Count), tone = random.Next(Tones.Count);
        List<string> sentences = [];
        for (int left = random.Between(3, 5); left > 0; left--)
            sentences.Add(Fill(ref random, Facts[random.Next(Facts.Length)], topic, "", ""));
        sentences.Insert(random.Next(sentences.Count + 1), Feel(ref random, topic, tone));
        int words = sentences.Sum(sentence => sentence.Count(c => c == ' ') + 1);
        while (words < 34)
        {
            sentences.Add(Fill(ref random, Facts[random.Next(Facts.Length)], topic, "", ""));
            words += sentences[^1].Count(c => c == ' ') + 1;
        }

        if (random.Next(100) < NoisePercent) tone = random.Next(Tones.Count);
        return new(source, row, string.Join(' ', sentences.Select(sentence => Capital(sentence) + ".")), Topics[topic], Tones[tone]);
    }

    private static string Feel(ref SplitMix64 random, int topic, int tone)
    {
        string good = Good[random.Next(Good.Length)], bad = Bad[random.Next(Bad.Length)];
        bool isGoodFirst = tone == 0 || (tone == 1 && random.Next(2) == 0);
        (string x, string y) = isGoodFirst ? (good, bad) : (bad, good);
        string[] patterns = random.Next(100) >= OrderPercent ? Plain[tone] : tone == 1 ? Neither : Feelings;
        return Fill(ref random, patterns[random.Next(patterns.Length)], topic, x, y);
    }

    private static string Fill(ref SplitMix64 random, string pattern, int topic, string x, string y)
    {
        StringBuilder text = new();
        foreach (string part in pattern.Split('{', '}'))
        {
            _ = text.Append(part switch
            {
                "n" => Noun(ref random, topic),
                "a" => Acts[random.Next(Acts.Length)],
                "d" => Days[random.Next(Days.Length)],
                "p" => Places[random.Next(Places.Length)],
                "g" => Groups[random.Next(Groups.Length)],
                "r" => Fill(ref random, Reasons[random.Next(Reasons.Length)], topic, x, y),
                "x" => x,
                "y" => y,
                _ => part,
            });
        }

        return text.ToString();
    }

    private static string Noun(ref SplitMix64 random, int topic)
    {
        string[] nouns = Nouns[random.Next(100) < OwnNounPercent ? topic : random.Next(Nouns.Length)];
        return nouns[random.Next(nouns.Length)];
    }

    /// <summary>Deals as many decks of 50 as are needed, each shuffled (Fisher and Yates).</summary>
    private static NoticeDirt[] DrawDirt(ref SplitMix64 random, int rows)
    {
        List<NoticeDirt> all = [];
        while (all.Count < rows)
        {
            NoticeDirt[] deck = [.. Deck.SelectMany(kind => Enumerable.Repeat(kind.Kind, kind.Count))];
            for (int i = deck.Length - 1; i > 0; i--)
            {
                int j = random.Next(i + 1);
                (deck[i], deck[j]) = (deck[j], deck[i]);
            }

            all.AddRange(deck);
        }

        return [.. all.Take(rows)];
    }

    private static Notice Plant(ref SplitMix64 random, Notice notice, NoticeDirt dirt, List<Notice> clean)
    {
        if (dirt is NoticeDirt.ExactDuplicate or NoticeDirt.NearDuplicate)
        {
            Notice twin = clean[random.Next(clean.Count)];
            string text = dirt == NoticeDirt.ExactDuplicate ? twin.Text : Vary(ref random, twin.Text);
            return notice with { Text = text, Topic = twin.Topic, Tone = twin.Tone };
        }

        string line = Boilerplate[random.Next(Boilerplate.Length)];
        return notice with
        {
            Text = dirt switch
            {
                NoticeDirt.Mail => $"{notice.Text} Questions go to {Mail(ref random)}.",
                NoticeDirt.Phone => $"{notice.Text} Call {PersonalData.Phone(ref random)} before noon.",
                NoticeDirt.Card => $"{notice.Text} The deposit was paid with card {PersonalData.Card(ref random)}.",
                NoticeDirt.Iban => $"{notice.Text} Donations go to {PersonalData.Iban(ref random)}.",
                NoticeDirt.Address => $"{notice.Text} It was sent from {PersonalData.Address(ref random)} last night.",
                NoticeDirt.Boilerplate => random.Next(2) == 0 ? $"{line}\n{notice.Text}" : $"{notice.Text}\n{line}",
                NoticeDirt.Html => Markup(ref random, notice.Text),
                NoticeDirt.TooShort => Short[random.Next(Short.Length)],
                NoticeDirt.Symbols => PersonalData.Symbols(ref random),
                NoticeDirt.Empty => new string(' ', random.Next(4)),
                _ => notice.Text,
            },
        };
    }

    private static string Mail(ref SplitMix64 random) => PersonalData.Mail(ref random, People[random.Next(People.Length)]);

    private static string Vary(ref SplitMix64 random, string text)
    {
        string[] words = text.Split(' ');
        switch (random.Next(3))
        {
            case 0:
                return text + " Thanks.";
            case 1:
                return "Update: " + text;
            default:
                // A short word in the middle takes three 3-grams with it, of at least 32.
                words[random.Between(3, words.Length - 4)] = "really";
                return string.Join(' ', words);
        }
    }

    private static string Markup(ref SplitMix64 random, string text) => random.Next(3) switch
    {
        0 => $"<p>{text.Replace(". ", ".</p><p>", StringComparison.Ordinal)}</p>",
        1 => $"<div class=\"notice\"><b>{text.Replace(". ", ".</b><br/>", StringComparison.Ordinal)}</div>",
        _ => text.Replace(". ", ".&nbsp;", StringComparison.Ordinal)
            .Replace(" the ", " <a href=\"/more\">the</a> ", StringComparison.Ordinal) + " Tea &amp; cake.",
    };

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
