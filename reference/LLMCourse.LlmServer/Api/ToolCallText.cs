using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace LLMCourse.LlmServers.Api;

/// <summary>Takes a call as the model writes it, <c>{"name": …, "arguments": {…}}</c>, apart while it is written: the
/// name, then the text of the arguments.</summary>
/// <remarks>What turns out to be no call of a tool that was offered is content, so that nothing is lost.</remarks>
internal sealed partial class ToolCallText(IReadOnlyList<ToolDefinition> tools)
{
    private readonly StringBuilder _unread = new();
    private bool _isContent, _isEscaped, _isText, _isDone;
    private int _depth;

    /// <summary>Gets the tool that is called; null as long as that is not certain.</summary>
    public string? Name { get; private set; }

    /// <summary>Adds text.</summary>
    /// <returns>What is certain now: arguments where <see cref="Name"/> is known, else content.</returns>
    public string Add(string text)
    {
        if (_isContent)
            return text;
        if (Name is not null)
            return Arguments(text);
        _ = _unread.Append(text);
        string all = _unread.ToString();
        if (Head().Match(all) is not { Success: true } head)
            return "";
        string name = JsonSerializer.Deserialize<string>(head.Groups["name"].Value)!;
        if (tools.All(tool => tool.Name != name))
            return Content(all);
        Name = name;
        return Arguments(all[head.Length..]);
    }

    /// <summary>Ends the text.</summary>
    /// <returns>The content that was held back.</returns>
    public string End() => Name is null && !_isContent ? Content(_unread.ToString()) : "";

    private string Content(string text)
    {
        _isContent = true;
        return text;
    }

    /// <summary>Leaves out what comes after the end of the arguments' object: the brace that closes the call.</summary>
    private string Arguments(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (_isDone)
                return text[..i];
            char c = text[i];
            if (_isText)
            {
                (_isText, _isEscaped) = (_isEscaped || c != '"', !_isEscaped && c == '\\');
                continue;
            }

            _isText = c == '"';
            _depth += c is '{' or '[' ? 1 : c is '}' or ']' ? -1 : 0;
            _isDone = _depth == 0;
        }

        return text;
    }

    [GeneratedRegex("""\A\s*\{\s*"name"\s*:\s*(?<name>"(?:[^"\\\p{Cc}]|\\["\\/bfnrt])*")\s*,\s*"arguments"\s*:\s*(?=\{)""",
        RegexOptions.CultureInvariant)]
    private static partial Regex Head();
}
