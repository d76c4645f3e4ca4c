using LLMCourse.LocalModels.Chat;

namespace LLMCourse.Checks.M09;

public sealed class LinesOfConversations() : VisibleCheck("M09.E1.json", "reads both forms, whatever the lines end with")
{
    public override void Probe(Probe probe)
    {
        foreach ((string name, string text) in new[]
        {
            ("chat", """{"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"b"}]}"""),
            ("chat with a system turn",
                """{"messages":[{"role":"system","content":"s"},{"role":"user","content":"a"},{"content":"b","role":"assistant"},{"role":"user","content":"c"},{"role":"assistant","content":"d"}]}"""),
            ("instruction", """{"instruction":"do","output":"done"}"""),
            ("instruction with an input", """{"output":"done","input":"this","instruction":"do"}"""),
            ("instruction with an empty input", """{"instruction":"do","input":"","output":"done"}"""),
            ("input of a space", """{"instruction":"do","input":" ","output":"done"}"""),
            ("escapes", """{"instruction":"\"quoted\"\t\u00e9 \ud83d\ude00","output":"line\nline\r\n"}"""),
            ("texts of white space", """{"instruction":" ","output":"\n"}"""),
            ("white space stays", """{"instruction":"  do ","output":" done\n"}"""),
            ("more properties", """{"id":7,"instruction":"do","output":"done","tags":["x"]}"""),
            ("chat before instruction",
                """{"instruction":1,"messages":[{"role":"user","content":"a","name":"x"},{"role":"assistant","content":"b"}]}"""),
            ("no lines", ""),
            ("blank lines", "\n  \n\t\r\n"),
            ("lines of white space of other scripts", "\u00a0\n\u3000 \r\n\u2003"),
        })
            Observe(probe, name, text);

        string line = """{"instruction":"do","output":"done"}""";
        Observe(probe, "lines with \\n", line + "\n" + line.Replace("done", "well", StringComparison.Ordinal) + "\n");
        Observe(probe, "lines with \\r\\n", line + "\r\n\r\n" + line + "\r\n");
        Observe(probe, "a byte order mark", "\uFEFF" + line + "\n" + line);
        Observe(probe, "a byte order mark before a blank line", "\uFEFF\r\n" + line);
        // White space between the tokens of JSON, and not the end of a line.
        Observe(probe, "\\r within a line", line.Replace(",", ",\r", StringComparison.Ordinal) + "\n" + line);
        Observe(probe, "a separator of lines within a text", line.Replace("done", "a\u2028b\u0085c", StringComparison.Ordinal));
    }

    /// <summary>A text that is refused does not hide what becomes of the others.</summary>
    private static void Observe(Probe probe, string name, string text)
    {
        string seen;
        try
        {
            seen = string.Join(" / ", SftJson.Read(text).Select(turns => string.Join(" + ", turns.Select(turn =>
                $"{turn.Role}: {turn.Text}".Replace("\n", "\\n", StringComparison.Ordinal).Replace("\r", "\\r", StringComparison.Ordinal)))));
        }
        catch (Exception e) when (e is not NotImplementedException)
        {
            seen = $"threw {ExceptionName.Of(e)}: {e.Message}";
        }

        probe.Observe(name, seen);
    }
}

public sealed class LinesThatAreWrong() : Check("M09.E1.json-refuses", "names the line that is no conversation")
{
    private const string Good = """{"instruction":"do","output":"done"}""";

    public override void Probe(Probe probe)
    {
        foreach (string line in new[]
        {
            "{", "nonsense", "[]", "null", "7", "{}", """{"instruction":"do"}""", """{"output":"done"}""",
            """{"instruction":7,"output":"done"}""", """{"instruction":"do","output":""}""",
            """{"instruction":"","output":"done"}""", """{"instruction":"do","input":null,"output":"done"}""",
            """{"instruction":"do","input":7,"output":"done"}""", """{"Instruction":"do","Output":"done"}""",
            """{"instruction":"do","output":"done",}""", """{"instruction":"do",/* what */"output":"done"}""",
            """{"messages":null,"instruction":"do","output":"done"}""",
            """{"instruction":"do","output":"half \ud83d"}""", """{"messages":{}}""", """{"messages":[]}""",
            """{"messages":["hi"]}""", """{"messages":[{"role":"user","content":"a"}]}""",
            """{"messages":[{"role":"assistant","content":"b"}]}""",
            """{"messages":[{"role":"system","content":"s"}]}""",
            """{"messages":[{"role":"system","content":"s"},{"role":"assistant","content":"b"}]}""",
            """{"messages":[{"role":"system","content":"s"},{"role":"system","content":"t"},{"role":"user","content":"a"},{"role":"assistant","content":"b"}]}""",
            """{"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"b"},{"role":"assistant","content":"c"}]}""",
            """{"messages":[{"role":"user","content":"a"},{"role":"user","content":"a"},{"role":"assistant","content":"c"}]}""",
            """{"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"b"},{"role":"system","content":"c"}]}""",
            """{"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"b"},{"role":"user","content":"c"}]}""",
            """{"messages":[{"role":"human","content":"a"},{"role":"assistant","content":"b"}]}""",
            """{"messages":[{"role":"User","content":"a"},{"role":"assistant","content":"b"}]}""",
            """{"messages":[{"role":"user","content":["a"]},{"role":"assistant","content":"b"}]}""",
            """{"messages":[{"role":"user","content":""},{"role":"assistant","content":"b"}]}""",
            """{"messages":[{"role":"user"},{"role":"assistant","content":"b"}]}""",
            """{"messages":[{"content":"a"},{"role":"assistant","content":"b"}]}""", Good + Good, Good + ",",
        })
            probe.Observe($"line 17: {line}"[..Math.Min(119, line.Length + 9)],
                Read(Good + string.Concat(Enumerable.Repeat("\n", 16)) + line + "\n" + Good));
        string before = Good + new string('\n', 16);
        probe.Observe("line 17: half a surrogate pair that is not escaped",
            Read(before + Good.Replace("done", "half \ud83d", StringComparison.Ordinal)));
        probe.Observe("line 17: a byte order mark", Read(before + "\uFEFF" + Good));
        probe.Observe("the first line", Read("{"));
        probe.Observe("only the first of two is named", Read("\n{\n{"));
        probe.ObserveThrows<ArgumentNullException>("null", () => SftJson.Read(null!));
    }

    public override Verdict Judge(Evidence evidence) => evidence.EqualsExpected(Tolerance.Exact)
        .WithHint("The message of the InvalidDataException has the line's number; lines count from 1, blank ones too.");

    /// <summary>Says what is thrown, and which numbers its message begins with.</summary>
    private static string Read(string text)
    {
        try
        {
            return $"{SftJson.Read(text).Count} conversations";
        }
        catch (InvalidDataException e)
        {
            return "InvalidDataException, "
                + (new[] { 17, 1, 2 }.FirstOrDefault(n => System.Text.RegularExpressions.Regex.IsMatch(e.Message, $@"\b[Ll]ine {n}\b"))
                    is > 0 and int line ? $"line {line}" : "and no line");
        }
        catch (Exception e) when (e is not NotImplementedException)
        {
            return ExceptionName.Of(e);
        }
    }
}
