using System.Globalization;

namespace LLMCourse.Checks.M07;

public sealed class CheckDigits() : VisibleCheck("M07.E1.luhn", "tells a right check digit from a wrong one")
{
    public override void Probe(Probe probe)
    {
        foreach (string digits in (string[])["0", "18", "26", "59", "4111111111111111", "4111111111111112", "378282246310005",
            "1411111111111111", "5105105105105100", "", "12x4", "４１", "-18", "79927398713 ", "9:", "1/"])
        {
            probe.Observe($"'{digits}'", Luhn.IsValid(digits));
        }

        probe.Observe("swapped neighbours", Luhn.IsValid("4111111111111171") || Luhn.IsValid("79927398731"));
        probe.Observe("random ones",
            string.Concat(Enumerable.Range(0, 200)
                .Select(i => Luhn.IsValid(PersonalTexts.Card(probe.Random, i % 2 == 0).Replace(" ", "").Replace("-", "")) ? '1' : '0')));
    }
}

public sealed class AccountNumbers()
    : Check("M07.E1.iban", "accepts account numbers of the listed countries and lengths that leave 1 modulo 97")
{
    public override void Probe(Probe probe)
    {
        (string Name, string Text)[] cases =
        [
            ("British", "GB29NWBK60161331926819"), ("Norwegian", "NO9386011117947"), ("Austrian", "AT611904300234573201"),
            ("Dutch", "NL91ABNA0417164300"), ("French", "FR1420041010050500013M02606"),
            ("a digit wrong", "NO9386011117948"), ("lower case", "gb29NWBK60161331926819"),
            ("a small letter inside", "GB29nWBK60161331926819"), ("with spaces", "NO93 8601 1117 947"),
            ("an unknown country", "XX9386011117947"), ("too short", "NO938601111794"), ("too long", "NO93860111179470"), ("nothing", ""),
            ("the country", "NO"), ("letters for check digits", "NOAB86011117947"),
            ("a letter for the first check digit", "NOA186011117871"), ("a letter for the second", "NO1A86011117913"),
            ("letters for both", "NOAB86011117908"), ("one letter", "N"), ("a slash", "NO93860/1117947"),
            ("another script's digits", "NO٩٣86011117947"),
        ];
        foreach ((string name, string text) in cases) probe.Observe(name, Iban.IsValid(text));
        probe.Observe("random ones",
            string.Concat(Enumerable.Range(0, 200)
                .Select(i => Iban.IsValid(PersonalTexts.Account(probe.Random, i % 2 == 0).Replace(" ", "")) ? '1' : '0')));
        // 97 leaves as much as 0 does: a number that leaves 0 or 2 is as wrong as any.
        probe.Observe("all check digits",
            string.Concat(Enumerable.Range(0, 100)
                .Select(i => Iban.IsValid($"BE{i.ToString("00", CultureInfo.InvariantCulture)}539007547034") ? '1' : '0')));
    }
}

/// <summary>Masks texts that are written here.</summary>
public abstract class MaskedTexts(string id, string title, int points, string texts) : Check(id, title, points)
{
    public override void Probe(Probe probe)
    {
        foreach ((int i, string text) in texts.Split('\n').Index()) probe.Observe($"text {i}", PersonalTexts.Write(Redactor.Mask(text)));
        probe.Observe("all in one", PersonalTexts.Write(Redactor.Mask(texts)));
    }
}

