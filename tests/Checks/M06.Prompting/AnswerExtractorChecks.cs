using System.Globalization;

namespace LLMCourse.Checks.M06;

/// <summary>Observes what is extracted from replies.</summary>
internal static class Extractions
{
    public static void Observe(Probe probe, AnswerFormat format, params (string Name, string Reply)[] replies)
    {
        foreach ((string name, string reply) in replies) probe.Observe(name, AnswerExtractor.Extract(reply, format));
    }
}

public sealed class LastNumber() : VisibleCheck("M06.E5.last-number", "takes the last number of a reply, without its unit", points: 2)
{
    public override void Probe(Probe probe) => Extractions.Observe(
        probe,
        AnswerFormat.Number,
        ("a sentence with a unit", "Natalia sold 24 in May, so she sold 48 + 24 = 72 clips"),
        ("a full stop", "12 - 7 = 5\nThe answer is 5."),
        ("a number alone", "8"),
        ("a unit that touches it", "It weighs 15kg"),
        ("percent", "So 35 % of 60 is 21%!"),
        ("brackets and stars", "the result (**19**)"),
        ("a question mark", "Is it 4 or 6?"),
        ("no number", "I am not sure, sorry."));
}

public sealed class NumbersInOneForm()
    : Check("M06.E5.number-forms", "writes equal numbers alike: no separators, currencies or needless zeros", points: 2)
{
    public override void Probe(Probe probe)
    {
        Extractions.Observe(
            probe,
            AnswerFormat.Number,
            ("thousands", "12,345"),
            ("millions", "It has 7,000,000 people"),
            ("thousands and cents", "$9,876.50"),
            ("a zero behind the point", "3.0"),
            ("zeros behind the point", "0.2500"),
            ("zeros that count", "100.00"),
            ("zeros in the middle", "10.0500"),
            ("a leading zero", "05"),
            ("zero", "00.0"),
            ("minus zero", "-0"),
            ("no digit before the point", "p = .75"),
            ("a point after the number", "It is 30."),
            ("euros", "€12"),
            ("thousands with zeros", "1,000"));
        string digits = string.Concat(Enumerable.Range(0, 45).Select(_ => (char)('1' + probe.Random.NextInteger(0, 9))));
        probe.Observe("a long number",
            AnswerExtractor.Extract($"about {digits}.{digits}0 or so", AnswerFormat.Number) == $"{digits}.{digits}");
    }

    public override Verdict Judge(Evidence evidence) =>
        evidence.EqualsExpected(Tolerance.Exact).WithHint("Work on the text; double and decimal hold only so many digits.");
}

public sealed class SignsOfNumbers() : Check("M06.E5.signs", "tells signs from hyphens and from operators")
{
    public override void Probe(Probe probe) => Extractions.Observe(
        probe,
        AnswerFormat.Number,
        ("a negative number", "4 - 9 = -5"),
        ("a minus sign", "so x = −12.5"),
        ("a minus before the currency", "The balance is -$40.10"),
        ("a currency before the minus", "The balance is $-40.10"),
        ("at the beginning", "-8"),
        ("in brackets", "the roots (-2)"),
        ("a difference", "9-4"),
        ("a difference of brackets", "(7)-4"),
        ("a difference of list elements", "x[1]-6"),
        ("a hyphen", "covid-19"),
        ("a name with an underscore", "file_-3"),
        ("a range", "pages 10-12"),
        ("a minus on its own", "take - 3"),
        ("a plus", "+6"),
        ("pounds below zero", "about -£7.20"),
        ("yen below zero", "so −¥300"),
        ("a dash", "the rest –9"),
        ("a negative number below one", "-.5"));

    public override Verdict Judge(Evidence evidence) =>
        evidence.EqualsExpected(Tolerance.Exact).WithHint("What stands directly before the minus decides.");
}

