using System.Globalization;
using System.Text;
using System.Text.Json;

namespace LLMCourse.Checks.M11;

public sealed class ReadNumbers() : VisibleCheck("M11.E6.numbers", "reads numbers by their form, with a decimal point or comma")
{
    public override void Probe(Probe probe)
    {
        string[] texts =
        [
            "0", "7", "007", "1234", "-3", "+3", "\u22123", "--3", "- 3", "1,234", "12,345,678", "1,2345", "12,34", "1234,567", ",123",
            "1,234,56", "1 234 567", "1\u00A0234,5", "1\u202F234.5", "1,234 567", "1.5", "1.50", ".5", "5.", "1.2.3", "1.234",
            "1.234.567", "1.234,50", "0,5", "-0", "-0.00", "1e3", "1.5 ", "\t42\n", "", " ", "twelve", "\u0661\u0662", "1_000",
            "12345678901234567890123456.78", "1234567890123456789012345678", "12345678901234567890123456789",
            "0.0000000000000000000000000001", "0.00000000000000000000000000001",
            "1 23", "12 345.25", "123 4567", "$5", "5%", "-1,000.25", "999\n",
            "1\t234", "1\u2009234", "1\u3000234", "1\n234", "\u00A05.5\u2003", "1'234",
        ];
        foreach (string text in texts)
        {
            string name = string.Concat(text.Select(c => c is < ' ' or > '~' ? $"\\u{(int)c:X4}" : $"{c}"));
            probe.Observe($"point '{name}'", Say(Normalizer.Number(text)));
            probe.Observe($"comma '{name}'", Say(Normalizer.Number(text, decimalComma: true)));
        }

        probe.ObserveThrows<ArgumentException>("no text", () => Normalizer.Number(null!));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact)
        .WithHint("Groups have three digits and one separator throughout; the comma and the point never mean both.");

    internal static string Say(decimal? value) => value is { } number ? Normalizer.Write(number) : "null";
}

public sealed class ReadDates() : Check("M11.E6.dates", "reads four forms of dates, in the given order, and refuses days that do not exist")
{
    public override void Probe(Probe probe)
    {
        string[] texts =
        [
            "2024-03-03", "2024-3-3", "0001-01-01", "0000-01-01", "2024-02-29", "2023-02-29", "1900-02-29", "2000-02-29", "2024-13-01",
            "2024-00-10", "2024-04-31", "2024-04-00", "03/04/2024", "3/4/2024", "13/04/2024", "04/13/2024", "3.4.2024", "3-4-2024",
            "3/4-2024", "31/12/2024", "12/31/2024",
            "3/4/24", "003/4/2024", "1/1/20245", "3 March 2024", "03 MARCH 2024", "3rd March 2024", "3rd of March 2024", "1st Apr 2024",
            "2nd apr. 2024", "22th May 2024", "31 June 2024", "30 June, 2024", "3  March\n2024", " 3 March 2024 ", "March 3, 2024",
            "Mar 3 2024", "Mar. 3rd, 2024", "march 33, 2024",
            "Sept 3 2024", "Sep 3 2024", "Ma 3 2024", "Marc 3 2024", "Marchy 3 2024", "Maytember 3 2024", "3 March 24", "March 2024",
            "3 March", "", "today", "2024/03/04", "20240304", "2024-03-03T10:00", "3March 2024", "3 March2024", "\u0663 March 2024",
            "February 29, 2023", "29 Feb 2024", "0 May 2024", "May 1,2024", "May 1 , 2024",
            "5 December 0999", "10 October 2024", "11 November 2024", "12 Aug 2024", "7 July 2024", "9 January 2024", "9 September 2024",
            "2024-03-03\n", "3RD March 2024", "March 22ND 2024", "3\u00A0March\t2024", "MAR. 4TH, 2024",
        ];
        foreach (string text in texts)
        {
            string name = text.Replace("\n", "\\n", StringComparison.Ordinal);
            probe.Observe($"day first '{name}'", Normalizer.Date(text, DateOrder.DayFirst) ?? "null");
            probe.Observe($"month first '{name}'", Normalizer.Date(text, DateOrder.MonthFirst) ?? "null");
        }

        probe.ObserveThrows<ArgumentException>("no text", () => Normalizer.Date(null!, DateOrder.DayFirst));
    }

    public override Verdict Judge(Evidence evidence) =>
        evidence.EqualsExpected(Tolerance.Exact)
            .WithHint("The order is never guessed: 13/04/2024 with the month first is no day. The calendar has 30 days in June, and 29 in February now and then.");
}