public sealed class MaskedMails() : MaskedTexts("M07.E1.email", "finds e-mail addresses, and leaves what only has an @", 2, """
    Write to jane.doe@example.com, or to <J_D+news-1@Mail.Example.org>.
    mailto:jane@example.net;bob@a.b.c.example.com (jane@example.com)
    jane@localhost @example jane@@example.com jane@ex_ample.com jane@example.com@example.com jane@example.1com jane@example.c
    -jane@example.com- ...jane@example.com... _jane@example.com_ +jane@example.com+ @jane@example.com +5jane@example.com
    jane@-example.com jane@example-.com jane@e-x.com jane@.example.com jane@example..com jane@x.example.com-y
    名jane@example.com名 é.jane@example.com jäne@example.com jane@exämple.com jane@example.com😀
    aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffgggg@example.com aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffggggg@example.com
    a@aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffggg.com a@aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffgggg.com
    jane@example.abcdefghijklmnopqrstuvwx jane@example.abcdefghijklmnopqrstuvwxy 192.0.2.1@example.com 4111111111111111@example.com jane@192.0.2.1 x%y@example.com a@b.co
    a..b@example.com a._b@example.com a-@example.com a.@example.com a+.-_b@example.com
    """)
{
    public override void Probe(Probe probe)
    {
        base.Probe(probe);
        string labels = string.Concat(Enumerable.Repeat("abcdefgh.", 27));
        foreach (int more in new[] { 9, 10, 11, 12 })
            probe.Observe($"a domain of {labels.Length + more} characters",
                PersonalTexts.Write(Redactor.Mask($"x@{labels}{new string('a', more - 3)}.de")).Length);
    }
}

public sealed class MaskedAddresses() : MaskedTexts("M07.E1.ip",
    "finds IPv4 and IPv6 addresses, and leaves versions, times and code", 2, """
    Seen at 192.0.2.146. And at 198.51.100.7, 203.0.113.255:8080, (192.0.2.0/24) and 0.0.0.0
    1.2.3.4.5 999.1.2.3 256.0.0.1 192.0.2.01 192.00.2.1 1.2.3 1..2.3.4 v1.2.3.4 1.2.3.4a 1.2.3.4-5 1.2.3.1000 -192.0.2.1_ 192.0.2.1- 249.250.255.99 199.200.100.260
    2001:db8::1 2001:DB8:0:0:8:800:200C:417A ::1 1:: fe80::1%eth0 2001:db8::/32 [2001:db8::7]:443 1:2:3:4:5:6:7::
    1:2:3:4:5:6:7:8 1:2:3:4:5:6:7:8:9 1:2:3:4:5:6:7 1::2::3 ::: :::1 12345::1 1:2:3:4::5:6:7:8 g::1 ::g 1::x :1:2:3:4:5:6:7:8 ::1:
    12:30:45 00:1b:44:11:3a:b7 std::vector dead::beef dead::bee5 :: a::b::c ::ffff:192.0.2.1 x::1 é::1
    From 2001:db8::1: unreachable; from 2001:db8::2:x, 2001:db8::3. 2001:db8::4, 2001:db8::5::
    1::| 1::1| 1:: 1::) 1::1:| 1::1:) |1::1 ip:2001:db8::6 ip: 2001:db8::6 -2001:db8::8 2001:-db8::8 2001:db8::8-9 1.::1
    1111:2222:3333:4444:5555:6666:7777:8888:: 1:2:3:4:5:6:7::8 1::2:3:4:5:6:7:8 1:2:3:4:5:6::8 1111:2222:3333:4444:5555:6666:7777:8888:9
    1111:2222:3333:4444:5555:6666:7777:8888 0001:0002:0003:0004:0005:0006:0007:00008 1111:2222:3333:4444:5555:6666:7777:8888:
    192.0.2.1.example.com ١٩٢.0.2.1 192.0.2.１ 192.0.2.1é 192。0.2.1 192.0.2.1..
    """);

public sealed class MaskedCards() : MaskedTexts("M07.E1.card",
    "finds card numbers of 13 to 19 digits that pass Luhn, in one piece or in groups", 2, """
    Paid with 4111 1111 1111 1111, 4111-1111-1111-1111, 4111111111111111. 3782 822463 10005 and 378282246310005
    order 4111 1111 1111 1112 4111-1111-1111-1112 4111111111111112 41111111111111113 0000000000000000
    on 12 4111 1111 1111 1111 12/27 and 4111 1111 1111 1111 123 4111 1111 1111 1111 1111
    4111  1111 1111 1111 4111 1111-1111 1111 4111--1111-1111-1111 4111 1111 1111 1111- -4111 1111 1111 1111. 4111. 1111 1111 1111
    x4111111111111111 4111111111111111x card:4111111111111111 card-4111111111111111 é4111111111111111é 41111111111111111111
    4222222222222 4222 222 222 222 422222222222 6304000000000000000 63040000000000000000 6304 0000 0000 0000 000
    4111 11 1111 1111 11 411 1111 1111 1111 1 4111 1111111 11111 41111 11111 111111 4111 1111 1111 1111 é 4111​1111​1111​1111
    4111.1111.1111.1111 4111_1111_1111_1111 4111 1111 1111 4111 1111 1111 1111 and 4111	1111	1111	1111
    4111 1111 1111 1112 1114 4111-1111-1111-1112-1114 41111111111111121114 4111 1111 1111 11a1 4111 1111 1111 111１
    4111-1111-1111-11-11 4111-11-11-1111-1111 4111 1111 1111 11 11
    """);

