using System.Text;

namespace LLMCourse.Reference.Corpora;

/// <summary>Made-up mail for classifiers: spam and what is none, by a small grammar.</summary>
/// <remarks>
/// <para>Both kinds use the same sentences and the same words. What differs is how often: of each
/// list, every second word is <see cref="Tilt"/>
/// times as likely in spam as in other mail, and the others the other way round. So no word
/// gives a mail away, a list of keywords does poorly, and a model that weighs all words does well. One mail in <see cref="NeutralEvery"/>
/// is drawn without a tilt: its label is chance, and nobody can tell.</para>
/// <para>People, shops and places are made up.</para>
/// </remarks>
public static class MailCorpus
{
    private const int Tilt = 3;
    private const int NeutralEvery = 40;

    private static readonly string[] Greetings =
        ["dear customer", "hello", "dear friend", "hi all", "attention", "good morning", "congratulations", "hi there", "dear sir", "hey"];
    private static readonly string[] Closes = ["yours sincerely", "see you", "act today", "best", "the award team", "thanks a lot",
        "your service team", "cheers", "with best regards", "talk soon"];
    private static readonly string[] Verbs =
    [
        "claim", "review", "order", "discuss", "confirm", "read", "update", "bring", "verify", "send", "unlock", "check", "activate",
        "finish", "receive", "print", "collect", "move", "save", "share", "accept", "prepare", "redeem", "return",
    ];

    private static readonly string[] Nouns =
    [
        "prize", "report", "account", "meeting", "offer", "draft", "loan", "agenda", "password", "photo", "payment", "homework", "voucher",
        "recipe", "investment", "timetable", "reward", "minutes", "subscription", "garden", "discount", "keys",
        "inheritance", "chapter", "watch", "budget", "refund", "bicycle", "casino bonus", "library book", "gift card", "train ticket",
        "cheap pills", "birthday cake", "credit score", "source code",
    ];

    private static readonly string[] Adjectives =
    [
        "free", "new", "exclusive", "short", "guaranteed", "old", "limited", "blue", "urgent", "second", "amazing", "quiet", "secret",
        "usual", "risk free", "shared", "final", "small", "unclaimed", "weekly", "instant", "missing", "special", "other",
    ];

    private static readonly string[] Times =
    [
        "now", "on Monday", "within 24 hours", "after lunch", "today only", "next week", "immediately", "in the afternoon",
        "before midnight", "at 10:30", "at once", "on Thursday", "while stocks last", "in March", "this minute", "when you have time",
    ];

    private static readonly string[] Places =
    [
        "on our secure page", "in the office", "through the link below", "at the station", "with our agent", "on the second floor",
        "at shop.example.com", "in the shared folder", "by wire transfer", "at the school", "in your inbox", "with Ms Okafor",
        "at pay.example.net", "in the kitchen",
    ];

    private static readonly string[] Amounts = ["1000 dollars", "two pages", "90 percent", "three of us", "a million euros", "half an hour",
        "500 pounds", "four chairs", "double", "a few", "100 units", "ten minutes"];

    // v, n, a, t, p and m stand for a word of each list.
    private static readonly string[] Sentences =
    [
        "please {v} the {n} {t}", "you can {v} it {p}", "your {a} {n} is ready {p}", "we have to {v} the {a} {n}",
        "the {n} and the {n} are {a}", "do not forget to {v} the {n} {t}",
        "{t} you will {v} {m}", "I wanted to {v} the {a} {n} with you", "this {n} is for {m}", "if you {v} it {t} we {v} the rest",
        "it is about {m} and a {a} {n}", "did you {v} the {n} that I left {p}",
        "the {a} one is {p}", "could you {v} {m} {t}", "there is a {a} {n} {p}", "someone asked to {v} your {n}",
    ];

    /// <summary>Writes mails. Half of them are spam, on average.</summary>
    /// <param name="seed">Equal seeds give equal mails.</param>
    /// <param name="count">How many; at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is negative.</exception>
    public static IReadOnlyList<Mail> Generate(ulong seed, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        var random = new SplitMix64(seed);
        var mails = new Mail[count];
        for (int i = 0; i < count; i++)
        {
            bool isSpam = random.Next(2) == 1;
            bool? style = random.Next(NeutralEvery) == 0 ? null : isSpam;
            mails[i] = new Mail(Write(ref random, style), isSpam);
        }

        return mails;
    }

    private static string Write(ref SplitMix64 random, bool? style)
    {
        StringBuilder text = new();
        _ = text.Append("Subject: ").Append(Draw(ref random, Adjectives, style)).Append(' ').Append(Draw(ref random, Nouns, style))
            .Append("\n\n");
        _ = text.Append(Capital(Draw(ref random, Greetings, style))).Append(",\n");
        for (int left = random.Between(6, 10); left > 0; left--)
        {
            string sentence = "";
            foreach (string part in Sentences[random.Next(Sentences.Length)].Split('{', '}'))
            {
                sentence += part switch
                {
                    "v" => Draw(ref random, Verbs, style),
                    "n" => Draw(ref random, Nouns, style),
                    "a" => Draw(ref random, Adjectives, style),
                    "t" => Draw(ref random, Times, style),
                    "p" => Draw(ref random, Places, style),
                    "m" => Draw(ref random, Amounts, style),
                    _ => part,
                };
            }

            _ = text.Append(Capital(sentence)).Append(random.Next(5) == 0 ? "!" : ".").Append(left % 3 == 0 ? '\n' : ' ');
        }

        return text.Append('\n').Append(Capital(Draw(ref random, Closes, style))).Append('\n').ToString();
    }

    /// <summary>Draws a word: in spam, those of even places are likelier.</summary>
    private static string Draw(ref SplitMix64 random, string[] words, bool? style)
    {
        int pair = random.Next(words.Length / 2);
        bool isEven = style is { } isSpam ? random.Next(Tilt + 1) > 0 == isSpam : random.Next(2) == 0;
        return words[(2 * pair) + (isEven ? 0 : 1)];
    }

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
