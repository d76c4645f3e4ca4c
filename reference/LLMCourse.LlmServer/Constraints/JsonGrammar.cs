using System.Text;
using Symbol = LLMCourse.LlmServers.Constraints.ByteGrammar.Symbol;

namespace LLMCourse.LlmServers.Constraints;

/// <summary>The rules of JSON (RFC 8259) in the form that models write: on one line, with at most
/// one space after a colon or a comma.</summary>
/// <remarks>Numbers have at most 16 digits before and after the point, so that every one can be read as a
/// double; escaped surrogates are left out.</remarks>
internal sealed class JsonGrammar
{
    private const int MostDigits = 16;

    /// <summary>Each byte, once: long texts are made of them.</summary>
    private static readonly Symbol[] Single = [.. Enumerable.Range(0, 256).Select(wanted => new Symbol(b => b == wanted))];

    private readonly Symbol _escaped;

    public JsonGrammar()
    {
        Grammar = new ByteGrammar();
        Gap = Grammar.Rule([], Literal(" "));
        Symbol digit = One(b => b is >= (byte)'0' and <= (byte)'9');
        Symbol hex = One(b => char.IsAsciiHexDigit((char)b));
        _escaped = Grammar.Rule(
            [One(b => b is (byte)'"' or (byte)'\\' or (byte)'/' or (byte)'b' or (byte)'f' or (byte)'n' or (byte)'r' or (byte)'t')],
            [One('u'), One(b => char.IsAsciiHexDigit((char)b) && (b | 0x20) != 'd'), hex, hex, hex],
            [One('u'), One(b => (b | 0x20) == 'd'), One(b => b is >= (byte)'0' and <= (byte)'7'), hex, hex]);
        Character = MakeCharacter();
        int rest = Grammar.Declare();
        Text = Grammar.Rule([One('"'), new Symbol(Grammar.Define(rest, [One('"')], [Character, new Symbol(rest)]))]);

        Symbol more = UpTo(digit, MostDigits - 1);
        Symbol whole = Grammar.Rule([One('0')], [One(b => b is >= (byte)'1' and <= (byte)'9'), more]);
        Symbol minus = Grammar.Rule([], [One('-')]);
        Symbol fraction = Grammar.Rule([], [One('.'), digit, more]);
        Symbol exponent = Grammar.Rule([],
            [One(b => (b | 0x20) == 'e'), Grammar.Rule([], [One(b => b is (byte)'+' or (byte)'-')]), digit, Grammar.Rule([], [digit])]);
        Integer = Grammar.Rule([minus, whole]);
        Number = Grammar.Rule([minus, whole, fraction, exponent]);
        Flag = Grammar.Rule(Literal("true"), Literal("false"));
        Null = Grammar.Rule(Literal("null"));

        int any = Grammar.Declare();
        Any = new Symbol(any);
        AnyObject = Map(Any);
        AnyList = List(Any, 0, null);
        _ = Grammar.Define(any, [AnyObject], [AnyList], [Text], [Number], [Flag], [Null]);
    }

    public ByteGrammar Grammar { get; }

    /// <summary>Nothing or a space.</summary>
    public Symbol Gap { get; }

    /// <summary>One character within a string.</summary>
    public Symbol Character { get; }

    public Symbol Text { get; }

    public Symbol Integer { get; }

    public Symbol Number { get; }

    public Symbol Flag { get; }

    public Symbol Null { get; }

    public Symbol Any { get; }

    public Symbol AnyObject { get; }

    public Symbol AnyList { get; }

    public static Symbol[] Literal(string text) => [.. Encoding.UTF8.GetBytes(text).Select(b => Single[b])];

    public static Symbol One(char wanted) => Single[(byte)wanted];

    public static Symbol One(Func<byte, bool> contains) => new(contains);

    /// <summary>An object with any keys and values of one kind.</summary>
    public Symbol Map(Symbol value)
    {
        Symbol member = Grammar.Rule([Text, One(':'), Gap, value]);
        int more = Grammar.Declare();
        _ = Grammar.Define(more, Literal("}"), [One(','), Gap, member, new Symbol(more)]);
        return Grammar.Rule([One('{'), Grammar.Rule(Literal("}"), [member, new Symbol(more)])]);
    }

    /// <summary>A list of values of one kind.</summary>
    public Symbol List(Symbol item, int least, int? most)
    {
        Symbol end = Grammar.Rule(Literal("]"));
        if (most == 0)
            return Grammar.Rule([One('['), end]);
        Symbol next = Grammar.Rule([One(','), Gap, item]);
        Symbol others = Between(next, Math.Max(0, least - 1), most - 1);
        return least > 0 ? Grammar.Rule([One('['), item, others, end]) : Grammar.Rule([One('['), Grammar.Rule([end], [item, others, end])]);
    }

    /// <summary>A string of so many characters.</summary>
    public Symbol TextOf(int least, int? most) => Grammar.Rule([One('"'), Between(Character, least, most), One('"')]);

    /// <summary>Something repeated so many times; null for any number.</summary>
    private Symbol Between(Symbol item, int least, int? most)
    {
        Symbol rest;
        if (most is null)
        {
            int again = Grammar.Declare();
            rest = new Symbol(Grammar.Define(again, [], [item, new Symbol(again)]));
        }
        else
        {
            rest = UpTo(item, most.Value - least);
        }

        return Grammar.Rule([.. Enumerable.Repeat(item, least), rest]);
    }

    private Symbol UpTo(Symbol item, int most)
    {
        Symbol rest = Grammar.Rule([]);
        for (int i = 0; i < most; i++)
            rest = Grammar.Rule([], [item, rest]);
        return rest;
    }

    /// <summary>A character as itself, in UTF-8 as it must be (Unicode 15, table 3-7), or escaped.</summary>
    private Symbol MakeCharacter()
    {
        static Symbol from(int least, int most) => One(b => b >= least && b <= most);
        Symbol next = from(0x80, 0xBF);
        return Grammar.Rule(
            [One(b => b is >= 0x20 and < 0x80 and not ((byte)'"' or (byte)'\\'))],
            [One('\\'), _escaped],
            [from(0xC2, 0xDF), next],
            [from(0xE0, 0xE0), from(0xA0, 0xBF), next],
            [One(b => b is >= 0xE1 and <= 0xEF and not 0xED), next, next],
            [from(0xED, 0xED), from(0x80, 0x9F), next],
            [from(0xF0, 0xF0), from(0x90, 0xBF), next, next],
            [from(0xF1, 0xF3), next, next, next],
            [from(0xF4, 0xF4), from(0x80, 0x8F), next, next]);
    }
}
