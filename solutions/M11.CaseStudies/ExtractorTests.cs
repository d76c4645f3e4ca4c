using System.Text;
using System.Text.Json;
using LLMCourse.Reference.Decoding;
using VerifyXunit;

namespace LLMCourse.M11;

[Trait("Exercise", "M11.E6")]
public sealed class ExtractorTests
{
    private const string Letter = "Dear Ms Hale, your order 1,204 of 3 March 2024\nweighs 2.5 kg. It comes by rail.";

    private static readonly ExtractionField[] Order =
    [
        new("number", ExtractionKind.Integer, IsRequired: true), new("day", ExtractionKind.Date), new("weight", ExtractionKind.Quantity) { Unit = "g" },
        new("way", ExtractionKind.Choice) { Choices = ["road", "rail"] }, new("total", ExtractionKind.Decimal, IsRequired: true),
    ];

    [Fact(DisplayName = "M11.E6 Worked by hand: values come from the document, or are null")]
    public void Extract_Letter_KeepsWhatIsThere()
    {
        string reply = """{"number":"1,204","day":"3 march 2024","weight":"2.5 kg","way":"road","total":"99.90"}""";
        ExtractionResult result = Extractor.Extract(Letter, reply, Order);
        Assert.Equal(["1204", "2024-03-03", "2500", null, null], result.Values.Select(value => value.Value));
        Assert.Equal(new EvidenceSpan(25, 5), result.Values[0].Evidence);

        // Neither "road" nor "99.90" is in the letter: the model made them up.
        Assert.Equal([new("way", ExtractionFault.NotInDocument), new("total", ExtractionFault.NotInDocument)], result.Problems);
    }

    [Theory(DisplayName = "M11.E6 Numbers are read by their form, not by a culture")]
    [InlineData("1,234.50", false, "1234.5")]
    [InlineData("1.234,50", true, "1234.5")]
    [InlineData("1,23", false, null)]
    [InlineData("1,23", true, "1.23")]
    [InlineData("-0", false, "0")]
    [InlineData("1e3", false, null)]
    public void Number_Forms_AreChecked(string text, bool decimalComma, string? expected) =>
        Assert.Equal(expected, Normalizer.Number(text, decimalComma) is { } number ? Normalizer.Write(number) : null);

    [Theory(DisplayName = "M11.E6 A date of numbers needs to know its order, and the day must exist")]
    [InlineData("03/04/2024", DateOrder.DayFirst, "2024-04-03")]
    [InlineData("03/04/2024", DateOrder.MonthFirst, "2024-03-04")]
    [InlineData("13/04/2024", DateOrder.MonthFirst, null)]
    [InlineData("Feb. 29th, 2024", DateOrder.DayFirst, "2024-02-29")]
    [InlineData("29 Feb 2023", DateOrder.DayFirst, null)]
    public void Date_Forms_AreRead(string text, DateOrder order, string? expected) => Assert.Equal(expected, Normalizer.Date(text, order));

    [Fact(DisplayName = "M11.E6 Quantities are converted exactly")]
    public void Quantity_Parts_AreAdded()
    {
        Assert.Equal(90m, Normalizer.Quantity("1 h 30 min", "min"));
        Assert.Equal(0.3m, Normalizer.Quantity("30cm", "m"));
        Assert.Null(Normalizer.Quantity("30 kg", "m"));
        Assert.Null(Normalizer.Quantity("30", "m"));
    }

    [Fact(DisplayName = "M11.E6 Property: whatever random logits choose under the constraint is an object of the schema")]
    public void Mask_RandomLogits_GiveTheSchema()
    {
        ReadOnlyMemory<byte>[] tokens = [.. Enumerable.Range(0, 256).Select(b => (ReadOnlyMemory<byte>)new byte[] { (byte)b }), "null"u8.ToArray(), "\":"u8.ToArray(), "ra"u8.ToArray(), Array.Empty<byte>()];
        Xoshiro256 random = new(1);
        for (int sample = 0; sample < 20; sample++)
        {
            SchemaConstraint constraint = new(Order, tokens, tokens.Length - 1);
            List<byte> text = [];
            for (int remaining = 120; !constraint.IsComplete; remaining--)
            {
                float[] logits = [.. tokens.Select(_ => (float)random.NextDouble())];
                constraint.Mask(logits, remaining);
                int token = Array.IndexOf(logits, logits.Max());
                constraint.Accept(token);
                text.AddRange(tokens[token].Span);
            }

            using JsonDocument json = JsonDocument.Parse(Encoding.UTF8.GetString([.. text]));
            Assert.Equal(Order.Select(field => field.Name), json.RootElement.EnumerateObject().Select(property => property.Name));
            Assert.Contains(json.RootElement.GetProperty("way").GetString(), new[] { null, "road", "rail" });
        }
    }

    [Fact(DisplayName = "M11.E6 F1 counts a wrong value twice, and nothing where nothing belongs")]
    public void FieldF1_OneOfEach_IsTwoOfFive() =>
        // TP 1; "b" for "c" is FP and FN; "d" is FN; both null is nothing: 2·1/(2·1 + 1 + 2).
        Assert.Equal(0.4, ExtractionScore.FieldF1([["a", "b", null, null]], [["a", "c", "d", null]]), 12);

    [Fact(DisplayName = "M11.E6 A notice, and what is made of it")]
    public async Task Extract_Notices_ReadAsATable()
    {
        StringBuilder text = new();
        foreach (Notice notice in Notices.Make(seed: 11, count: 3))
        {
            string reply = JsonSerializer.Serialize(Notices.Fields.Zip(notice.Words).ToDictionary(pair => pair.First.Name, pair => pair.Second));
            ExtractionResult result = Extractor.Extract(notice.Document, reply, Notices.Fields);
            Assert.Equal(notice.Gold, result.Values.Select(value => value.Value));
            _ = text.Append(notice.Document).Append('\n');
            foreach (ExtractedValue value in result.Values)
                _ = text.Append($"  {value.Field,-9}{value.Value ?? "null",-12}{(value.Evidence is { } at ? $"{at.Start}+{at.Length}" : "")}".TrimEnd()).Append('\n');
        }

        _ = await Verifier.Verify(text.ToString());
    }
}