public sealed class ReadQuantities() : Check("M11.E6.quantities", "converts quantities exactly, and adds up their parts")
{
    public override void Probe(Probe probe)
    {
        (string Text, string Unit)[] cases =
        [
            ("2 km", "m"), ("2km", "m"), ("2.5 KM", "m"), ("2,500 m", "km"), ("1,5 km", "m"), ("30 cm", "m"), ("1 mm", "km"), ("2 m", "cm"),
            ("5 m 20 cm", "cm"), ("5m20cm", "m"), ("5 m, 20 cm", "m"), ("20 cm 5 m", "m"), ("5 m 5 m", "m"), ("1 km 2 m 3 cm 4 mm", "mm"),
            ("3 kg", "g"), ("250 g", "kg"), ("1 kg 50 g", "kg"),
            ("90 min", "h"), ("1 h 30 min", "min"), ("1 hour 30 minutes", "min"), ("2 hours", "s"), ("1 h 1 min 1 s", "s"),
            ("1h30min", "h"), ("20 min", "h"), ("1 s", "h"), ("10 seconds", "s"), ("5", "m"), ("m", "m"), ("", "m"), ("5 miles", "m"),
            ("5 kg", "m"), ("1 h 5 m", "min"), ("-5 m", "cm"), ("+5 m", "cm"), ("\u22125 m", "km"), ("5 m -20 cm", "cm"),
            ("-1 m 20 cm", "cm"), ("1 234 m", "km"), ("5  m", "m"), ("5 m ", "m"), ("5 m.", "m"), ("5 m 20", "cm"), ("about 5 m", "m"),
            ("0 m", "km"), ("-0 km", "m"), ("0.1 m 0.2 cm", "mm"), ("1000000000000000000 m", "m"), ("1000000000000000000.5 m", "m"),
            ("1000000000000000001 m", "m"), ("-1000000000000000001 m", "m"), ("-1000000000000000000 km", "m"), ("1.23.4 m", "m"),
            ("0.001 g", "kg"), ("7 HOURS", "H"), ("3 kilometres", "m"),
            ("1 m 2 km", "m"), ("2 minute", "s"), ("2 second", "s"), ("1 2 m", "m"), ("1 km 1,5 m", "m"),
            ("1 h  30  min", "min"), ("1\u00A0h \t30 min", "min"), ("+1 h 30 min", "min"), ("1 h +30 min", "min"), ("1 min 1 s", "h"),
        ];
        foreach ((string text, string unit) in cases)
        {
            probe.Observe($"'{text}' in {unit}", ReadNumbers.Say(Normalizer.Quantity(text, unit)));
            probe.Observe($"'{text}' in {unit}, comma", ReadNumbers.Say(Normalizer.Quantity(text, unit, decimalComma: true)));
        }

        probe.ObserveThrows<ArgumentException>("no such unit", () => Normalizer.Quantity("5 m", "mile"));
        probe.ObserveThrows<ArgumentException>("an empty unit", () => Normalizer.Quantity("", ""));
        probe.ObserveThrows<ArgumentException>("no text", () => Normalizer.Quantity(null!, "m"));
        probe.ObserveThrows<ArgumentException>("null for a unit", () => Normalizer.Quantity("5 m", null!));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact)
        .WithHint("Add up in the first unit of the dimension, and divide once at the end, in decimal. A single number may have a sign; of several parts none has one.");
}

public sealed class WrittenNumbers() : Check("M11.E6.written", "reads back 300 random numbers, as they are written in two conventions")
{
    private const int Count = 300;

    public override void Probe(Probe probe)
    {
        List<string> point = [], comma = [];
        foreach ((string text, _) in Draw(probe.Random))
        {
            point.Add(ReadNumbers.Say(Normalizer.Number(text)));
            comma.Add(ReadNumbers.Say(Normalizer.Number(text.Replace(',', ';').Replace('.', ',').Replace(';', '.'), decimalComma: true)));
        }

        for (int i = 0; i < Count; i += 100)
        {
            probe.Observe($"point, from {Scripting.Number(i)}", string.Join(' ', point.Skip(i).Take(100)));
            probe.Observe($"comma, from {Scripting.Number(i)}", string.Join(' ', comma.Skip(i).Take(100)));
        }
    }

    public override Verdict Judge(Evidence evidence)
    {
        string[] wanted = [.. Draw(CheckRandom.For(Id)).Select(drawn => drawn.Plain)];
        foreach (string style in new[] { "point", "comma" })
        {
            string[] got = [.. Enumerable.Range(0, Count / 100)
                .SelectMany(i => (evidence.Text($"{style}, from {Scripting.Number(i * 100)}") ?? "").Split(' '))];
            int wrong = Enumerable.Range(0, Count).Count(i => i >= got.Length || got[i] != wanted[i]);
            if (wrong > 0)
                return Verdict.Fail($"{wrong.ToString(CultureInfo.InvariantCulture)} of {Count.ToString(CultureInfo.InvariantCulture)} numbers with a decimal {style} are not read as they were written.");
        }

        return Verdict.Pass;
    }

    // What is plain is put together from digits, and no number is parsed.
    private static List<(string Text, string Plain)> Draw(CheckRandom random)
    {
        List<(string, string)> drawn = [];
        for (int i = 0; i < Count; i++)
        {
            string whole = string.Concat(Enumerable.Range(0, (int)random.NextInteger(1, 11))
                .Select(at => (char)('0' + random.NextInteger(at == 0 ? 1 : 0, 10))));
            string rest =
                string.Concat(Enumerable.Range(0, (int)random.NextInteger(0, 5)).Select(_ => (char)('0' + random.NextInteger(0, 10))));
            string sign = random.NextInteger(0, 3) == 0
                ? "-"
                : "", separator = random.NextInteger(0, 3) switch { 0 => "", 1 => ",", _ => " " };
            StringBuilder grouped = new();
            for (int at = 0; at < whole.Length; at++)
                _ = grouped.Append(at > 0 && (whole.Length - at) % 3 == 0 ? separator : "").Append(whole[at]);
            string decimals = rest.TrimEnd('0');
            drawn.Add((sign + grouped + (rest.Length > 0 ? $".{rest}" : ""), sign + whole + (decimals.Length > 0 ? $".{decimals}" : "")));
        }

        return drawn;
    }
}