public sealed class ListsAndWords()
    : Check("M06.E5.lists", "tells thousands from lists, decimal points from full stops, and numbers from words with digits", points: 2)
{
    public override void Probe(Probe probe) => Extractions.Observe(
        probe,
        AnswerFormat.Number,
        ("a list with spaces", "3, 5, 7"),
        ("a list without", "3,5,7"),
        ("years", "1999,2000"),
        ("a last group that is too short", "12,345,67"),
        ("a last group that is too long", "1,2345"),
        ("a first group that is too long", "1234,567"),
        ("a list of decimals", "2.5,3.25"),
        ("a group, then a list with a space", "1,234, 5"),
        ("three points", "hm...64 boxes"),
        ("a point behind a word", "is.5"),
        ("a word with a digit", "H2O"),
        ("a name with an underscore", "x_1"),
        ("a version", "take v2.7"),
        ("a number, then a word with a digit", "31 of R2D2"),
        ("a time", "at 12:45"),
        ("a date with points", "on 24.12.2026"),
        ("numbers with two points", "1.2.3"),
        ("a list that ends with a decimal", "1,2.5"),
        ("words with other letters", "9 of Größe3 and Ж7"),
        ("digits of another script", "It is 7, in other digits ٧"),
        ("emoji", "🙂13🙂"),
        ("lines that end as on Windows", "= 3\r\n= 11\r\nDone\r\n"));

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact)
        .WithHint("The whole run of digits and commas decides whether its commas separate thousands.");
}

public sealed class MarkedNumbers() : Check("M06.E5.mark", "takes the number directly behind the last ####, where there is one")
{
    public override void Probe(Probe probe) => Extractions.Observe(
        probe,
        AnswerFormat.Number,
        ("a mark, then more", "2 + 3 = 5\n#### 5\nThat took 2 steps."),
        ("no space", "####17 (of 20)"),
        ("a tab, a sign and a currency", "####\t-$1,200.0 from 3 accounts"),
        ("two marks", "#### 4\n#### 6\nor 8"),
        ("a heading", "#### Step 1\n6 + 6 = 12"),
        ("a heading and a mark", "#### Step 1\n#### 30\n(1 step)"),
        ("a mark without a number", "3 + 4 = 7 ####"),
        ("a mark with a number, then one without", "#### 4\n#### Checked\n2 + 2 = 4, in 9 words"),
        ("a mark, and the number in the next line", "####\n1 then 2"),
        ("a shorter mark", "### 9\n10"));
}

public sealed class AnnouncedLetters()
    : VisibleCheck("M06.E5.announced", "takes the letter that the reply announces as its answer", points: 2)
{
    public override void Probe(Probe probe)
    {
        Extractions.Observe(
            probe,
            AnswerFormat.Letter(),
            ("the sentence of MMLU", "The correct answer is B."),
            ("a colon", "Answer: C"),
            ("is and a colon", "The answer is: D"),
            ("capitals", "ANSWER IS A"),
            ("brackets", "the answer is (C), as D is too large"),
            ("stars", "**Answer:** **B**\nC and D are wrong."),
            ("quotation marks", "My answer is \"A\" and not \"B\"."),
            ("a line break", "The answer\nis\n\nD. C would be next."),
            ("nothing between", "so answer B, not C"),
            ("two", "The answer is A. No: the answer is C. B is far off."),
            ("not", "The answer is not A; choose D."),
            ("another word", "answers A"),
            ("a word that ends so", "The nonanswer A was first, then B"),
            ("an article", "The answer is A cat"),
            ("everything in capitals", "THE ANSWER IS A, NOT B"),
            ("typographic quotation marks", "The answer is “C”, not “D”."),
            ("single ones", "The answer is ‘A’, not ‘B’."),
            ("square brackets", "Answer: [D], since [C] is small"),
            ("a closing bracket between", "(a short answer) B is small, so C"));
    }
}

