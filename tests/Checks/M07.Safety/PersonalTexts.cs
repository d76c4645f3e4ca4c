using System.Globalization;

namespace LLMCourse.Checks.M07;

/// <summary>Made-up personal data for the checks of masking: reserved domains, addresses and
/// numbers, and what only looks like them.</summary>
internal static class PersonalTexts
{
    private static readonly string[] Words =
        ["please", "the", "invoice", "Hello", "we", "sent", "it", "Über", "naïve", "today", "answer", "北京", "to", "see", "below", "é😀"];
    private static readonly string[] Pieces =
    [
        "4111 1111 1111 1111", "4111-1111-1111-1111", "4111111111111111", "378282246310005", "DE89370400440532013000",
        "GB29 NWBK 6016 1331 9268 19", "NO9386011117947", "jane@example.com",
        "a.b+c@mail.example.org", "192.0.2.1", "2001:db8::1", "::1", "fe80::1", "(202) 555-0100", "202-555-0100", "202.555.0100",
        "202 555 0100", "1-202-555-0100", "+12025550100",
        "+44 20 7946 0958", " ", " ", " ", "  ", ".", "-", ":", "::", ":", "+", "@", "_", "(", ")", "/", "|", "|||", "1", "0", "7", "12",
        "202", "4111", "abc", "x", "É", "DE", "\r\n", ",", "😀",
    ];

    /// <summary>Draws a text of pieces that run into each other.</summary>
    public static string Tangle(CheckRandom random, int pieces)
    {
        string text = "";
        for (int i = 0; i < pieces; i++)
        {
            string piece = Pick(random, Pieces);
            text += random.NextInteger(0, 4) == 0 ? piece[..(int)random.NextInteger(0, piece.Length + 1)] : piece;
            if (random.NextInteger(0, 3) == 0) text += " ";
        }

        return text;
    }

    /// <summary>Draws words that hold nothing.</summary>
    public static string Prose(CheckRandom random, int words) =>
        string.Join(' ', Enumerable.Range(0, words).Select(_ => Pick(random, Words)));

    /// <summary>Draws a value of a kind, in one of its writings.</summary>
    public static string Value(CheckRandom random, string kind) => kind switch
    {
        PersonalData.Email =>
            Pick(random, ["jane.doe", "j", "info", "a-b_c", "User.Name+tag", "x99"]) + "@"
                + Pick(random, ["example.com", "mail.example.org", "a-1.b2.example.net", "EXAMPLE.COM"]),
        PersonalData.Ip => random.NextInteger(0, 2) == 0
            ? Pick(random, ["192.0.2.", "198.51.100.", "203.0.113."]) + Text(random.NextInteger(0, 256))
            : Pick(random, ["2001:db8::" + Text(random.NextInteger(1, 9999)), "2001:DB8:0:0:8:800:200C:417A",
                "2001:db8:a::f:" + Text(random.NextInteger(1, 99)), "::1", "2001:db8:1::"]),
        PersonalData.Card => Card(random, valid: true),
        PersonalData.Iban => Account(random, valid: true),
        _ => Phone(random),
    };

    /// <summary>Draws what looks like a value of a kind and is none.</summary>
    public static string NearMiss(CheckRandom random, string kind) => kind switch
    {
        PersonalData.Email =>
            Pick(random, ["jane@localhost", "@example", "jane@@example.com", "jane.example.com", "jane@-example.com", "jane@example.c0m",
                "a@b@example.com", "jane @ example.com", "x@example..com"]),
        PersonalData.Ip =>
            Pick(random, ["1.2.3.4.5", "999.1.2.3", "192.0.2", "12:30:45", "00:1b:44:11:3a:b7", "std::vector", "dead::beef", "01.02.03.04",
                "v1.2.3.4", "1:2:3:4:5:6:7:8:9", "1::2::3", "256.0.0.1", "1.2.3.4-rc"]),
        PersonalData.Card => random.NextInteger(0, 3) == 0
            ? Card(random, valid: true) + Text(random.NextInteger(1000000, 9999999))
            : Card(random, valid: false),
        PersonalData.Iban => Account(random, valid: false),
        _ => Pick(random, ["2024-11-28", "28.11.2024", "555-0100", "2025550100", "102-555-0100", "202-155-0100", "+0123456789", "+1234567",
            "202-555-01000", "202-555.0100", "+1234567890123456", "12-202-555-0100", "(102) 555-0100"]),
    };