public sealed class MaskedPhones() : MaskedTexts("M07.E1.phone",
    "finds phone numbers in the handout's writings, and leaves dates and other numbers", 2, """
    Call (202) 555-0100 or (202)555-0101, 202-555-0102, 202.555.0103, 202 555 0104, 1-202-555-0105, 1 202 555 0106, 1.202.555.0107.
    +12025550108 +1-202-555-0109 +1 202 555 0110 +1.202.555.0111 +1 202-555-0112 +1 (202) 555-0113 +44 20 7946 0958
    102-555-0100 202-155-0100 202-555-01000 202-555-010 2025550100 202-555.0100 202 555-0100 1-202 555 0100 2-202-555-0100 1.202-555-0100 202--555-0100
    555-0100 2024-11-28 28.11.2024 12:30 (102) 555-0100 (202) 155-0100 (202)  555-0100 (202) 555 0100 (202 555-0100 202) 555-0100 (202-555-0100) (2025) 555-0100
    +1234567 +12345678 +123456789012345 +1234567890123456 +0123456789 ++12025550100 -+12025550100 x+12025550100 +x12025550100 +12025550100x +1202555010é
    +49 30 1234 +49 30 12345 +49 30 12 34 56 78 90 12 34 +12025550100 5 +1--202-555-0100 +1 202  555 0100 +1 202 555 0100. 7 +1 202 555 0100, 7
    202 555 0100 4111 1111 1111 1111 1 202 555 0100 1 202 555 0101 1 1 202 555 0102 202 555 0100-
    (2a2) 555-0114, (22a) 555-0114, (a22) 555-0114, (2:2) 555-0114, (:22) 555-0114, (902) 555-0114, (902) 955-0114, (902) :55-0114, (20２) 555-0114
    +1 202 555 01​00 ２０２-555-0100 +１2025550100 (２02) 555-0100 tel:+12025550100;x=1 |202-555-0100|202-555-0101| ((202) 555-0100)
    +123 4567 +123 45678 +1 2 3 4 5 6 7 8 +1 2 3 4 5 6 7 x +12 34 56-78 +12-34-56 78 +12345678-9 +1234567-89 12 +1234567 89 12
    (202) 555.0100 (202)555.0100 (202).555-0100 1 202-555-0100, 1 202.555.0100, 1-202.555.0100
    """);

public sealed class MaskedAccounts() : MaskedTexts("M07.E1.iban-in-text",
    "finds account numbers in one piece and in groups of four, and masks none of their digits as something else", 2, """
    To DE89370400440532013000, or GB29 NWBK 6016 1331 9268 19. NO93 8601 1117 947 and AT61 1904 3002 3457 3201!
    DE89 3704 0044 0532 0130 01 DE89370400440532013001 de89370400440532013000 DE89 37040044 0532 0130 00 DE893704 0044 0532 0130 00
    DE89  3704 0044 0532 0130 00 DE89 3704 0044 0532 0130 00x xDE89370400440532013000 DE89-3704-0044-0532-0130-00 NO9386011117947NO NO9386011117947.5
    DE89 3704 0044 0532 0130 00 17 NO93 8601 1117 947 4111 1111 1111 1111 NO93 8601 1117 9470 XX93 8601 1117 947
    iban:NO9386011117947 -NO9386011117947- éNO9386011117947é NO93 8601 1117-947 NO93 8601. 1117 947 DE89 3704 0044 0532 0130 DE89
    NO 93 8601 1117 947 NO9 BE68 5390 0754 7034 BE68 5390 0754 7034 BE68539007547034 FR14 2004 1010 0505 0001 3M02 606
    DE89 37 0400 4405 3201 3000, DE89 370 4004 4053 2013 000, DE89 3704 0044 053 2013 000
    """);

