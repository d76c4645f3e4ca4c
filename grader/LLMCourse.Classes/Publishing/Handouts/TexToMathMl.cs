using System.Globalization;
using System.Text;
using LLMCourse.Grading.Course;
using LLMCourse.Grading.Reports;

namespace LLMCourse.Classes.Publishing.Handouts;

/// <summary>Turns the TeX of a handout's formulas into MathML Core, which browsers set without a script, a font or a network.</summary>
/// <remarks>It knows what handouts use, and refuses all else: a formula that is half right is worse than none. No
/// package on NuGet writes MathML from TeX.</remarks>
internal sealed class TexToMathMl
{
    private static readonly Dictionary<string, string> Letters = new(StringComparer.Ordinal)
    {
        ["alpha"] = "α",
        ["beta"] = "β",
        ["gamma"] = "γ",
        ["delta"] = "δ",
        ["epsilon"] = "ϵ",
        ["varepsilon"] = "ε",
        ["eta"] = "η",
        ["theta"] = "θ",
        ["lambda"] = "λ",
        ["mu"] = "μ",
        ["pi"] = "π",
        ["rho"] = "ρ",
        ["sigma"] = "σ",
        ["tau"] = "τ",
        ["phi"] = "φ",
        ["omega"] = "ω",
        ["infty"] = "∞",
        ["top"] = "⊤",
        ["ldots"] = "…",
        ["dots"] = "…",
        ["partial"] = "∂",
        ["ell"] = "ℓ",
    };

    private static readonly Dictionary<string, string> Operators = new(StringComparer.Ordinal)
    {
        ["cdot"] = "⋅",
        ["times"] = "×",
        ["odot"] = "⊙",
        ["pm"] = "±",
        ["le"] = "≤",
        ["ge"] = "≥",
        ["ne"] = "≠",
        ["approx"] = "≈",
        ["in"] = "∈",
        ["mid"] = "∣",
        ["sim"] = "∼",
        ["leftarrow"] = "←",
        ["rightarrow"] = "→",
        ["to"] = "→",
        ["{"] = "{",
        ["}"] = "}",
    };

    private static readonly Dictionary<string, string> Spaces = new(StringComparer.Ordinal)
    {
        [","] = "0.1667em",
        [";"] = "0.2778em",
        [" "] = "0.25em",
        ["quad"] = "1em",
        ["qquad"] = "2em",
        ["!"] = "-0.1667em",
    };

    // What stands below max in a formula of its own stands behind ln.
    private static readonly HashSet<string> Functions = ["ln", "log", "exp", "sin", "cos", "tanh"], WithLimits = ["max", "min"];

    private readonly string _tex;
    private int _at;
    private bool _isUpright;

    private TexToMathMl(string tex) => _tex = tex;