    public static string Card(CheckRandom random, bool valid)
    {
        int[] groups = ((int[][])[[4, 4, 4, 4], [4, 6, 5], [4, 4, 4, 4, 3], [4, 3, 3, 3], [4, 6, 4]])[random.NextInteger(0, 5)];
        int length = groups.Sum();
        string digits = "4" + string.Concat(Enumerable.Range(0, length - 2).Select(_ => Text(random.NextInteger(0, 10))));
        int check = Enumerable.Range(0, 10).First(d => IsLuhn(digits + Text(d)));
        digits += Text(valid ? check : (check + random.NextInteger(1, 10)) % 10);
        string between = Pick(random, ["", " ", "-"]);
        List<string> parts = [];
        int at = 0;
        foreach (int group in groups)
        {
            parts.Add(digits.Substring(at, group));
            at += group;
        }

        return string.Join(between, parts);
    }

    public static string Account(CheckRandom random, bool valid)
    {
        string country = Pick(random, ["DE", "GB", "NO", "FR", "NL", "PL", "AT", "BE"]);
        string body = string.Concat(Enumerable.Range(0, IbanLengths.ByCountry[country] - 4).Select(i =>
            country is "GB" or "NL" && i < 4 ? ((char)('A' + random.NextInteger(0, 26))).ToString() : Text(random.NextInteger(0, 10))));
        int rest = Remainder(body + country + "00"), check = 98 - rest;
        if (!valid) check = ((check + (int)random.NextInteger(1, 90)) % 97) + 2;
        if (!valid && check == 98 - rest) check = check == 50 ? 51 : 50;
        string number = country + check.ToString("00", CultureInfo.InvariantCulture) + body;
        return random.NextInteger(0, 2) == 0 ? number : string.Join(' ', number.Chunk(4).Select(group => new string(group)));
    }

    public static string Pick(CheckRandom random, string[] from) => from[random.NextInteger(0, from.Length)];

    /// <summary>Writes a masked text with its counts, so that both are observed.</summary>
    public static string Write(MaskedText masked) =>
        masked.Text + string.Concat(masked.Counts.OrderBy(x => x.Key, StringComparer.Ordinal)
            .Select(x => string.Create(CultureInfo.InvariantCulture, $" [{x.Key}: {x.Value}]")));

    private static string Phone(CheckRandom random)
    {
        string area = Text(random.NextInteger(200, 1000)), line = Text(random.NextInteger(100, 200)), s = Pick(random, ["-", ".", " "]);
        return random.NextInteger(0, 4) switch
        {
            0 => $"({area}){Pick(random, ["", " "])}555-0{line}",
            1 => $"{Pick(random, ["", "1" + s])}{area}{s}555{s}0{line}",
            2 => $"+1{s}{area}{s}555{s}0{line}",
            _ => Pick(random, ["+44 20 7946 0" + Text(random.NextInteger(100, 1000)), "+4930" + Text(random.NextInteger(1000000, 9999999)),
                "+33 1 99 00 " + Text(random.NextInteger(10, 100)) + " 12"]),
        };
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static bool IsLuhn(string digits) =>
        digits.Reverse().Select((c, i) => i % 2 == 0 ? c - '0' : "0246813579"[c - '0'] - '0').Sum() % 10 == 0;

    private static int Remainder(string text) =>
        text.Aggregate(0, (rest, c) => (char.IsAsciiDigit(c) ? (rest * 10) + (c - '0') : (rest * 100) + (c - 'A' + 10)) % 97);
}