public sealed class LettersAlone()
    : Check("M06.E5.alone", "takes the last letter that stands by itself, which articles and parts of words do not", points: 2)
{
    public override void Probe(Probe probe)
    {
        Extractions.Observe(
            probe,
            AnswerFormat.Letter(),
            ("a letter alone", "D"),
            ("an option repeated", "B) 64 boxes"),
            ("a choice", "I choose C"),
            ("the last of two", "Not B but (A)."),
            ("an article", "A dog barks"),
            ("an article after the letter", "It is C. A dog barks."),
            ("a letter and a capital", "A Dog"),
            ("a letter and a comma", "A, since it is larger"),
            ("a letter and two spaces", "A  dog"),
            ("a number with words", "10000 polyomaviruses"),
            ("words in capitals", "ABBA and DAD"),
            ("a hyphen", "A-level"),
            ("a hyphen before it", "vitamin-C"),
            ("an apostrophe", "D'Arcy, or O'B"),
            ("a typographic apostrophe", "D’Arcy"),
            ("a digit", "B2 or 4C"),
            ("a bullet", "- B"),
            ("quoted", "'B'"),
            ("a small letter", "the answer is b"),
            ("letters of another alphabet", "The answer is В"),
            ("a neighbour of another alphabet", "The answer is éB"),
            ("a neighbour of another alphabet behind it", "C, for Bär, Dž and A7"),
            ("underscores", "so _B_"),
            ("an article before another small letter", "C. A élan"),
            ("a letter at the end of a line", "A\nis what I take"),
            ("emoji", "🙂C🙂"),
            ("not an option", "The answer is E."));
        Extractions.Observe(probe, AnswerFormat.Letter(5), ("five options", "The answer is E."));
        Extractions.Observe(probe, AnswerFormat.Letter(2), ("two options", "B or C"));
        Extractions.Observe(probe, AnswerFormat.Letter(26), ("all letters", "The answer is Z."), ("a pronoun", "H, I think"),
            ("the letter that is also a pronoun", "So it must be I"), ("another letter and a word", "it is C that fits"));
    }
}

public sealed class JsonFields() : LateCheck("M06.E5.json", "reads the field of the last JSON object that has it", points: 2)
{
    public override void Probe(Probe probe)
    {
        Extractions.Observe(
            probe,
            AnswerFormat.Json(),
            ("an object alone", "{\"answer\": \"B\"}"),
            ("a number", "{\"answer\":1.250}"),
            ("a whole number", "{\"answer\": 30}"),
            ("a negative number", "{\"answer\": -7.0}"),
            ("minus zero", "{\"answer\": -0.0}"),
            ("minus zero without a point", "{\"answer\": -0}"),
            ("a number with an exponent", "{\"answer\": 1.5e10}"),
            ("a capital exponent", "{\"answer\": -2.5E-20}"),
            ("a number in a string", "{\"answer\": \" 1,250.0\\n\"}"),
            ("true", "{\"answer\": true}"),
            ("false", "{\"answer\": false}"),
            ("null", "{\"answer\": null}"),
            ("an empty string", "{\"answer\": \"  \"}"),
            ("a list", "{\"answer\": [1]}"),
            ("an object", "{\"answer\": {\"answer\": 1}}"),
            ("in a fence, among words",
                "Here it is:\r\n```json\r\n{\r\n  \"why\": \"a { brace\",\r\n  \"answer\": \"A\"\r\n}\r\n```\r\nDone."),
            ("two objects", "{\"answer\": 1}{\"answer\": 2}"),
            ("two objects, the last without it", "{\"answer\": 1}\n{\"reason\": \"simple\"}"),
            ("two objects, the last null", "{\"answer\": 1} {\"answer\": null}"),
            ("an object that is not whole", "{\"answer\": 3} {\"answer\": 4"),
            ("an object in an object", "{\"result\": {\"answer\": 5}}"),
            ("an object in a list", "[{\"answer\": 6}]"),
            ("a broken object around a whole one", "{oops {\"answer\": 7}"),
            ("a comma too many", "{\"answer\": 8,}"),
            ("a comment", "{\"answer\": 9 /* nine */}"),
            ("a number in a string with a full stop", "{\"answer\": \"20.\"}"),
            ("quotation marks of another kind", "{'answer': 8}"),
            ("another case", "{\"Answer\": 9}"),
            ("escapes", "{\"answer\": \"\\u00e9\\ud83d\\ude42\"}"),
            ("emoji before it", "🙂 {\"answer\": \"🙂\"} 🙂"),
            ("no object", "The answer is 5"));
        Extractions.Observe(probe, AnswerFormat.Json("final"), ("another field", "{\"answer\": 1, \"final\": 2}"),
            ("another field that is not there", "{\"answer\": 1}"));
    }
}

