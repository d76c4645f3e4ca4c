using System.Globalization;
using System.Text;

namespace LLMCourse.Checks.M11;

/// <summary>Structured extraction from notices: a model that copies well, chatters, and makes things up,
/// behind the constraint of the schema.</summary>
internal static class ExtractionCase
{
    private const int Documents = 24, MostBytes = 1000;

    // What the model writes where a notice says nothing, in the order of the fields.
    private static readonly string?[] MadeUp = [null, null, "2,450", "7.25", "6.4 km", "105 min", "easy"];
    private static readonly (string Words, int Value)[] Amounts =
        [("two", 2), ("three", 3), ("five", 5), ("six", 6), ("twelve", 12), ("forty", 40)];

    public static IEnumerable<(string Slice, string Input, string? Expected, string? Got)> Run(ulong seed)
    {
        List<ReadOnlyMemory<byte>> tokens =
            [.. Enumerable.Range(0, 256).Select(b => (ReadOnlyMemory<byte>)new[] { (byte)b }), Array.Empty<byte>()];
        foreach ((int i, Notice notice) in Notices.Make(seed, Documents).Index())
        {
            string?[] said = [.. notice.Words.Select((words, field) => words ?? MadeUp[field])];
            string?[] got = Extract(notice.Document, said, tokens);
            for (int field = 0; field < said.Length; field++)
                if (said[field] is not null)
                    yield return (notice.Words[field] is null ? CritiquePlan.Invented : CritiquePlan.Notice, Ask(notice.Document, field),
                        notice.Gold[field], got[field]);

            string place = notice.Words[0]!, when = "4 May 2031";
            (string amount, int value) = Amounts[i % Amounts.Length];
            string document = $"Guided walk at {place} on {when}. Open to {amount} members. Tickets {amount} pounds. The path is {amount} km long and takes {amount} hours.";
            got = Extract(document, [place, when, amount, amount, $"{amount} km", $"{amount} hours", null], tokens);
            for (int field = 2; field < 6; field++)
                yield return (CritiquePlan.InWords, Ask(document, field),
                    (field == 5 ? 60 * value : value).ToString(CultureInfo.InvariantCulture), got[field]);

            document = $"Guided walk at {place} on {when}. It is not for our {2000 + i} members. Tickets are not 6.50 pounds. The walk is not hard.";
            got = Extract(document, [place, when, (2000 + i).ToString(CultureInfo.InvariantCulture), "6.50", null, null, "hard"], tokens);
            foreach (int field in new[] { 2, 3, 6 }) yield return (CritiquePlan.Denied, Ask(document, field), null, got[field]);

            int month = 1 + (i % 12), day = 1 + (((7 * i) + 3) % 28);
            if (day == month) day++;
            document = string.Create(CultureInfo.InvariantCulture, $"Guided walk at {place} on {month}/{day}/2031. Bring water.");
            got = Extract(document,
                [place, string.Create(CultureInfo.InvariantCulture, $"{month}/{day}/2031"), null, null, null, null, null], tokens);
            yield return (CritiquePlan.MonthFirst, Ask(document, 1),
                string.Create(CultureInfo.InvariantCulture, $"2031-{month:00}-{day:00}"), got[1]);
        }
    }

    private static string Ask(string document, int field) => $"{Notices.Fields[field].Name}: {document}";

    private static string?[] Extract(string document, IReadOnlyList<string?> said, List<ReadOnlyMemory<byte>> tokens)
    {
        string wanted = $"{{{string.Join(',', Notices.Fields.Zip(said, (field, words) => $"\"{field.Name}\":{(words is null ? "null" : $"\"{words}\"")}"))}}}";
        try
        {
            return [.. Extractor.Extract(document,
                Write(new SchemaConstraint(Notices.Fields, tokens, tokens.Count - 1), tokens.Count, wanted),
                Notices.Fields).Values.Select(value => value.Value)];
        }
        catch (FormatException)
        {
            return [.. said.Select(_ => "(no object of the schema)")];
        }
    }

    /// <summary>Lets the model write. It would begin with chatter, if it could, and else it writes what it wants to.</summary>
    private static string Write(SchemaConstraint constraint, int count, string wanted)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(wanted);
        List<byte> text = [];
        for (int remaining = MostBytes; remaining > 0 && !constraint.IsComplete; remaining--)
        {
            float[] logits = new float[count];
            if (text.Count == 0) logits['S'] = 2;
            if (text.Count < bytes.Length) logits[bytes[text.Count]] += 1;
            constraint.Mask(logits, remaining);
            int best = 0;
            for (int id = 1; id < count; id++)
                if (logits[id] > logits[best]) best = id;
            if (best == count - 1 || float.IsNegativeInfinity(logits[best])) break;
            constraint.Accept(best);
            text.Add((byte)best);
        }

        return Encoding.UTF8.GetString([.. text]);
    }
}