public sealed class TangledTexts() : Check("M07.E1.tangle", "reads from the left, whole words only, whatever stands side by side", 2)
{
    public override void Probe(Probe probe)
    {
        for (int i = 0; i < 60; i++) probe.Observe($"text {i}", PersonalTexts.Write(Redactor.Mask(PersonalTexts.Tangle(probe.Random, 40))));
        foreach (int length in new[] { 319, 320, 321, 700 })
        {
            string dots = new('.', length - "jane@example.com".Length);
            probe.Observe($"a word of {length} characters", PersonalTexts.Write(Redactor.Mask($"x jane@example.com{dots} 192.0.2.1")));
            probe.Observe($"the last of two words has {length} characters",
                PersonalTexts.Write(Redactor.Mask(
                    $"4111 1111 1111 1111{new string('-', length - 4)} ::1 1::{new string('a', length)} 1::1{new string('.', length - 1)} 2 (202) 555-0100{new string('.', length - 8)} 3")));
        }

        foreach ((string name, string between) in new[] { ("a no-break space", "\u00A0"), ("a tab", "\t"), ("a wide space", "\u2003") })
            probe.Observe($"groups with {name} between", PersonalTexts.Write(Redactor.Mask(string.Join(between,
                ["4111", "1111", "1111", "1111", "x", "202", "555", "0100", "x", "DE89", "3704", "0044", "0532", "0130", "00", "x", "+44", "20",
                    "7946", "0958", "x", "(202)", "555-0100"]))));
        probe.Observe("nothing", PersonalTexts.Write(Redactor.Mask("")));
        probe.ObserveThrows<ArgumentException>("a text", () => Redactor.Mask(null!));
        probe.ObserveThrows<ArgumentException>("a chunk", () => new StreamingRedactor().Write(null!));
        probe.ObserveThrows<ArgumentException>("what is hidden", () => new PrivacyVault().Hide(null!));
        probe.ObserveThrows<ArgumentException>("what is revealed", () => new PrivacyVault().Reveal(null!));
        probe.ObserveThrows<ArgumentException>("digits", () => Luhn.IsValid(null!));
        probe.ObserveThrows<ArgumentException>("an account", () => Iban.IsValid(null!));
        probe.ObserveAccepts("good ones", () => Redactor.Mask(new StreamingRedactor().Write("") + new PrivacyVault().Hide("")));
        probe.Observe("half a character",
            Redactor.Mask("\ud83d 192.0.2.1 \ude00") is { } half && half.Text == "\ud83d |||IP_ADDRESS||| \ude00");
    }
}

public sealed class MaskedTwice() : Check("M07.E1.twice", "changes and counts nothing in a masked text", 2)
{
    public override void Probe(Probe probe)
    {
        int changed = 0, counted = 0;
        for (int i = 0; i < 1500; i++)
        {
            MaskedText once = Redactor.Mask(PersonalTexts.Tangle(probe.Random, 12)), twice = Redactor.Mask(once.Text);
            if (twice.Text != once.Text) changed++;
            counted += twice.Counts.Values.Sum();
        }

        probe.Observe("texts that change again", changed);
        probe.Observe("values that are counted again", counted);
        probe.Observe("tokens with values between",
            PersonalTexts.Write(Redactor.Mask("|||EMAIL_ADDRESS||| jane@example.com |||IP_ADDRESS|||192.0.2.1|||CARD_NUMBER|||")));
    }
}

