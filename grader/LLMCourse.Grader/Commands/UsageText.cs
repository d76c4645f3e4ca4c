using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.RegularExpressions;
using LLMCourse.Grading.Course;

namespace LLMCourse.Grader.Commands;

/// <summary>Says what is wrong with a command line in words that its user knows, with the
/// nearest command or option that there is.</summary>
internal static partial class UsageText
{
    /// <summary>Lists what is wrong, a sentence each.</summary>
    public static IReadOnlyList<string> Of(ParseResult parsed)
    {
        ArgumentNullException.ThrowIfNull(parsed);
        Command command = parsed.CommandResult.Command;

        // Behind a mistyped command nothing is known of the rest.
        IEnumerable<string> tokens = command.Subcommands.Count > 0 ? parsed.UnmatchedTokens.Take(1) : parsed.UnmatchedTokens;
        List<string> texts = [.. tokens.Select(token => OfUnknown(token, command))];

        // What the library says of unknown words, and that a command is missing where an unknown one stands, is said already.
        bool unknown = texts.Count > 0;
        texts.AddRange(parsed.Errors
            .Where(e => !unknown || (!parsed.UnmatchedTokens.Any(t => e.Message.Contains($"'{t}'", StringComparison.Ordinal))
                && !(e.SymbolResult is CommandResult && command.Subcommands.Count > 0)))
            .Select(e => OfError(e.Message)).Where(m => m.Length > 0));
        return texts.Count > 0 ? [.. texts.Distinct()] : [.. parsed.Errors.Select(e => OfError(e.Message))];
    }

    private static string OfUnknown(string token, Command command)
    {
        bool option = token.StartsWith('-');
        string word = token.Split('=', ':')[0];
        string[] known = option
            ? [.. command.Options.Where(o => !o.Hidden).SelectMany(o => o.Aliases.Prepend(o.Name))
                .Where(n => n.StartsWith("--", StringComparison.Ordinal)), "--help"]
            : [.. command.Subcommands.Where(c => !c.Hidden).Select(c => c.Name)];
        string what = option ? "option" : known.Length > 0 ? "command" : "argument";
        string where = command is RootCommand ? "" : $" of {command.Name}";
        return NearestName.Among(word, known) is { } near
            ? $"There is no {what} '{word}'{where}. Did you mean {near}?"
            : $"There is no {what} '{word}'{where}.{(known.Length > 0 && !option ? $" There are {string.Join(", ", known)}." : "")}";
    }

    // The library names the type that it wanted, as its code calls it.
    private static string OfError(string message) => Wanted().Match(message) is not { Success: true } match ? message
        : match.Groups["where"].Value.StartsWith("command", StringComparison.Ordinal)
            ? $"'{match.Groups["value"].Value}' is {Kind(match.Groups["type"].Value)}."
        : $"{match.Groups["where"].Value} is '{match.Groups["value"].Value}', which is {Kind(match.Groups["type"].Value)}.{match.Groups["rest"].Value}";

    private static string Kind(string type) => type switch
    {
        _ when type.Contains("Int", StringComparison.Ordinal) => "no whole number",
        _ when type.Contains("Decimal", StringComparison.Ordinal) || type.Contains("Double", StringComparison.Ordinal) => "no number",
        _ when type.Contains("Boolean", StringComparison.Ordinal) => "neither true nor false",
        _ => "none of the values that it can have",
    };

    [GeneratedRegex(@"\ACannot parse argument '(?<value>.*)' for (?<where>(?:option|command|argument) '.*') as expected type '(?<type>[^']*)'\.?(?<rest>.*)\z", RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex Wanted();
}
