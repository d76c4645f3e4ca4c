using System.Text.RegularExpressions;
using LLMCourse.Grading.Course;

namespace LLMCourse.Classes.Batches;

/// <summary>Tells in the names of GitHub Classroom's clones, <c>assignment-login</c>, where the
/// assignment's ends: both may have hyphens.</summary>
/// <remarks>What the clones have in common does not tell: <c>hw3-jane-doe</c> and <c>hw3-jane-roe</c> beside each other are not of
/// <c>doe</c> and <c>roe</c>.</remarks>
internal static partial class ClassroomNames
{
    private const string FolderOfAll = "-submissions";

    /// <summary>Returns the beginning of the clones' names, with its hyphen; empty when they have none.</summary>
    /// <param name="clones">The clones' names.</param>
    /// <param name="folder">The name of the folder that they lie in.</param>
    /// <param name="context">What is known.</param>
    /// <exception cref="CourseException">It cannot be told.</exception>
    public static string Prefix(IReadOnlyList<string> clones, string folder, FindContext context)
    {
        if (context.Assignment is { } said) return said.Length == 0 ? "" : said.TrimEnd('-') + "-";
        string[] hyphened = [.. clones.Where(c => c.TrimEnd('-').Contains('-', StringComparison.Ordinal))];
        if (hyphened.Length == 0) return "";

        // `gh classroom clone` puts them into ASSIGNMENT-submissions.
        if (folder.EndsWith(FolderOfAll, StringComparison.Ordinal) && folder[..^FolderOfAll.Length] is { Length: > 0 } named
            && hyphened.Any(c => c.StartsWith(named + "-", StringComparison.Ordinal)))
            return named + "-";
        string[] before = [.. context.Earlier.Where(e => e.Source.Length > e.Key.Length
            && e.Source.EndsWith("-" + e.Key, StringComparison.OrdinalIgnoreCase)).Select(e => e.Source[..^e.Key.Length])];
        if (Commonest(before.SelectMany(p => hyphened.Where(c => c.StartsWith(p, StringComparison.Ordinal)).Select(_ => p))) is { } earlier)
            return earlier;

        HashSet<string> known = new(context.Roster.Concat(context.Enrolled).SelectMany(s => (string[])[s.Key, s.Login])
            .Where(k => k.Length > 0), StringComparer.OrdinalIgnoreCase);
        if (Commonest(hyphened.SelectMany(Prefixes)
            .Where(p => hyphened.Any(c => c.StartsWith(p, StringComparison.Ordinal) && known.Contains(c[p.Length..])))
            .SelectMany(p => hyphened.Where(c => c.StartsWith(p, StringComparison.Ordinal) && known.Contains(c[p.Length..]))
                .Select(_ => p))) is { } joined) return joined;
        if (Commonest(hyphened.Select(c => BySound(c, context.Words)).Where(p => p.Length > 0)) is { } sounding) return sounding;

        // Clones that begin differently are called as their students.
        string common = clones.Aggregate((a, b) => a[..a.Zip(b).TakeWhile(p => p.First == p.Second).Count()]);
        if (!common.Contains('-', StringComparison.Ordinal)) return "";
        throw new CourseException(
            $"In the clones' names, such as '{hyphened[0]}', it cannot be told where the assignment's name ends and the login begins. "
            + $"Say the assignment's name: --assignment {hyphened[0].Split('-')[0]}, or --assignment \"\" when the names are the students'.");
    }

    // Of two that are as common none: that would be a guess.
    private static string? Commonest(IEnumerable<string> prefixes)
    {
        var counted = prefixes.GroupBy(p => p, StringComparer.Ordinal).Select(g => (g.Key, Count: g.Count()))
            .OrderByDescending(g => g.Count).ToArray();
        return counted.Length == 0 || (counted.Length > 1 && counted[1].Count == counted[0].Count) ? null : counted[0].Key;
    }

    private static IEnumerable<string> Prefixes(string name) =>
        Enumerable.Range(1, name.Length - 2).Where(i => name[i] == '-').Select(i => name[..(i + 1)]);

    // The words at the beginning that are called as assignments are; the last word is the student's in any case.
    private static string BySound(string name, IReadOnlyList<string> words)
    {
        string[] parts = name.Split('-');
        string[] of = [.. parts[..^1].TakeWhile(p => AssignmentWord().IsMatch(p) || words.Contains(p, StringComparer.OrdinalIgnoreCase))];
        return of.Length == 0 ? "" : string.Join('-', of) + "-";
    }

    [GeneratedRegex(@"\A(?:(?:hw|homework|a|as|assignment|m|mod|module|lab|ex|exercise|ps|pset|problem|set|p|project|task|w|week|unit|part|sheet|llm|llmcourse|course|cs|quiz|20)[0-9]*|[0-9]+)\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex AssignmentWord();
}