    /// <summary>Writes a formula as a <c>math</c> element, with the TeX in it for who copies it.</summary>
    /// <param name="tex">The formula without its dollar signs.</param>
    /// <param name="isBlock">Whether it stands on lines of its own.</param>
    /// <exception cref="CourseException">There is something in it that this class does not know.</exception>
    public static string Write(string tex, bool isBlock)
    {
        var parser = new TexToMathMl(tex);
        string body = parser.Row("");
        if (parser._at < tex.Length) throw parser.Unknown($"'{tex[parser._at]}' closes nothing");
        return $"<math{(isBlock ? " display=\"block\"" : "")}><semantics><mrow>{body}</mrow><annotation encoding=\"application/x-tex\">{StudentText.Html(tex.Trim())}</annotation></semantics></math>";
    }

    // Everything up to one of some ends: } ] & \\ \right \end, which stay.
    private string Row(string ends)
    {
        var row = new StringBuilder();
        while (true)
        {
            SkipSpace();
            if (_at == _tex.Length || IsEnd(ends)) return row.ToString();
            bool isSign = _tex[_at] is '-' or '+' && (_at == 0 || "([,=<>".Contains(_tex[.._at].TrimEnd()[^1], StringComparison.Ordinal));
            string next = WithScripts();
            _ = row.Append(isSign ? next.Replace("<mo>", "<mo form=\"prefix\">", StringComparison.Ordinal) : next);
        }
    }

    private bool IsEnd(string ends) =>
        _tex[_at] == '}' || ends.Contains(_tex[_at], StringComparison.Ordinal) || Sees(@"\right") && !Sees(@"\rightarrow") || Sees(@"\end")
            || Sees(@"\\");

    private string WithScripts()
    {
        bool isLimits = Sees(@"\sum") || Sees(@"\underbrace") || WithLimits.Any(name => Sees($@"\{name}"));
        string one = Atom(), below = "", above = "";
        while (true)
        {
            SkipSpace();
            if (_at < _tex.Length && _tex[_at] == '_' && below.Length == 0) below = Script();
            else if (_at < _tex.Length && _tex[_at] == '^' && above.Length == 0) above = Script();
            else break;
        }

        string kind = (below.Length > 0, above.Length > 0) switch
        {
            (true, true) => isLimits ? "munderover" : "msubsup",
            (true, false) => isLimits ? "munder" : "msub",
            (false, true) => isLimits ? "mover" : "msup",
            _ => "",
        };
        return kind.Length == 0 ? one : $"<{kind}>{one}{below}{above}</{kind}>";
    }

    private string Script()
    {
        _at++;
        return Argument();
    }

    private string Atom()
    {
        SkipSpace();
        char c = _tex[_at];
        if (c == '{') return $"<mrow>{Group()}</mrow>";
        if (c == '\\') return Command();
        if (char.IsAsciiDigit(c))
        {
            int start = _at;
            while (_at < _tex.Length
                && (char.IsAsciiDigit(_tex[_at]) || _tex[_at] == '.' && _at + 1 < _tex.Length && char.IsAsciiDigit(_tex[_at + 1])))
                _at++;
            return $"<mn>{_tex[start.._at]}</mn>";
        }

        if (_isUpright && char.IsLetter(c)) return Name();
        _at++;
        if (char.IsLetter(c)) return $"<mi>{c}</mi>";
        return c switch
        {
            '-' => Operator("−"),
            '*' => Operator("∗"),
            '\'' => Operator("′"),
            '(' or ')' or '[' or ']' or '|' => Fence(c.ToString(), isStretchy: false),
            '+' or '=' or '<' or '>' or ',' or ';' or ':' or '/' or '.' or '!' => Operator(c.ToString()),
            _ => throw Unknown($"'{c}'"),
        };
    }

    private string Command()
    {
        int start = ++_at;
        while (_at < _tex.Length && char.IsAsciiLetter(_tex[_at])) _at++;
        if (_at == start) _at = Math.Min(start + 1, _tex.Length);
        string name = _tex[start.._at];
        if (Letters.TryGetValue(name, out string? letter)) return $"<mi>{letter}</mi>";
        if (Operators.TryGetValue(name, out string? sign)) return name is "{" or "}" ? Fence(sign, isStretchy: false) : Operator(sign);
        if (Spaces.TryGetValue(name, out string? width)) return $"<mspace width=\"{width}\"></mspace>";
        if (WithLimits.Contains(name)) return $"<mo movablelimits=\"true\" lspace=\"0\" rspace=\"0.1667em\">{name}</mo>";
        if (Functions.Contains(name)) return $"<mi>{name}</mi>{(FollowsFence() ? "" : "<mspace width=\"0.1667em\"></mspace>")}";
        return name switch
        {
            "sum" => "<mo movablelimits=\"true\">∑</mo>",
            "frac" => $"<mfrac>{Argument()}{Argument()}</mfrac>",
            "tfrac" => $"<mstyle displaystyle=\"false\"><mfrac>{Argument()}{Argument()}</mfrac></mstyle>",
            "sqrt" => $"<msqrt>{Argument()}</msqrt>",
            "hat" => $"<mover accent=\"true\">{Argument()}<mo stretchy=\"false\">^</mo></mover>",
            "underbrace" => $"<munder>{Argument()}<mo stretchy=\"true\">⏟</mo></munder>",
            "mathrm" => Upright(),
            "text" => $"<mtext>{StudentText.Html(Text().Replace(' ', '\u00A0'))}</mtext>",
            "Big" or "big" => Delimiter(isStretchy: true),
            "left" => $"<mrow>{Delimiter(isStretchy: true)}{Row("")}{Right()}</mrow>",
            "begin" => Matrix(),
            _ => throw Unknown($@"'\{name}'"),
        };
    }

    private string Right()
    {
        if (!Sees(@"\right")) throw Unknown(@"a \left has no \right");
        _at += @"\right".Length;
        return Delimiter(isStretchy: true);
    }

    private string Delimiter(bool isStretchy)
    {
        SkipSpace();
        if (_at < _tex.Length && _tex[_at] == '\\') _at++;
        if (_at == _tex.Length || !"()[]{}|.".Contains(_tex[_at], StringComparison.Ordinal)) throw Unknown("a bracket is missing");
        char c = _tex[_at++];
        return c == '.' ? "" : Fence(c.ToString(), isStretchy);
    }

    private string Matrix()
    {
        string kind = Text();
        if (kind != "pmatrix") throw Unknown($@"'\begin{{{kind}}}'");
        var rows = new StringBuilder("<mrow><mo stretchy=\"true\">(</mo><mtable><mtr>");
        while (true)
        {
            _ = rows.Append(CultureInfo.InvariantCulture, $"<mtd>{Row("&")}</mtd>");
            if (Sees("&"))
            {
                _at++;
            }
            else if (Sees(@"\\"))
            {
                _at += 2;
                _ = rows.Append("</mtr><mtr>");
            }
            else
            {
                break;
            }
        }

        if (!Sees(@"\end")) throw Unknown(@"a \begin has no \end");
        _at += @"\end".Length;
        return Text() == kind
            ? rows.Append("</mtr></mtable><mo stretchy=\"true\">)</mo></mrow>").ToString()
            : throw Unknown(@"a \begin ends as something else");
    }

    private string Argument()
    {
        SkipSpace();
        if (_at == _tex.Length) throw Unknown("an argument is missing");

        // Of 12 without braces TeX takes the 1.
        return char.IsAsciiDigit(_tex[_at]) ? $"<mn>{_tex[_at++]}</mn>" : Atom();
    }

    private string Group()
    {
        _at++;
        string row = Row("");
        if (!Sees("}")) throw Unknown("a brace is not closed");
        _at++;
        return row;
    }

    // The letters between braces, as they stand.
    private string Text()
    {
        SkipSpace();
        int end = Sees("{") ? _tex.IndexOf('}', _at) : -1;
        if (end < 0) throw Unknown("a brace is missing");
        string text = _tex[(_at + 1)..end];
        _at = end + 1;
        return text;
    }

    private bool FollowsFence()
    {
        SkipSpace();
        return Sees("(") || Sees("[") || Sees("_") || Sees("^") || Sees(@"\left");
    }

    private bool Sees(string text) => string.CompareOrdinal(_tex, _at, text, 0, text.Length) == 0;

    private void SkipSpace()
    {
        while (_at < _tex.Length && char.IsWhiteSpace(_tex[_at])) _at++;
    }

    private string Upright()
    {
        (bool before, _isUpright) = (_isUpright, true);
        string group = Argument();
        _isUpright = before;
        return group;
    }

    // Letters that are one name. MathML slants names of one letter alone.
    private string Name()
    {
        int start = _at;
        while (_at < _tex.Length && char.IsLetter(_tex[_at])) _at++;
        return $"<mi{(_at - start == 1 ? " mathvariant=\"normal\"" : "")}>{_tex[start.._at]}</mi>";
    }

    private static string Operator(string sign) => $"<mo>{StudentText.Html(sign)}</mo>";

    private static string Fence(string sign, bool isStretchy) => $"<mo stretchy=\"{(isStretchy ? "true" : "false")}\">{sign}</mo>";

    private CourseException Unknown(string what) =>
        new($"The formula '{_tex.Trim()}' cannot be written as MathML: {what} at character {_at + 1}.");
}
