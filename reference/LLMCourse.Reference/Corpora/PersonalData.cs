using System.Globalization;
using System.Numerics;
using System.Text;

namespace LLMCourse.Reference.Corpora;

/// <summary>Makes up personal data that belongs to nobody, for <see cref="NoticeCorpus"/>.</summary>
internal static class PersonalData
{
    private const string Garbage = "#$%&*=+~^|@_";

    /// <summary>Makes up an address at a domain that RFC 2606 reserves.</summary>
    public static string Mail(ref SplitMix64 random, string person)
    {
        string name = person.ToLowerInvariant().Replace(" ", random.Next(2) == 0 ? "." : "_", StringComparison.Ordinal);
        string tag = random.Next(3) == 0 ? "+notice" : "";
        return name + tag + random.Next(3) switch { 0 => "@example.org", 1 => "@mail.example.com", _ => "@example.net" };
    }

    /// <summary>Makes up a number out of the ranges that Ofcom and the NANPA keep for fiction.</summary>
    public static string Phone(ref SplitMix64 random)
    {
        string last = random.Next(1000).ToString("D3", CultureInfo.InvariantCulture),
            two = random.Next(100).ToString("D2", CultureInfo.InvariantCulture);
        return random.Next(3) switch { 0 => $"+44 20 7946 0{last}", 1 => $"+1 212 555 01{two}", _ => $"(0114) 496 0{last}" };
    }

    /// <summary>Makes up 16 digits in groups of four, or without spaces, whose last is Luhn's check digit.</summary>
    public static string Card(ref SplitMix64 random)
    {
        int[] digits = new int[16];
        digits[0] = 4;
        for (int i = 1; i < 15; i++) digits[i] = random.Next(10);
        int sum = 0;
        for (int i = 0; i < 15; i++)
        {
            int doubled = i % 2 == 0 ? 2 * digits[i] : digits[i];
            sum += doubled > 9 ? doubled - 9 : doubled;
        }

        digits[15] = (10 - (sum % 10)) % 10;
        string all = string.Concat(digits);
        return random.Next(2) == 0 ? all : $"{all[..4]} {all[4..8]} {all[8..12]} {all[12..]}";
    }

    /// <summary>Makes up a German IBAN: 18 digits behind two check digits that make the whole 1 modulo 97 (ISO 13616).</summary>
    public static string Iban(ref SplitMix64 random)
    {
        StringBuilder account = new();
        for (int i = 0; i < 18; i++) _ = account.Append((char)('0' + random.Next(10)));
        // D and E stand for 13 and 14.
        int check = 98 - (int)(BigInteger.Parse(account + "131400", CultureInfo.InvariantCulture) % 97);
        return string.Create(CultureInfo.InvariantCulture, $"DE{check:D2}{account}");
    }

    /// <summary>Draws an address out of the three blocks of RFC 5737.</summary>
    public static string Address(ref SplitMix64 random)
    {
        string block = random.Next(3) switch { 0 => "192.0.2.", 1 => "198.51.100.", _ => "203.0.113." };
        return block + random.Between(1, 254).ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>Writes 8 to 14 runs of symbols with a letter here and there.</summary>
    public static string Symbols(ref SplitMix64 random)
    {
        StringBuilder text = new();
        for (int run = random.Between(8, 14); run > 0; run--)
        {
            for (int left = random.Between(2, 5); left > 0; left--) _ = text.Append(Garbage[random.Next(Garbage.Length)]);
            _ = text.Append(random.Next(4) == 0 ? "x " : " ");
        }

        return text.ToString().TrimEnd();
    }
}