public sealed class HiddenSet()
    : Check("M07.E1.hidden-set",
        "finds at least 95 % of the planted values of each kind, and is right in at least 95 % of what it masks", 3)
{
    private const int Values = 250;

    public override void Probe(Probe probe)
    {
        foreach (string kind in PersonalData.Kinds)
        {
            int right = 0, missed = 0, wrong = 0;
            string token = $"|||{kind}|||";
            for (int i = 0; i < Values; i++)
            {
                string before = PersonalTexts.Prose(probe.Random, 4)
                    + PersonalTexts.Pick(probe.Random, [" ", ": ", " (", "\r\n", " \"", ", "]);
                string after = PersonalTexts.Pick(probe.Random, [". ", ", ", "\n", "; ", ") ", " "]) + PersonalTexts.Prose(probe.Random, 3);
                string value = PersonalTexts.Value(probe.Random, kind), masked = Redactor.Mask(before + value + after).Text;
                if (masked == before + token + after) right++;
                else missed++;
                if (masked != before + token + after && masked != before + value + after) wrong++;
                if (Redactor.Mask(before + PersonalTexts.NearMiss(probe.Random, kind) + after).Text.Contains(token,
                    StringComparison.Ordinal))
                    wrong++;
            }

            probe.Observe($"{kind}: precision", right + wrong == 0 ? 0 : right / (double)(right + wrong));
            probe.Observe($"{kind}: recall", right / (double)(right + missed));
        }
    }

    public override Verdict Judge(Evidence evidence)
    {
        string[] low = [.. evidence.Expected.OfType<NumberObservation>().Where(o => !(evidence.Number(o.Name) >= 0.95))
            .Select(o => string.Create(CultureInfo.InvariantCulture, $"{o.Name} {evidence.Number(o.Name):0.00}"))];
        return low.Length == 0
            ? Verdict.Pass
            : Verdict.Fail($"Below 0.95 on generated texts are {string.Join("; ", low)}.",
                hint: "Low recall: which writings of the handout do you not find? Low precision: what that only looks like it do you mask?");
    }
}

public sealed class StreamedTexts() : Check("M07.E1.stream", "shows the same whatever the cuts, and holds back no more than it must", 3)
{
    public override void Probe(Probe probe)
    {
        int differ = 0, most = 0;
        for (int i = 0; i < 400; i++)
        {
            string text = PersonalTexts.Tangle(probe.Random, 10);
            if (i % 50 == 0)
                text = text + new string('a', 500) + "@example.com " + new string('.', 400) + "4111 1111 1111 1111 " + new string(':', 400)
                    + "+1 202" + new string('-', 318) + " ";
            StreamingRedactor stream = new();
            string shown = "";
            for (int at = 0, longest = 1 << (i % 7); at < text.Length;)
            {
                int length = (int)Math.Min(text.Length - at, probe.Random.NextInteger(0, longest + 1));
                shown += stream.Write(text.Substring(at, length));
                at += length;
            }

            shown += stream.Flush();
            if (shown != Redactor.Mask(text).Text) differ++;
        }

        probe.Observe("texts that are shown differently", differ);
        // In texts without values, what is held back is what was written and not shown.
        foreach (string unit in (string[])["a", "a.", "1", "1 ", "x@", ":", "1:", "+1 2 ", "4111 ", "1111 2222 3333 4444 5 ", "DE89 3704 ",
            "(202) ", "202 555 ", "-", "|||", "+", "a.b@c-", "\n"])
        {
            StreamingRedactor stream = new();
            int held = 0;
            for (int i = 0; i < 900; i++)
            {
                held += 1 - stream.Write(unit[i % unit.Length].ToString()).Length;
                most = Math.Max(most, held);
            }
        }

        probe.Observe("never more than a word of 320 characters and 48 before it are held back", most <= 320 + 48);
        // How a long word ends decides what the numbers before it are.
        foreach (string begin in (string[])["4111 1111 1111 1111 123", "4222 222 222 222 111", "+1 2 3 4 5 6 7 8 9 0 1 2 3",
            "DE89 3704 0044 0532 0130 00", "1 202 555 0100", "(202) 555-0100", "2001:db8::1"])
        {
            foreach (string end in (string[])["", " ", "x", ".x "])
            {
                string text = begin + new string('.', 312 - begin.Length % 3) + end, late = "", whole = begin + new string('-', 330) + end;
                StreamingRedactor stream = new(), another = new();
                late = string.Concat(text.Select(c => stream.Write(c.ToString()))) + stream.Flush();
                probe.Observe($"a long word '{begin}…{end}'", late == Redactor.Mask(text).Text);
                probe.Observe($"a longer word '{begin}…{end}'",
                    string.Concat(whole.Select(c => another.Write(c.ToString()))) + another.Flush() == Redactor.Mask(whole).Text);
            }
        }

        StreamingRedactor one = new(), two = new();
        string ofOne = one.Write("jane@exam"), ofTwo = two.Write("call 202-555");
        ofOne += one.Write("ple.com, 4111 1111 ");
        ofTwo += two.Write("-0100 1111 1111 ") + two.Flush();
        probe.Observe("two streams in turns: the first", ofOne + one.Flush());
        probe.Observe("two streams in turns: the second", ofTwo);

        StreamingRedactor prose = new();
        foreach ((int i, string chunk) in ((string[])["Hello wor", "ld, how are y", "", "ou? Ü", "ber 北", "京 😀 all.", "\n",
            "4111 1111 1111 1111", "\n", "202 555\r\n", "jane@example.com", ".", "\n", "2001:db8::1:\n", "+1 202 555\n0100 "]).Index())
        {
            probe.Observe($"after piece {i}, '{chunk.ReplaceLineEndings("⏎")}'", prose.Write(chunk));
        }

        probe.Observe("the end", prose.Flush());
        probe.Observe("another text", prose.Write("1.2.3.4 ") + prose.Flush());
        probe.Observe("a third text",
            prose.Write("x1") + prose.Flush() + prose.Write("92.0.2.1") + prose.Flush() + prose.Write("::") + prose.Flush()
                + prose.Write("1 ") + prose.Flush());
        probe.Observe("nothing left", prose.Flush());
    }
}

