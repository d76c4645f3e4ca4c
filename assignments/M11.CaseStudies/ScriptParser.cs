using System.Globalization;

namespace LLMCourse.M11;

/// <summary>Reads programs. Given; its time grows with the length of the text, and its stack with nothing.</summary>
public sealed class ScriptParser
{
    /// <summary>The greatest height of an expression or a statement.</summary>
    public const int GreatestHeight = 200;

    private static readonly string[][] Levels = [["or"], ["and"], ["==", "!=", "<", "<=", ">", ">="], ["+", "-"], ["*", "/", "%"]];
    private static readonly HashSet<string> Words = new(StringComparer.Ordinal) { "fn", "let", "while", "if", "else", "return", "or", "and", "not" };

    private readonly List<(string Text, int Line, int Column)> _tokens = [];
    private int _at, _open;

    private ScriptParser(string text) => Cut(text);

    private string Next => _tokens[_at].Text;

    /// <summary>Reads a program.</summary>
    /// <param name="text">The program.</param>
    /// <returns>Its functions, by name.</returns>
    /// <exception cref="ScriptException">The text is not a program (<see cref="ScriptErrorKind.Syntax"/>).</exception>
    public static IReadOnlyDictionary<string, Function> Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        ScriptParser parser = new(text);
        Dictionary<string, Function> functions = new(StringComparer.Ordinal);
        do
        {
            Function function = parser.Function();
            if (function.Name == "len" || !functions.TryAdd(function.Name, function))
                throw Error(function.Line, function.Column, $"a second function {function.Name}");
        }
        while (parser.Next.Length > 0);
        return functions;
    }

    private static ScriptException Error(int line, int column, string detail) => new(new ScriptError(ScriptErrorKind.Syntax, line, column, detail));

    private static bool IsName(string token) => token.Length > 0 && (char.IsAsciiLetter(token[0]) || token[0] == '_') && !Words.Contains(token);

    private void Cut(string text)
    {
        int line = 1, start = 0;
        for (int i = 0; i < text.Length;)
        {
            char c = text[i];
            int length = 1;
            if (c == '#')
            {
                while (i < text.Length && text[i] != '\n') i++;
                continue;
            }

            if (c is ' ' or '\t' or '\r' or '\n')
            {
                i++;
                if (c == '\n') (line, start) = (line + 1, i);
                continue;
            }

            if (char.IsAsciiLetterOrDigit(c) || c == '_')
                while (i + length < text.Length && (char.IsAsciiLetterOrDigit(text[i + length]) || text[i + length] == '_')) length++;
            else if (c is '=' or '!' or '<' or '>' && i + 1 < text.Length && text[i + 1] == '=')
                length = 2;
            else if (!"(){}[],;=<>+-*/%".Contains(c, StringComparison.Ordinal))
                throw Error(line, i - start + 1, $"unexpected character U+{(int)c:X4}");
            _tokens.Add((text.Substring(i, length), line, i - start + 1));
            i += length;
        }

        _tokens.Add(("", line, text.Length - start + 1));
    }

    private ScriptException Unexpected(string wanted) =>
        Error(_tokens[_at].Line, _tokens[_at].Column, $"{wanted} expected, but there is {(Next.Length == 0 ? "the end" : Next)}");

    private bool Take(string token)
    {
        if (Next != token) return false;
        _at++;
        return true;
    }

    private void Want(string token)
    {
        if (!Take(token)) throw Unexpected(token);
    }

    private string Name()
    {
        if (!IsName(Next)) throw Unexpected("a name");
        return _tokens[_at++].Text;
    }

    private T Nested<T>(Func<T> read)
    {
        (_, int line, int column) = _tokens[_at];
        if (_open == GreatestHeight) throw Error(line, column, "nested too deeply");
        _open++;
        T result = read();
        _open--;
        return result;
    }

    private int Height(params ReadOnlySpan<int> parts)
    {
        int height = 1;
        foreach (int part in parts) height = Math.Max(height, part + 1);
        return height <= GreatestHeight ? height : throw Error(_tokens[_at].Line, _tokens[_at].Column, "nested too deeply");
    }

    private List<T> Several<T>(string end, Func<T> read)
    {
        List<T> items = [];
        if (Take(end)) return items;
        do items.Add(read());
        while (Take(","));
        Want(end);
        return items;
    }

    private Function Function()
    {
        (_, int line, int column) = _tokens[_at];
        Want("fn");
        string name = Name();
        Want("(");
        List<string> parameters = Several(")", Name);
        if (parameters.Distinct(StringComparer.Ordinal).Count() < parameters.Count) throw Error(line, column, "two parameters of one name");
        return new Function(name, parameters, Block(), line, column);
    }

    private List<Statement> Block()
    {
        List<Statement> statements = [];
        Want("{");
        while (!Take("}")) statements.Add(Nested(Statement));
        return statements;
    }

    private Statement Statement()
    {
        (string first, int line, int column) = _tokens[_at];
        if (first is "if" or "while")
        {
            _at++;
            Expression condition = Expression(0);
            List<Statement> body = Block(), other = [];
            if (first == "if" && Take("else")) other = Next == "if" ? [Nested(Statement)] : Block();
            int height = Height([condition.Height, .. body.Select(part => part.Height), .. other.Select(part => part.Height)]);
            return first == "if" ? new Statement.If(condition, body, other, line, column, height) : new Statement.While(condition, body, line, column, height);
        }

        if (Take("return"))
        {
            Expression result = Expression(0);
            Want(";");
            return new Statement.Return(result, line, column, Height(result.Height));
        }

        bool isNew = Take("let");
        string name = Name();
        Want("=");
        Expression value = Expression(0);
        Want(";");
        return isNew ? new Statement.Let(name, value, line, column, Height(value.Height)) : new Statement.Assign(name, value, line, column, Height(value.Height));
    }

    private Expression Expression(int level)
    {
        if (level == Levels.Length) return Nested(Unary);
        Expression left = Expression(level + 1);
        while (Array.IndexOf(Levels[level], Next) >= 0)
        {
            (string sign, int line, int column) = _tokens[_at++];
            Expression right = Expression(level + 1);
            left = new Expression.Binary(sign, left, right, line, column, Height(left.Height, right.Height));
        }

        return left;
    }

    private Expression Unary()
    {
        (string first, int line, int column) = _tokens[_at];
        if (!Take("-") && !Take("not")) return Items(Primary());
        Expression operand = Nested(Unary);
        return new Expression.Unary(first, operand, line, column, Height(operand.Height));
    }

    private Expression Items(Expression list)
    {
        while (Next == "[")
        {
            (_, int line, int column) = _tokens[_at++];
            Expression index = Expression(0);
            Want("]");
            list = new Expression.Item(list, index, line, column, Height(list.Height, index.Height));
        }

        return list;
    }

    private Expression Primary()
    {
        (string first, int line, int column) = _tokens[_at];
        if (Take("("))
        {
            Expression inner = Expression(0);
            Want(")");
            return inner;
        }

        if (Take("["))
        {
            List<Expression> items = Several("]", () => Expression(0));
            return new Expression.ListOf(items, line, column, Height([.. items.Select(item => item.Height)]));
        }

        if (first.Length > 0 && char.IsAsciiDigit(first[0]))
        {
            _at++;
            return long.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out long number)
                ? new Expression.Number(number, line, column)
                : throw Error(line, column, $"{first} is not an integer of 64 bits");
        }

        string name = Name();
        if (!Take("(")) return new Expression.Variable(name, line, column);
        List<Expression> arguments = Several(")", () => Expression(0));
        return new Expression.Call(name, arguments, line, column, Height([.. arguments.Select(argument => argument.Height)]));
    }
}