public sealed class NothingToExtract() : Check("M06.E5.nothing", "gives null where there is no answer, and refuses null")
{
    public override void Probe(Probe probe)
    {
        foreach (AnswerFormat format in new[] { AnswerFormat.Number, AnswerFormat.Letter(), AnswerFormat.Json() })
        {
            Extractions.Observe(probe, format, ($"{format.Kind}: nothing", ""), ($"{format.Kind}: white space", " \n\t"),
                ($"{format.Kind}: signs", "- . , #### { } ( ) $"), ($"{format.Kind}: letters outside ASCII", "żółć 𝟞 中"));
            probe.ObserveThrows<ArgumentException>($"{format.Kind}: no text", () => AnswerExtractor.Extract(null!, format));
        }

        probe.ObserveThrows<ArgumentException>("no format", () => AnswerExtractor.Extract("5", null!));
    }
}

public sealed class AnswersInAnyCulture() : Check("M06.E5.culture", "gives the same answers whatever the culture of the machine")
{
    public override void Probe(Probe probe)
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        var other = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        (other.NumberFormat.NumberDecimalSeparator, other.NumberFormat.NumberGroupSeparator, other.NumberFormat.NegativeSign) =
            (",", ".", "~");
        CultureInfo.CurrentCulture = other;
        try
        {
            Extractions.Observe(probe, AnswerFormat.Number, ("a fraction", "2.50"), ("thousands", "1,234.5"), ("a sign", "-1.5"),
                ("a list", "2,5"));
            Extractions.Observe(probe, AnswerFormat.Json(), ("a number of JSON", "{\"answer\": -1234.50}"));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}

public sealed class VoteCounts()
    : VisibleCheck("M06.E5.majority", "takes the answer with the most votes, however unlikely it is", points: 2)
{
    public override void Probe(Probe probe)
    {
        probe.Observe("two against one", AnswerExtractor.Vote([new("4", -0.5), new("9", -20), new("9", -30)]));
        probe.Observe("no majority, but the most",
            AnswerExtractor.Vote([new("1", -1), new("2", -1), new("3", -9), new("3", -9), new("4", -1)]));
        probe.Observe("null does not vote", AnswerExtractor.Vote([new(null, -1), new(null, -1), new("B", -8)]));
        probe.Observe("one candidate", AnswerExtractor.Vote([new("🙂", double.NegativeInfinity)]));
        probe.Observe("letters in two cases", AnswerExtractor.Vote([new("a", -1), new("A", -2), new("A", -3)]));
        probe.Observe("an empty text votes", AnswerExtractor.Vote([new("", -1), new("B", -1), new("", -1)]));
        probe.Observe("texts with blanks differ", AnswerExtractor.Vote([new("B", -3), new("B ", -1), new(" B", -2), new("B", -3)]));
        probe.Observe("only null", AnswerExtractor.Vote([new(null, -1), new(null, -2)]));
        probe.Observe("nobody", AnswerExtractor.Vote([]));
    }
}

public sealed class VoteTies() : Check("M06.E5.ties", "breaks ties by the sum of the log-probabilities, then by who was first", points: 2)
{
    public override void Probe(Probe probe)
    {
        probe.Observe("one each", AnswerExtractor.Vote([new("1", -4), new("2", -3), new("3", -5)]));
        probe.Observe("two each, where the likeliest reply is another's",
            AnswerExtractor.Vote([new("1", -0.5), new("2", -4), new("2", -4), new("1", -9)]));
        probe.Observe("equal sums", AnswerExtractor.Vote([new("1", -9), new("7", -3), new("4", -2), new("7", -4), new("4", -5)]));
        probe.Observe("first, though its second vote is last",
            AnswerExtractor.Vote([new("z", -2), new("a", -2), new("a", -2), new("z", -2)]));
        probe.Observe("null at the front", AnswerExtractor.Vote([new(null, 0), new("5", -2), new("6", -2)]));
        probe.Observe("impossible replies", AnswerExtractor.Vote([new("8", double.NegativeInfinity), new("9", -700)]));
        probe.Observe("log-probabilities of null", AnswerExtractor.Vote([new("1", -3), new(null, -0.1), new("2", -2.5)]));
        probe.Observe("likely ones of different numbers",
            AnswerExtractor.Vote([new("1", -1), new("1", -1), new("2", -0.1), new("1", -50), new("2", -0.1)]));
    }
}

public sealed class VoteOfMany() : Check("M06.E5.odd", "gives more than half of 2n + 1 votes the victory, in any order")
{
    public override void Probe(Probe probe)
    {
        int lost = 0, asked = 0;
        for (int n = 0; n < 40; n++)
        {
            List<Candidate> candidates =
                [.. Enumerable.Range(0, n + 1).Select(_ => new Candidate("right", -100 * probe.Random.NextDouble()))];
            for (int i = 0; i < n; i++)
                candidates.Insert((int)probe.Random.NextInteger(0, candidates.Count + 1),
                    new Candidate(i % 3 == 0 ? null : $"wrong {i % 2}", -probe.Random.NextDouble()));
            List<Candidate> before = [.. candidates];
            asked++;
            if (AnswerExtractor.Vote(candidates) != "right" || !candidates.SequenceEqual(before)) lost++;
        }

        probe.Observe("votes", asked);
        probe.Observe("majorities that lost, or lists that changed", lost);
    }