public sealed class HiddenValues()
    : Check("M07.E1.vault", "numbers values by kind, gives the same value the same token, and gives all back", 2)
{
    public override void Probe(Probe probe)
    {
        PrivacyVault vault = new();
        probe.Observe("first text", vault.Hide("a@example.com 192.0.2.1 b@example.com a@example.com A@example.com"));
        probe.Observe("second text",
            vault.Hide("2001:db8::1 b@example.com 192.0.2.1 4111111111111111 4111 1111 1111 1111 (202) 555-0100 NO9386011117947 | || x"));
        probe.Observe("a reply", vault.Reveal(
            "Dear |||EMAIL_ADDRESS_3|||, |||EMAIL_ADDRESS_1|||: |||CARD_NUMBER_2||||||IP_ADDRESS_2||| |||||PHONE_NUMBER_1||||"));
        probe.Observe("tokens that nobody wrote",
            vault.Reveal("|||EMAIL_ADDRESS_4||| |||EMAIL_ADDRESS_0||| |||EMAIL_ADDRESS_01||| |||EMAIL_ADDRESS||| |||email_address_1||| ||EMAIL_ADDRESS_1|| |||EMAIL_ADDRESS_1|| |||NAME_1|||"));
        probe.Observe("another vault", new PrivacyVault().Reveal("|||EMAIL_ADDRESS_1|||"));
        probe.Observe("a fresh count", new PrivacyVault().Hide("b@example.com"));
        int differ = 0, seen = 0;
        PrivacyVault shared = new();
        for (int i = 0; i < 500; i++)
        {
            string text = PersonalTexts.Tangle(probe.Random, 12), hidden = shared.Hide(text);
            if (shared.Reveal(hidden) != text) differ++;
            if (!text.Contains("|||", StringComparison.Ordinal) && Redactor.Mask(hidden).Counts.Count > 0) seen++;
        }

        probe.Observe("texts that do not come back", differ);
        probe.Observe("hidden texts in which something is found", seen);
        probe.Observe("none", vault.Hide("") + vault.Reveal(""));
    }
}