    public override Verdict Judge(Evidence evidence)
    {
        double lost = evidence.Number("majorities that lost, or lists that changed");
        return lost == 0
            ? Verdict.Pass
            : Verdict.Fail(FormattableString.Invariant(
                $"In {lost} of {evidence.Number("votes")} votes more than half of the candidates lost, or the list of candidates was changed."), hint: "Count first; log-probabilities decide between equal counts only.");
    }
}

public sealed class VoteBadArguments() : Check("M06.E5.bad-votes", "refuses log-probabilities that are NaN or above 0, and no list")
{
    public override void Probe(Probe probe)
    {
        probe.ObserveThrows<ArgumentException>("above 0", () => AnswerExtractor.Vote([new("1", -1), new("1", 0.001)]));
        probe.ObserveThrows<ArgumentException>("NaN", () => AnswerExtractor.Vote([new("1", double.NaN)]));
        probe.ObserveThrows<ArgumentException>("infinite", () => AnswerExtractor.Vote([new("1", double.PositiveInfinity)]));
        probe.ObserveThrows<ArgumentException>("NaN of somebody who does not vote",
            () => AnswerExtractor.Vote([new("1", -1), new(null, double.NaN)]));
        probe.ObserveThrows<ArgumentException>("no list", () => AnswerExtractor.Vote(null!));
        probe.ObserveAccepts("a log-probability of 0", () => AnswerExtractor.Vote([new("1", 0)]));
        probe.ObserveAccepts("nobody", () => AnswerExtractor.Vote([]));
    }
}