public sealed class ForgedTokens() : Check("M07.E1.forged", "reveals nothing to a text that brings tokens of its own, or parts of them", 2)
{
    public override void Probe(Probe probe)
    {
        PrivacyVault vault = new();
        _ = vault.Hide("secret@example.com (202) 555-0100 ::1");
        string[] forged =
        [
            "|||EMAIL_ADDRESS_1|||", "||||EMAIL_ADDRESS_1||||", "|||EMAIL_ADDRESS_1(202) 555-0100", "|||EMAIL_ADDRESS_1::1",
            "(202) 555-0100|||EMAIL_ADDRESS_1|||", "::1|||EMAIL_ADDRESS_1|||::1",
            "|||LITERAL_1|||", "|||EMAIL_ADDRESS_1", "EMAIL_ADDRESS_1|||", "|||", "||||||", "|||||EMAIL_ADDRESS_1|||||",
            "|||EMAIL_ADDRESS_1|||EMAIL_ADDRESS_1|||", "x@example.com|||EMAIL_ADDRESS_1|||x@example.com",
            "||(202) 555-0100||", "|||PHONE_NUMBER_1::1", @"\|||EMAIL_ADDRESS_1|||", "|||EMAIL_ADDRESS_1\\|||",
            "&#124;||EMAIL_ADDRESS_1|||", "|||ESCAPED_1|||", "|||TEXT_1|||TOKEN_1|||", "||\u200b|EMAIL_ADDRESS_1|||",
        ];
        int differ = 0, shown = 0;
        for (int i = 0; i < 400; i++)
        {
            string text = i < forged.Length ? forged[i] : string.Concat(Enumerable.Range(0, 7).Select(_ => PersonalTexts.Pick(probe.Random,
                ["|", "||", "|||", "EMAIL_ADDRESS_1", "PHONE_NUMBER_1", "(202) 555-0100", "::1", " ", "LITERAL_1", "_1", "IP_ADDRESS_",
                    "|||EMAIL_ADDRESS_1|||"])));
            string back = vault.Reveal(vault.Hide(text));
            if (back != text) differ++;
            if (back.Contains("secret", StringComparison.Ordinal)) shown++;
        }

        probe.Observe("texts that do not come back as they were", differ);
        probe.Observe("texts that are shown the secret", shown);
    }
}

public sealed class HostileTexts() : Check("M07.E1.time", "takes time in proportion to the length, whatever is in the text", 2)
{
    private const int Longest = 256_000, Megabyte = 1_000_000;
    private const double Noticeable = 0.4;

    /// <summary>Twenty times what the handout asks for, in seconds of the processor: its speed is not the student's.</summary>
    private const double Patience = 4;

    public override void Probe(Probe probe)
    {
        string[] units = ["1", "1.", "1 ", "a", "a@", "a.", "@", ":", "1:", "::1", "a:", "+1 ", "+1", "(202) ", "(", "4111 ", "4111-",
            "DE89 ", "202 ", "-", ".", "|||", "a@a.", "255.", "a-"];
        _ = Redactor.Mask(string.Concat(units));
        bool isLinear = units.All(unit =>
        {
            for (int length = 2_000; length <= Longest; length *= 2)
            {
                double time = Best(Repeat(unit, length), 2, Noticeable);
                // Linear work takes 8 times as long for 8 times the length, quadratic work 64 times.
                if (time >= Noticeable) return time <= 32 * Best(Repeat(unit, length / 8), 5, enough: 0);
            }

            return true; // quadratic work on so long a text is billions of steps, and would have been noticed
        });
        probe.Observe("eight times the text takes less than 32 times as long", isLinear);
        probe.Observe("a megabyte takes no four seconds",
            isLinear && ((string[])["1", "1:", "+1 ", "4111 "]).All(unit => Best(Repeat(unit, Megabyte), 2, Patience) < Patience));
    }

    private static string Repeat(string unit, int length) => string.Concat(Enumerable.Repeat(unit, length / unit.Length));

    // Processor time, and not the clock's: beside others' work on the machine a call may take many times as long.
    private static double Best(string text, int times, double enough)
    {
        double best = double.PositiveInfinity;
        for (int i = 0; i < times && best >= enough; i++)
        {
            TimeSpan start = Environment.CpuUsage.TotalTime;
            _ = Redactor.Mask(text);
            best = Math.Min(best, (Environment.CpuUsage.TotalTime - start).TotalSeconds);
        }

        return best;
    }
}
